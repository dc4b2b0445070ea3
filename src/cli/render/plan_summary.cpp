#include "render/plan_sections.hpp"
#include "rollpack/core/amount.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace rollpack::cli {

namespace {

using core::DataAction;

constexpr std::string_view all_analysed = "every script was analysed";

std::string several(std::int64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", core::grouped(count), count == 1 ? one : many);
}

std::string several(std::size_t count, std::string_view one, std::string_view many) {
    return several(static_cast<std::int64_t>(count), one, many);
}

std::string scripts_of(const app::PlanDocument& document) {
    std::map<app::StepKind, std::size_t> counts;
    for (const app::PlannedStep& step : document.steps) {
        ++counts[step.kind];
    }
    std::vector<std::string> parts;
    const auto add = [&](std::size_t count, std::string_view one, std::string_view many) {
        if (count > 0) {
            parts.push_back(several(count, one, many));
        }
    };
    add(counts[app::StepKind::undo], "undo script", "undo scripts");
    add(counts[app::StepKind::repair], "version to repair", "versions to repair");
    add(counts[app::StepKind::restore] + counts[app::StepKind::revive], "repeatable", "repeatables"
    );
    add(counts[app::StepKind::retire], "repeatable to drop", "repeatables to drop");
    add(counts[app::StepKind::clear], "step to clear the way", "steps to clear the way");
    std::size_t callbacks = counts[app::StepKind::callback];
    for (const app::PlannedCallbacks& of_event : document.callbacks) {
        callbacks += of_event.scripts.size();
    }
    add(callbacks, "callback", "callbacks");
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// Counts of what is lost and not kept, as far as they are known.
struct LostAmount {
    std::int64_t count = 0;
    std::set<std::string> objects;
    bool is_exact = true;

    void add(const core::Loss& loss) {
        objects.insert(loss.object);
        count += loss.rows ? loss.rows->value : 0;
        is_exact = is_exact && loss.rows && loss.rows->is_exact && !loss.up_to;
    }

    std::string text(std::string_view of_one, std::string_view of_many) const {
        return (is_exact ? "" : "about ") + core::grouped(count) + " "
            + std::string{count == 1 ? of_one : of_many};
    }
};

bool is_of_columns(DataAction action) {
    return action == DataAction::drops_column || action == DataAction::changes_type;
}

bool is_of_rows(DataAction action) {
    return action == DataAction::drops_table || action == DataAction::drops_materialized_view
        || action == DataAction::truncates_table || action == DataAction::deletes_rows;
}

/// All that is lost and not kept, by what it is.
struct LostAmounts {
    LostAmount rows;
    LostAmount values;
    LostAmount changed;
    std::set<std::string> others;
};

LostAmounts amounts_of(const app::PlanDocument& document) {
    LostAmounts amounts;
    for (const core::Loss& loss : document.assessment.losses) {
        if (loss.verdict != core::LossVerdict::data || loss.is_kept) {
            continue;
        }
        if (is_of_rows(loss.action)) {
            amounts.rows.add(loss);
        } else if (is_of_columns(loss.action)) {
            amounts.values.add(loss);
        } else if (loss.action == DataAction::updates_rows) {
            amounts.changed.add(loss);
        } else {
            amounts.others.insert(loss.object);
        }
    }
    return amounts;
}

/// "loses 33 rows, 16 values"
std::string losses_in_short(const app::PlanDocument& document) {
    const auto [rows, values, changed, others] = amounts_of(document);
    std::vector<std::string> parts;
    if (!rows.objects.empty()) {
        parts.push_back(rows.text("row", "rows"));
    }
    if (!values.objects.empty()) {
        parts.push_back(values.text("value", "values"));
    }
    if (!changed.objects.empty() || !others.empty()) {
        parts.emplace_back(parts.empty() ? "data" : "more");
    }
    return parts.empty() ? "loses nothing" : fmt::format("loses {}", fmt::join(parts, ", "));
}

std::string losses_of(const app::PlanDocument& document) {
    const auto [rows, values, changed, others] = amounts_of(document);
    std::vector<std::string> parts;
    if (!rows.objects.empty()) {
        parts.push_back(
            rows.text("row", "rows") + " in " + several(rows.objects.size(), "table", "tables")
        );
    }
    if (!values.objects.empty()) {
        parts.push_back(
            values.text("value", "values") + " in "
            + several(values.objects.size(), "column", "columns")
        );
    }
    if (!others.empty()) {
        parts.push_back(several(others.size(), "other object", "other objects"));
    }
    std::string text = parts.empty() ? "loses no data that is known of"
                                     : fmt::format("loses {}", fmt::join(parts, " and "));
    if (!changed.objects.empty()) {
        text += fmt::format(", overwrites {}", changed.text("row", "rows"));
    }
    if (!document.assessment.kept.empty()) {
        text += fmt::format(
            ", keeps data of {}",
            several(document.assessment.kept.size(), "table", "tables")
        );
    }
    return text;
}

std::string locks_of(const app::PlanDocument& document) {
    std::map<std::string, std::int64_t> exclusive;
    std::set<std::string> rewritten;
    std::set<int> in_the_way;
    for (const core::StepLock& lock : document.assessment.locks) {
        for (const core::LockedBy& holder : lock.blocked_by) {
            in_the_way.insert(holder.session.pid);
        }
        if (lock.mode != core::LockMode::access_exclusive) {
            continue;
        }
        exclusive[lock.relation] = lock.bytes;
        if (lock.rewrites) {
            rewritten.insert(lock.relation);
        }
    }
    if (exclusive.empty()) {
        return "locks no table exclusively";
    }
    const auto largest = std::ranges::max_element(exclusive, {}, [](const auto& entry) {
        return entry.second;
    });
    std::string text = fmt::format(
        "locks {} exclusively ({}{}{})",
        several(exclusive.size(), "table", "tables"),
        exclusive.size() == 1 ? "" : "largest ",
        core::size_text(largest->second),
        rewritten.contains(largest->first) ? ", rewritten" : ""
    );
    if (!in_the_way.empty()) {
        text += fmt::format(
            ", {} in the way now",
            several(in_the_way.size(), "session is", "sessions are")
        );
    }
    return text;
}

std::string certainty_of(const app::PlanDocument& document) {
    std::set<std::string> unknown;
    for (const core::Loss& loss : document.assessment.losses) {
        if (loss.verdict == core::LossVerdict::unknown) {
            unknown.insert(loss.script);
        }
    }
    return unknown.empty() ? std::string{all_analysed}
                           : several(unknown.size(), "script", "scripts") + " cannot be analysed";
}

std::size_t exclusively_locked(const app::PlanDocument& document) {
    std::set<std::string> relations;
    for (const core::StepLock& lock : document.assessment.locks) {
        if (lock.mode == core::LockMode::access_exclusive) {
            relations.insert(lock.relation);
        }
    }
    return relations.size();
}

/// " in 3 parts" for a run that is not one transaction.
std::string parts_of(const app::PlanDocument& document) {
    const std::size_t parts = document.steps.empty() ? 0 : document.steps.back().stretch + 1;
    return parts > 1 ? " in " + several(parts, "part", "parts") : "";
}

/// What, from where to where, how many scripts, what is lost, what is locked, how sure: in one line.
std::string in_one_line(const app::PlanDocument& document) {
    const bool is_sure = certainty_of(document) == all_analysed;
    return fmt::format(
        "{}{}: {} to {}, {}{}; {}; locks {}; {}",
        document.package,
        document.refused ? " refused" : "",
        document.from_version.value_or("no version"),
        document.target_version,
        several(document.steps.size(), "script", "scripts"),
        parts_of(document),
        losses_in_short(document),
        several(exclusively_locked(document), "table", "tables"),
        is_sure ? "all analysed" : certainty_of(document)
    );
}

}  // namespace

PlanSummary plan_summary(const app::PlanDocument& document) {
    const std::string& place = document.observed.address.empty() ? document.database
                                                                 : document.observed.address;
    if (document.steps.empty()) {
        std::string headline = fmt::format(
            "{} {} {}, from {} to {}",
            document.package,
            document.refused ? "is refused on" : "has nothing to do on",
            place,
            document.from_version.value_or("no version"),
            document.target_version
        );
        return {std::move(headline), {}};
    }
    std::string details = fmt::format(
        "on {}: {}{}; {}; {}; {}",
        place,
        scripts_of(document),
        parts_of(document).empty() ? "" : ", NOT all or nothing",
        losses_of(document),
        locks_of(document),
        certainty_of(document)
    );
    return {in_one_line(document), std::move(details)};
}

}  // namespace rollpack::cli
