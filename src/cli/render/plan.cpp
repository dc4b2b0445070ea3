#include "render/plan.hpp"

#include "render/json_parts.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

template <typename Kind>
std::size_t count_steps(const core::Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count_if(plan.steps, [](const core::Step& step) {
        return std::holds_alternative<Kind>(step);
    }));
}

std::string verb(const core::Step& step) {
    if (std::holds_alternative<core::UndoStep>(step)) {
        return "undo";
    }
    if (std::holds_alternative<core::RetireStep>(step)) {
        return "retire";
    }
    if (std::holds_alternative<core::CallbackStep>(step)) {
        return "callback";
    }
    const core::RepeatableAction action = std::get<core::RepeatableStep>(step).action;
    return action == core::RepeatableAction::revive ? "revive" : "restore";
}

std::string subject(const core::Step& step) {
    const auto* retire = std::get_if<core::RetireStep>(&step);
    return printable(retire == nullptr ? core::step_name(step) : retire->description);
}

std::string dropped_objects(const core::RetireStep& step) {
    std::string text;
    for (const core::DatabaseObject& object : step.objects) {
        text += (text.empty() ? "; drops " : ", ") + core::describe(object);
    }
    return text;
}

std::string reason(const core::Step& step) {
    const auto* retire = std::get_if<core::RetireStep>(&step);
    return printable(
        core::step_reason(step) + (retire == nullptr ? std::string{} : dropped_objects(*retire))
    );
}

std::string summary(const core::Plan& plan) {
    std::string text = counted(count_steps<core::UndoStep>(plan), "version", "versions")
        + " undone";
    const std::size_t repeatables = count_steps<core::RepeatableStep>(plan);
    const std::size_t retired = count_steps<core::RetireStep>(plan);
    text += ", " + counted(repeatables, "repeatable", "repeatables") + " restored";
    if (retired > 0) {
        text += ", " + counted(retired, "repeatable", "repeatables") + " retired";
    }
    return text;
}

std::string how(const core::Plan& plan) {
    const std::string mode = plan.transaction == core::TransactionMode::package
        ? "one transaction, all or nothing"
        : "one transaction a script: after a failure what ran before stays";
    const std::string rows = plan.dialect == core::HistoryDialect::delete_rows
        ? "DELETE rows (every Flyway edition reads them)"
        : "UNDO_SQL rows (Redgate editions only)";
    return fmt::format(
        "  transaction  {}\n"
        "  history      {}.{}, {}\n"
        "  locks        about {} of the {} that the server's lock table holds\n",
        mode,
        printable(plan.history_table.schema),
        printable(plan.history_table.table),
        rows,
        plan.estimated_locks,
        plan.lock_table_size
    );
}

std::string signed_line(const std::optional<app::SignedBy>& signature) {
    return signature ? fmt::format(
               "  signed by    {} ({})\n",
               printable(signature->signer),
               printable(signature->key)
           )
                     : std::string{};
}

}  // namespace

std::string render_plan(const app::PlanResult& planned, const std::string& database) {
    const core::Plan& plan = planned.plan;
    std::string text = fmt::format(
        "{} on {}: from {} to {}\n",
        printable(plan.package_name),
        printable(database),
        plan.from_version ? printable(plan.from_version->text()) : "no version",
        printable(plan.target_version.text())
    );
    text += signed_line(planned.signature);
    if (plan.steps.empty()) {
        text += plan.nothing_to_do.empty() ? "" : printable(plan.nothing_to_do) + "\n";
    } else {
        text += fmt::format("  {}\n{}\n", summary(plan), how(plan));
        std::vector<std::vector<std::string>> rows;
        for (std::size_t index = 0; index < plan.steps.size(); ++index) {
            const core::Step& step = plan.steps[index];
            rows.push_back({fmt::format("{:3}", index + 1), verb(step), subject(step), reason(step)}
            );
        }
        text += format_table(rows);
    }
    if (!plan.skipped.empty()) {
        std::vector<std::vector<std::string>> rows;
        for (const core::Skipped& skipped : plan.skipped) {
            rows.push_back({printable(skipped.path), printable(skipped.reason)});
        }
        text += "\nleft out\n" + format_table(rows);
    }
    return text;
}

std::string plan_to_json(const app::PlanResult& planned) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        write_plan(root, planned);
    });
}

}  // namespace rollpack::cli
