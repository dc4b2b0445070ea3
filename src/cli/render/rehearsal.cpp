#include "render/rehearsal.hpp"

#include "layout.hpp"
#include "render/findings.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace rollpack::cli {

namespace {

using app::Outcome;

constexpr int numbers_of_a_major = 10'000;

std::string_view word_of(Outcome outcome) {
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

std::string ladder(const app::RehearsalResult& result) {
    std::vector<std::vector<std::string>> rows{
        {"version", "up", "undo script", "down", "schema", "rows", "from here to the target"}};
    for (const app::RehearsedVersion& rung : result.versions) {
        rows.push_back(
            {rung.version.text(),
             format_duration(rung.migrated.count()),
             rung.undo_script.empty() ? "none" : printable(rung.undo_script),
             rung.undo_script.empty() ? "" : format_duration(rung.undone.count()),
             std::string{word_of(rung.schema)},
             std::string{result.has_data ? word_of(rung.data) : "-"},
             std::string{word_of(rung.whole_rollback)}}
        );
    }
    return result.versions.empty() ? "" : wrapped_table(rows) + "\n";
}

std::string rollbacks(const app::RehearsalResult& result) {
    std::vector<std::vector<std::string>> rows{
        {"history", "back", "schema", "rows", "history", "up again", "schema"}};
    for (const app::RehearsedRollback& rollback : result.rollbacks) {
        rows.push_back(
            {rollback.dialect == core::HistoryDialect::delete_rows ? "delete rows" : "undo rows",
             format_duration(rollback.rolled_back.count()),
             std::string{word_of(rollback.schema)},
             std::string{result.has_data ? word_of(rollback.data) : "-"},
             std::string{word_of(rollback.history)},
             format_duration(rollback.upgraded.count()),
             std::string{word_of(rollback.upgrade)}}
        );
    }
    return result.rollbacks.empty() ? "" : wrapped_table(rows) + "\n";
}

std::string verdict(const app::RehearsalResult& result) {
    if (!result.proven) {
        return fmt::format(
            "not proven: {} ({})\n",
            count_findings(result.findings),
            format_duration(result.duration.count())
        );
    }
    const std::string rows = result.has_data
        ? ", rows included"
        : "; no table had rows, so only schemas were compared (see --seed)";
    return wrapped(fmt::format(
        "proven: the rollback to {} brings back the target, {} as fingerprint {}{} ({})",
        result.target.text(),
        counted(result.target_schema.objects.size(), "object", "objects"),
        result.target_schema.digest.hex().substr(0, 12),
        rows,
        format_duration(result.duration.count())
    ));
}

}  // namespace

std::string render_rehearsal(const app::RehearsalResult& result) {
    return wrapped(fmt::format(
               "rehearsal of {}: from {} back to {}, on PostgreSQL {}.{}",
               printable(result.package_name),
               printable(result.release),
               result.target.text(),
               result.server_version / numbers_of_a_major,
               result.server_version % numbers_of_a_major
           ))
        + "\n" + ladder(result) + rollbacks(result) + verdict(result);
}

}  // namespace rollpack::cli
