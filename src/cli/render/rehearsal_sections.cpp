#include "render/rehearsal_sections.hpp"

#include "render/findings.hpp"
#include "rollpack/core/amount.hpp"
#include "text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace rollpack::cli {

namespace {

using app::Outcome;

constexpr int numbers_of_a_major = 10'000;
constexpr std::size_t shown_digits = 12;

std::string word(Outcome outcome) {
    return std::string{word_of(outcome)};
}

std::string_view word_of(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? "DELETE rows" : "UNDO_SQL rows";
}

}  // namespace

std::string_view word_of(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::not_tried:
        return "-";
    case Outcome::equal:
        return "equal";
    case Outcome::different:
        return "DIFFERENT";
    case Outcome::failed:
        return "FAILED";
    }
    return "";
}

Cells ladder_rows(const app::RehearsalResult& result) {
    if (result.versions.empty()) {
        return {};
    }
    Cells rows{
        {"version", "up", "undo script", "down", "schema", "rows", "from here to the target"}};
    for (const app::RehearsedVersion& rung : result.versions) {
        const bool has_undo = !rung.undo_script.empty();
        rows.push_back(
            {rung.version.text(),
             format_duration(rung.migrated.count()),
             has_undo ? rung.undo_script : "none",
             has_undo ? format_duration(rung.undone.count()) : "",
             word(rung.schema),
             result.has_data ? word(rung.data) : "-",
             word(rung.whole_rollback)}
        );
    }
    return rows;
}

Cells rollback_rows(const app::RehearsalResult& result) {
    if (result.rollbacks.empty()) {
        return {};
    }
    Cells rows{{"history with", "back", "schema", "rows", "history", "up again", "schema above"}};
    for (const app::RehearsedRollback& rollback : result.rollbacks) {
        rows.push_back(
            {std::string{word_of(rollback.dialect)},
             format_duration(rollback.rolled_back.count()),
             word(rollback.schema),
             result.has_data ? word(rollback.data) : "-",
             word(rollback.history),
             format_duration(rollback.upgraded.count()),
             word(rollback.upgrade)}
        );
    }
    return rows;
}

Cells row_rows(const app::RehearsalResult& result) {
    Cells rows;
    // Both dialects run the same scripts.
    if (result.rollbacks.empty()) {
        return rows;
    }
    for (const core::RowDifferences& table : result.rollbacks.front().rows) {
        rows.push_back(
            {table.table,
             fmt::format(
                 "{} changed, {} lost, {} gained",
                 core::grouped(table.changed),
                 core::grouped(table.lost),
                 core::grouped(table.gained)
             ),
             "",
             ""}
        );
        for (const core::RowExample& example : table.examples) {
            rows.push_back(
                {"",
                 fmt::format("row {}", example.key),
                 example.expected.empty() ? "not there" : example.expected,
                 example.found.empty() ? "not there" : example.found}
            );
        }
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"table", "rows", "at the target", "after the rollback"});
    }
    return rows;
}

Cells lock_rows(const app::RehearsalResult& result) {
    Cells rows;
    for (const app::RehearsedVersion& rung : result.versions) {
        for (const executor::HeldLock& lock : rung.footprint.locks) {
            const bool is_rewritten = std::ranges::find(rung.footprint.rewritten, lock.relation)
                != rung.footprint.rewritten.end();
            rows.push_back(
                {rung.undo_script,
                 core::full_name(lock.relation),
                 std::string{core::to_string(lock.mode)},
                 is_rewritten ? "yes" : ""}
            );
        }
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"undo script", "relation", "lock", "rewritten"});
    }
    return rows;
}

Cells repeatable_rows(const app::RehearsalResult& result) {
    Cells rows;
    for (const auto& [description, action] : result.repeatables) {
        rows.push_back({description, std::string{core::to_string(action)}});
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"repeatable", "what becomes of it"});
    }
    return rows;
}

Cells seen_rows(const app::RehearsalResult& result) {
    Cells rows;
    const auto add = [&](const std::string& of, const auto& objects, std::string_view when) {
        if (objects) {
            std::vector<std::string> names;
            std::ranges::transform(
                *objects,
                std::back_inserter(names),
                [](const core::DatabaseObject& object) { return core::describe(object); }
            );
            rows.push_back(
                {of,
                 std::string{when},
                 names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "))}
            );
        }
    };
    for (const core::RehearsedObjects& seen : result.seen) {
        const bool is_retired = std::ranges::find(
                                    result.repeatables,
                                    std::pair{seen.description, core::RepeatableAction::retire}
                                )
            != result.repeatables.end();
        add(seen.description, seen.objects, is_retired ? "current release" : "target");
        add(seen.description, seen.current_objects, "current release");
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"repeatable", "text of the", "made"});
    }
    return rows;
}

Cells drift_rows(const app::RehearsalResult& result) {
    Cells rows;
    if (result.snapshot && !result.snapshot->drift.empty()) {
        rows.push_back({result.snapshot->file + " is not what the target's scripts make: it"});
        for (const std::string& sentence : result.snapshot->drift) {
            rows.push_back({sentence});
        }
    }
    return rows;
}

std::string_view seen_words() noexcept {
    return "Texts that do not tell what they make, and what they made here. A package knows of it once "
           "the rehearsal is recorded in it.";
}

std::string rehearsal_headline(const app::RehearsalResult& result) {
    return fmt::format(
        "rehearsal of {}: from {} back to {}, on PostgreSQL {}.{}{}",
        result.package_name,
        result.release,
        result.target.text(),
        result.server_version / numbers_of_a_major,
        result.server_version % numbers_of_a_major,
        result.snapshot ? fmt::format(", beginning with {}", result.snapshot->file) : ""
    );
}

std::string rehearsal_verdict(const app::RehearsalResult& result) {
    const std::string time = format_duration(result.duration.count());
    if (!result.proven) {
        return fmt::format("not proven: {} ({})", count_findings(result.findings), time);
    }
    return fmt::format(
        "proven: the rollback to {} brings back the target, {} with fingerprint {}{} ({})",
        result.target.text(),
        counted(result.target_schema.objects.size(), "object", "objects"),
        result.target_schema.digest.hex().substr(0, shown_digits),
        result.has_data ? ", rows included"
                        : "; no table had rows, so only schemas were compared (see --seed)",
        time
    );
}

}  // namespace rollpack::cli
