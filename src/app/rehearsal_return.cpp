#include "detail/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::app::detail {

namespace {

using core::FindingCode;

constexpr std::chrono::milliseconds duration_of(const core::Report& report) {
    std::chrono::milliseconds sum{};
    for (const core::StepOutcome& step : report.steps) {
        sum += step.duration;
    }
    return sum;
}

core::DialectChoice choice_of(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? core::DialectChoice::delete_rows
                                                        : core::DialectChoice::undo_rows;
}

std::string words_of(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? "delete" : "undo";
}

}  // namespace

void Rehearsal::come_back(core::HistoryDialect dialect) {
    const std::string as = words_of(dialect);
    observer_.on(core::PhaseStarted{fmt::format(
        "rolling back to {} and up again, with {} rows in the history",
        result_.target.text(),
        as
    )});
    RehearsedRollback rollback;
    rollback.dialect = dialect;
    const std::string name = server_.clone(as, ladder_name_);
    {
        RehearsalDatabase database{project_, server_.settings_of(name)};
        const RehearsedRun run = database.roll_back(project_.selection, choice_of(dialect));
        if (run.is_fine()) {
            rollback.rolled_back = run.report ? duration_of(*run.report)
                                              : std::chrono::milliseconds{};
            const Station found = look_at(database);
            compare(
                target_,
                found,
                {FindingCode::rollback_not_inverse,
                 FindingCode::rollback_data_differs,
                 package(),
                 "the rollback "},
                {rollback.schema, rollback.data}
            );
            compare_rows(database, found, rollback);
            check_history(database, rollback);
            check_upgrade(database, rollback);
        } else {
            rollback.schema = Outcome::failed;
            tell_failure(FindingCode::rollback_failed, run, "the rollback fails: ");
        }
    }
    server_.drop(name);
    result_.rollbacks.push_back(rollback);
}

void Rehearsal::add_rows(core::RowDifferences rows, RehearsedRollback& rollback) {
    if (sown_.contains(rows.table)) {
        if (rows.changed == 0 && rows.lost == 0) {
            return;
        }
        rollback.data = Outcome::different;
        if (known_data_.insert(rows.table).second) {
            tell(
                FindingCode::rollback_data_differs,
                package(),
                fmt::format(
                    "the rollback changes {} and loses {} of the target's rows in {}",
                    rows.changed,
                    rows.lost,
                    rows.table
                )
            );
        }
    }
    rollback.rows.push_back(std::move(rows));
}

void Rehearsal::compare_rows(
    RehearsalDatabase& database,
    const Station& found,
    RehearsedRollback& rollback
) {
    const core::DataComparison comparison = core::compare(target_.data, found.data);
    if (comparison.tables.empty() || target_name_.empty()) {
        return;
    }
    RehearsalDatabase target{project_, server_.settings_of(target_name_)};
    for (const core::TableDifference& difference : comparison.tables) {
        const std::string& table = difference.table;
        const std::vector<std::string>& columns = target_.data.tables.at(table).columns;
        if (found.data.tables.at(table).columns != columns) {
            continue;
        }
        auto before = target.rows(table, columns);
        auto after = database.rows(table, columns);
        if (before && after) {
            add_rows(core::compare_rows(table, *std::move(before), *std::move(after)), rollback);
        }
    }
}

void Rehearsal::check_history(RehearsalDatabase& database, RehearsedRollback& rollback) {
    core::Findings findings;
    const core::History history = database.history(findings);
    std::vector<std::string> faults;
    for (const core::Finding& finding : findings.all()) {
        faults.push_back(finding.message);
    }
    if (history.current_version() != result_.target) {
        faults.push_back(fmt::format(
            "its version is {}",
            history.current_version() ? history.current_version()->text() : "none"
        ));
    }
    const auto in_force = [&](const core::Repeatable& repeatable) {
        return std::ranges::any_of(
            history.repeatables(),
            [&](const core::AppliedRepeatable& applied) {
                return applied.description == repeatable.description;
            }
        );
    };
    for (const core::Repeatable& repeatable : project_.selection.repeatables) {
        if (in_force(repeatable) != repeatable.script.has_value()) {
            faults.push_back(fmt::format(
                "the repeatable \"{}\" is {}in force",
                repeatable.description,
                repeatable.script ? "not " : ""
            ));
        }
    }
    const bool is_undo = rollback.dialect == core::HistoryDialect::undo_rows;
    const bool writes_undo_rows = is_undo && !result_.versions.empty();
    if (history.has_undo_rows() != (writes_undo_rows || had_undo_rows_)) {
        faults.emplace_back(is_undo ? "it has no UNDO_SQL rows" : "it has UNDO_SQL rows");
    }
    rollback.history = faults.empty() ? Outcome::equal : Outcome::different;
    for (const std::string& fault : faults) {
        tell(
            FindingCode::rollback_history_wrong,
            package(),
            fmt::format("the history with {} rows: {}", words_of(rollback.dialect), fault)
        );
    }
}

void Rehearsal::check_upgrade(RehearsalDatabase& database, RehearsedRollback& rollback) {
    const RehearsedRun run = database.migrate(releases_.release, {});
    if (!run.is_fine()) {
        rollback.upgrade = Outcome::failed;
        tell_failure(FindingCode::upgrade_failed, run, "fails after the rollback: ");
        return;
    }
    rollback.upgraded = run.report ? duration_of(*run.report) : std::chrono::milliseconds{};
    const core::SchemaComparison schema =
        core::compare(result_.release_schema, database.fingerprint());
    rollback.upgrade = schema.is_equal() ? Outcome::equal : Outcome::different;
    for (const std::string& sentence : core::sentences(schema, known_objects_)) {
        tell(FindingCode::upgrade_differs, package(), "the upgrade after it " + sentence);
    }
}

}  // namespace rollpack::app::detail
