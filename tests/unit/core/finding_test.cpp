#include "rollpack/core/finding.hpp"

#include "rollpack/core/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::MatchesRegex;

/// The enumerators, chained: one that is added and not put in here does not compile.
std::optional<FindingCode> next(FindingCode code) {
    using enum FindingCode;
    switch (code) {
    case undo_missing:
        return undo_orphan;
    case undo_orphan:
        return version_duplicate;
    case version_duplicate:
        return undo_duplicate;
    case undo_duplicate:
        return repeatable_duplicate;
    case repeatable_duplicate:
        return callback_duplicate;
    case callback_duplicate:
        return undo_empty;
    case undo_empty:
        return versioned_changed;
    case versioned_changed:
        return versioned_vanished;
    case versioned_vanished:
        return versioned_inserted;
    case versioned_inserted:
        return target_not_highest;
    case target_not_highest:
        return name_suspicious;
    case name_suspicious:
        return name_rejected;
    case name_rejected:
        return description_missing;
    case description_missing:
        return not_a_file;
    case not_a_file:
        return lfs_pointer;
    case lfs_pointer:
        return not_utf8;
    case not_utf8:
        return script_config_invalid;
    case script_config_invalid:
        return script_config_orphan;
    case script_config_orphan:
        return script_language_unsupported;
    case script_language_unsupported:
        return signature_unverified;
    case signature_unverified:
        return psql_command;
    case psql_command:
        return sql_incomplete;
    case sql_incomplete:
        return sql_unparsable;
    case sql_unparsable:
        return not_transactional;
    case not_transactional:
        return transaction_control;
    case transaction_control:
        return placeholder_unknown;
    case placeholder_unknown:
        return history_failed_row;
    case history_failed_row:
        return not_half_applied;
    case not_half_applied:
        return half_applied_data;
    case half_applied_data:
        return history_unknown_type;
    case history_unknown_type:
        return history_corrupt;
    case history_corrupt:
        return target_not_applied;
    case target_not_applied:
        return applied_without_undo;
    case applied_without_undo:
        return undo_mismatch;
    case undo_mismatch:
        return out_of_order;
    case out_of_order:
        return baseline_above_target;
    case baseline_above_target:
        return repeatable_unknown;
    case repeatable_unknown:
        return retired_objects_unknown;
    case retired_objects_unknown:
        return dependant_unowned;
    case dependant_unowned:
        return callback_not_run;
    case callback_not_run:
        return lock_table_too_small;
    case lock_table_too_small:
        return undo_rows_unreadable;
    case undo_rows_unreadable:
        return history_gap;
    case history_gap:
        return applied_unknown;
    case applied_unknown:
        return database_ahead;
    case database_ahead:
        return wrong_database;
    case wrong_database:
        return should_execute_unsupported;
    case should_execute_unsupported:
        return configuration_unsupported;
    case configuration_unsupported:
        return privilege_missing;
    case privilege_missing:
        return server_read_only;
    case server_read_only:
        return server_untested;
    case server_untested:
        return blocking_transaction;
    case blocking_transaction:
        return data_loss;
    case data_loss:
        return data_loss_unknown;
    case data_loss_unknown:
        return run_open;
    case run_open:
        return run_not_resumable;
    case run_not_resumable:
        return journal_needed;
    case journal_needed:
        return pooled_connection;
    case pooled_connection:
        return migration_failed;
    case migration_failed:
        return undo_failed;
    case undo_failed:
        return undo_not_inverse;
    case undo_not_inverse:
        return undo_data_differs;
    case undo_data_differs:
        return rollback_failed;
    case rollback_failed:
        return rollback_not_inverse;
    case rollback_not_inverse:
        return rollback_data_differs;
    case rollback_data_differs:
        return rollback_history_wrong;
    case rollback_history_wrong:
        return upgrade_failed;
    case upgrade_failed:
        return upgrade_differs;
    case upgrade_differs:
        return unguarded_drop;
    case unguarded_drop:
        return unguarded_create;
    case unguarded_create:
        return unguarded_rename;
    case unguarded_rename:
        return unguarded_insert;
    case unguarded_insert:
        return undo_forgets;
    case undo_forgets:
        return loses_older_data;
    case loses_older_data:
        return loses_newer_data;
    case loses_newer_data:
        return opaque_statement;
    case opaque_statement:
        return lint_ignore_unknown;
    case lint_ignore_unknown:
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<FindingCode> all_codes() {
    std::vector<FindingCode> codes;
    for (std::optional<FindingCode> code = FindingCode::undo_missing; code; code = next(*code)) {
        codes.push_back(*code);
    }
    return codes;
}

TEST(FindingTable, HasEveryCodeOnce) {
    std::vector<FindingCode> codes;
    std::ranges::transform(finding_table(), std::back_inserter(codes), &FindingInfo::code);
    EXPECT_THAT(codes, testing::UnorderedElementsAreArray(all_codes()));
}

TEST(FindingTable, GivesNoNameTwice) {
    std::vector<std::string_view> names;
    std::ranges::transform(finding_table(), std::back_inserter(names), &FindingInfo::name);
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

class EveryFinding : public testing::TestWithParam<FindingCode> {};

TEST_P(EveryFinding, HasAKebabCaseName) {
    EXPECT_THAT(std::string{finding_info(GetParam()).name}, MatchesRegex("[a-z0-9]+(-[a-z0-9]+)*"));
}

TEST_P(EveryFinding, IsFoundByItsName) {
    EXPECT_EQ(parse_finding_code(finding_info(GetParam()).name), GetParam());
}

TEST_P(EveryFinding, HasASentence) {
    EXPECT_THAT(std::string{finding_info(GetParam()).sentence}, MatchesRegex("[A-Z].*\\."));
}

TEST_P(EveryFinding, CanBeAllowedIfItIsAWarningAnyway) {
    const FindingInfo& info = finding_info(GetParam());
    EXPECT_TRUE(
        info.severity == Severity::error || info.can_allow || is_found_by_lint_only(GetParam())
    );
}

TEST_P(EveryFinding, CannotBeAllowedIfOnlyLintFindsIt) {
    const FindingInfo& info = finding_info(GetParam());
    EXPECT_FALSE(is_found_by_lint_only(GetParam()) && info.can_allow);
}

INSTANTIATE_TEST_SUITE_P(
    FindingTable,
    EveryFinding,
    testing::ValuesIn(all_codes()),
    [](const testing::TestParamInfo<FindingCode>& parameter) {
        std::string name{finding_info(parameter.param).name};
        std::ranges::replace(name, '-', '_');
        return name;
    }
);

TEST(ParseFindingCode, KnowsNoOtherName) {
    EXPECT_EQ(parse_finding_code("undo_missing"), std::nullopt);
    EXPECT_EQ(parse_finding_code("UNDO-MISSING"), std::nullopt);
    EXPECT_EQ(parse_finding_code(""), std::nullopt);
}

TEST(Findings, HaveNoErrorsAtFirst) {
    const Findings findings;
    EXPECT_FALSE(findings.has_errors());
    EXPECT_THAT(findings.all(), IsEmpty());
}

TEST(Findings, MayBeWarningsOfAnErrorThatTheUserDecidedAbout) {
    Findings findings;
    findings.add_warning(FindingCode::data_loss, "U1__a.sql", "accepted", "", 3);
    ASSERT_EQ(findings.all().size(), 1U);
    EXPECT_FALSE(findings.has_errors());
    EXPECT_EQ(findings.all().front().severity, Severity::warning);
    EXPECT_EQ(findings.all().front().line, 3U);
}

TEST(Findings, TakeTheirSeverityFromTheTable) {
    Findings findings;
    findings.add(FindingCode::undo_missing, "V124__x.sql", "no undo script", "Write one.");
    findings.add(FindingCode::out_of_order, "history", "V122", "Look at it.");
    EXPECT_TRUE(findings.has_errors());
    EXPECT_EQ(findings.count(Severity::error), 1U);
    EXPECT_EQ(findings.count(Severity::warning), 1U);
}

TEST(Findings, RecordAnAllowedErrorAsAWarning) {
    Findings findings{{FindingCode::undo_missing}};
    findings.add(FindingCode::undo_missing, "V124__x.sql", "no undo script", "Write one.");
    EXPECT_FALSE(findings.has_errors());
    EXPECT_EQ(findings.count(Severity::warning), 1U);
}

TEST(Findings, StayInTheOrderOfDiscovery) {
    Findings findings;
    findings.add(FindingCode::undo_missing, "b", "second by name", "");
    findings.add(FindingCode::undo_missing, "a", "first by name", "");
    EXPECT_THAT(
        findings.all(),
        ElementsAre(Field(&Finding::subject, "b"), Field(&Finding::subject, "a"))
    );
}

TEST(Findings, SortBySubjectLineAndCode) {
    Findings findings;
    findings.add(FindingCode::undo_empty, "b", "", "");
    findings.add(FindingCode::psql_command, "a", "", "", 20);
    findings.add(FindingCode::transaction_control, "a", "", "", 3);
    findings.add(FindingCode::psql_command, "a", "", "", 3);
    EXPECT_THAT(
        findings.sorted(),
        ElementsAre(
            Finding{FindingCode::psql_command, Severity::error, "a", 3, "", ""},
            Finding{FindingCode::transaction_control, Severity::error, "a", 3, "", ""},
            Finding{FindingCode::psql_command, Severity::error, "a", 20, "", ""},
            Finding{FindingCode::undo_empty, Severity::error, "b", std::nullopt, "", ""}
        )
    );
}

TEST(Findings, SortEachFindingOnce) {
    Findings findings;
    findings.add(FindingCode::undo_empty, "a", "nothing there", "");
    findings.add(FindingCode::undo_empty, "a", "nothing there", "");
    EXPECT_EQ(findings.sorted().size(), 1U);
}

}  // namespace
}  // namespace rollpack::core
