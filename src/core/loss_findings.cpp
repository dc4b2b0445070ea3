#include "detail/loss_findings.hpp"

#include "detail/live_names.hpp"
#include "rollpack/core/amount.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

namespace rollpack::core::detail {

namespace {

bool is_of_columns(const FoundLoss& found) {
    return !found.columns.empty();
}

/// "1,234 rows", "about 1,234 values", "an unknown number of rows"
std::string count_text(const FoundLoss& found) {
    const std::string_view thing = is_of_columns(found) ? "value" : "row";
    const std::optional<Count>& count = found.loss.rows;
    if (!count || (count->value == 0 && !count->is_exact)) {
        return fmt::format("an unknown number of {}s", thing);
    }
    return (count->is_exact ? "" : "about ") + counted(count->value, thing);
}

/// ", up to 1,234 rows (160 kB)"
std::string amount_text(const FoundLoss& found) {
    const Loss& loss = found.loss;
    if (loss.action == DataAction::drops_sequence) {
        return ", whose last value is lost";
    }
    std::string text = loss.up_to                 ? ", up to "
        : loss.action == DataAction::deletes_rows ? ", all "
                                                  : " with ";
    text += count_text(found);
    if (loss.bytes) {
        text += fmt::format(" ({}{})", loss.up_to ? "of " : "", size_text(*loss.bytes));
    }
    return text;
}

std::string type_text(const FoundLoss& found) {
    const LiveColumn* const column = found.new_type.empty() || found.columns.empty()
        ? nullptr
        : find_column(*found.table, found.columns.front());
    return column == nullptr ? std::string{}
                             : fmt::format(" from {} to {}", column->type, found.new_type);
}

/// ", there since 2026-10-01 (V124)"
std::string since_text(const Loss& loss) {
    constexpr std::size_t date = 10;
    const std::size_t version = loss.since.find(" (");
    if (version == std::string::npos) {
        return {};
    }
    return ", there since " + loss.since.substr(0, date) + loss.since.substr(version);
}

/// "drops table public.stock with 12 rows (160 kB), there since 2026-10-01 (V124)"
std::string message_of(const FoundLoss& found) {
    return fmt::format("{} {}", to_string(found.loss.action), found.loss.object) + type_text(found)
        + amount_text(found) + since_text(found.loss);
}

bool can_be_kept(const FoundLoss& found) {
    return found.table != nullptr && is_table(*found.table);
}

std::string hint_for(const FoundLoss& found) {
    const std::string accept = found.loss.version ? fmt::format(
                                   "--accept-data-loss=V{} (without a version: whatever is lost)",
                                   found.loss.version->text()
                               )
                                                  : "--accept-data-loss";
    return can_be_kept(found)
        ? fmt::format("Save it with --keep-data, accept it with {}, or move it by hand.", accept)
        : fmt::format("Accept it with {}, or note down by hand what is needed.", accept);
}

void report_data(const FoundLoss& found, Findings& findings) {
    const Loss& loss = found.loss;
    const std::string message = message_of(found);
    if (loss.is_kept) {
        findings.add_warning(
            FindingCode::data_loss,
            loss.script,
            message + "; saved by --keep-data",
            "",
            loss.line
        );
    } else if (loss.is_accepted) {
        findings.add_warning(
            FindingCode::data_loss,
            loss.script,
            message + "; accepted by --accept-data-loss",
            "",
            loss.line
        );
    } else {
        findings.add(FindingCode::data_loss, loss.script, message, hint_for(found), loss.line);
    }
}

/// "DO", "changes the type of public.orders.total from text to app.money"
std::string unknown_text(const FoundLoss& found) {
    return found.loss.action == DataAction::unknown ? found.loss.object
                                                    : fmt::format(
                                                        "\"{} {}{}\"",
                                                        to_string(found.loss.action),
                                                        found.loss.object,
                                                        type_text(found)
                                                    );
}

void report_unknown(const std::vector<const FoundLoss*>& of_script, Findings& findings) {
    const FoundLoss& first = *of_script.front();
    const std::size_t others = of_script.size() - 1;
    findings.add(
        FindingCode::data_loss_unknown,
        first.loss.script,
        fmt::format(
            "what {}{} to data is not seen in the text",
            unknown_text(first),
            others == 0 ? " does"
                        : fmt::format(
                            " and {} more {} do",
                            grouped(static_cast<std::int64_t>(others)),
                            others == 1 ? "statement" : "statements"
                        )
        ),
        "Read the script, and save by hand what it may destroy.",
        first.loss.line
    );
}

}  // namespace

void report_losses(const std::vector<FoundLoss>& losses, Findings& findings) {
    std::map<std::pair<std::size_t, std::string>, std::vector<const FoundLoss*>> unknown;
    for (const FoundLoss& found : losses) {
        if (found.loss.verdict == LossVerdict::data) {
            report_data(found, findings);
        } else if (found.loss.verdict == LossVerdict::unknown) {
            unknown[{found.loss.step, found.loss.script}].push_back(&found);
        }
    }
    for (const auto& [script, of_script] : unknown) {
        report_unknown(of_script, findings);
    }
}

}  // namespace rollpack::core::detail
