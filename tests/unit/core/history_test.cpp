#include "rollpack/core/history.hpp"

#include "unit/core/found.hpp"
#include "unit/core/history_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::HistoryBuilder;
using test::messages_of;
using test::names_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

History read(const HistoryBuilder& rows) {
    Findings findings;
    History history = rows.read(findings);
    EXPECT_THAT(messages_of(findings), IsEmpty());
    return history;
}

Findings findings_of(const HistoryBuilder& rows) {
    Findings findings;
    report_failed_rows(rows.read(findings), findings);
    return findings;
}

std::vector<std::string> in_force(const History& history) {
    std::vector<std::string> versions;
    for (const AppliedVersion& applied : history.applied()) {
        versions.push_back(applied.version.text());
    }
    return versions;
}

std::vector<std::string> out_of_order(const History& history) {
    std::vector<std::string> versions;
    for (const AppliedVersion& applied : history.applied()) {
        if (applied.out_of_order) {
            versions.push_back(applied.version.text());
        }
    }
    return versions;
}

std::vector<std::string> repeatables(const History& history) {
    std::vector<std::string> rows;
    for (const AppliedRepeatable& repeatable : history.repeatables()) {
        rows.push_back(
            repeatable.description + " by rank " + std::to_string(repeatable.entry.installed_rank)
        );
    }
    return rows;
}

std::string current(const History& history) {
    const auto version = history.current_version();
    return version ? version->text() : "none";
}

TEST(ReadHistory, RefusesAFailedVersion) {
    const Findings findings = findings_of(HistoryBuilder().applied("1").failed("2"));
    EXPECT_THAT(names_of(findings), ElementsAre("history-failed-row"));
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre("version 2 (rank 2, V2__step.sql) failed and was not repaired")
    );
    EXPECT_THAT(findings.all().front().hint, HasSubstr("flyway repair"));
    EXPECT_EQ(findings.all().front().subject, "public.flyway_schema_history");
}

TEST(ReadHistory, RefusesAFailedRepeatableAlsoBehindALaterSuccess) {
    HistoryBuilder rows;
    rows.repeatable("views").last().success = false;
    rows.repeatable("views");
    EXPECT_THAT(
        messages_of(findings_of(rows)),
        ElementsAre("repeatable \"views\" (rank 1, R__views.sql) failed and was not repaired")
    );
}

TEST(ReadHistory, RefusesAFailedUndoAndKeepsItsVersionInForce) {
    HistoryBuilder rows;
    rows.applied("1").undone("1").last().success = false;
    Findings findings;
    const History history = rows.read(findings);
    report_failed_rows(history, findings);
    EXPECT_THAT(names_of(findings), ElementsAre("history-failed-row"));
    EXPECT_THAT(in_force(history), ElementsAre("1"));
}

TEST(ReadHistory, DoesNotCountAFailedVersionAsInForce) {
    Findings findings;
    EXPECT_THAT(
        in_force(HistoryBuilder().applied("1").failed("2").read(findings)),
        ElementsAre("1")
    );
}

TEST(ReadHistory, AcceptsAFailedRowThatIsDeleted) {
    EXPECT_THAT(
        in_force(read(HistoryBuilder().applied("1").failed("2").deleted("2"))),
        ElementsAre("1")
    );
}

TEST(ReadHistory, RefusesATypeThatFlywayDoesNotKnow) {
    const Findings findings = findings_of(HistoryBuilder().applied("1").applied("2", {{7}}, "MAGIC")
    );
    EXPECT_THAT(names_of(findings), ElementsAre("history-unknown-type"));
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre("version 2 (rank 2, V2__step.sql) has the type MAGIC")
    );
}

TEST(ReadHistory, RefusesUndoOfAScriptBecauseFlywayDoesNotCountIt) {
    HistoryBuilder rows;
    rows.applied("1", {{7}}, "SCRIPT").undone("1", "UNDO_SCRIPT");
    EXPECT_THAT(names_of(findings_of(rows)), ElementsAre("history-unknown-type"));
}

TEST(ReadHistory, RefusesARankThatRepeats) {
    HistoryBuilder rows;
    rows.applied("1").applied("2").last().installed_rank = 1;
    EXPECT_THAT(messages_of(findings_of(rows)), ElementsAre("two rows have the rank 1"));
}

TEST(ReadHistory, RefusesARankThatIsMissing) {
    HistoryBuilder rows;
    rows.applied("1").applied("2").last().installed_rank = 3;
    const Findings findings = findings_of(rows);
    EXPECT_THAT(names_of(findings), ElementsAre("history-gap"));
    EXPECT_THAT(messages_of(findings), ElementsAre("no row has the rank 2"));
}

TEST(ReadHistory, TellsARunOfMissingRanksOnce) {
    HistoryBuilder rows;
    rows.applied("1").last().installed_rank = 4;
    EXPECT_THAT(messages_of(findings_of(rows)), ElementsAre("no row has a rank from 1 to 3"));
}

TEST(ReadHistory, RefusesAVersionThatIsNone) {
    const Findings findings = findings_of(HistoryBuilder().applied("1").applied("one"));
    EXPECT_THAT(names_of(findings), ElementsAre("history-corrupt"));
    EXPECT_THAT(messages_of(findings), ElementsAre("rank 2 has \"one\" as version"));
}

TEST(ReadHistory, RefusesABaselineWithoutAVersion) {
    HistoryBuilder rows;
    rows.baseline("1").last().version = std::nullopt;
    EXPECT_THAT(messages_of(findings_of(rows)), ElementsAre("rank 1 (BASELINE) has no version"));
}

TEST(ReadHistory, RefusesAnUndoWithoutAVersion) {
    HistoryBuilder rows;
    rows.undone("1").last().version = std::nullopt;
    EXPECT_THAT(messages_of(findings_of(rows)), ElementsAre("rank 1 (UNDO_SQL) has no version"));
}

TEST(ReadHistory, RefusesASecondDeleteWithoutAnApplyInBetween) {
    const Findings findings = findings_of(HistoryBuilder().applied("1").deleted("1").deleted("1"));
    EXPECT_THAT(names_of(findings), ElementsAre("history-corrupt"));
    EXPECT_THAT(
        messages_of(findings),
        ElementsAre("rank 3 (DELETE) takes version 1 away a second time without it having been "
                    "applied again")
    );
}

TEST(ReadHistory, RefusesASecondUndoWithoutAnApplyInBetween) {
    const HistoryBuilder rows = HistoryBuilder().applied("1").undone("1").undone("1");
    EXPECT_THAT(names_of(findings_of(rows)), ElementsAre("history-corrupt"));
}

TEST(ReadHistory, RefusesADeleteBehindAnUndo) {
    const HistoryBuilder rows = HistoryBuilder().applied("1").undone("1").deleted("1");
    EXPECT_THAT(names_of(findings_of(rows)), ElementsAre("history-corrupt"));
}

TEST(ReadHistory, RefusesAVersionAppliedTwiceWithoutAnUndoInBetween) {
    EXPECT_THAT(
        messages_of(findings_of(HistoryBuilder().applied("1").applied("1.0"))),
        ElementsAre("version 1.0 (rank 2, V1.0__step.sql) was applied already and not undone in "
                    "between")
    );
}

TEST(ReadHistory, FindsAllFaultsAtOnce) {
    const HistoryBuilder rows = HistoryBuilder().applied("x").failed("2").applied("3", {{7}}, "?");
    EXPECT_THAT(
        names_of(findings_of(rows)),
        ElementsAre("history-corrupt", "history-unknown-type", "history-failed-row")
    );
}

TEST(ReadHistory, OfAnEmptyTableHasNothingInForce) {
    const History history = read({});
    EXPECT_EQ(history.current_version(), std::nullopt);
    EXPECT_EQ(history.highest_rank(), 0);
    EXPECT_THAT(history.repeatables(), IsEmpty());
    EXPECT_FALSE(history.has_undo_rows());
}

TEST(ReadHistory, SortsRowsByRank) {
    HistoryBuilder rows;
    rows.applied("2").last().installed_rank = 2;
    rows.applied("1").last().installed_rank = 1;
    const History history = read(rows);
    EXPECT_THAT(in_force(history), ElementsAre("1", "2"));
    EXPECT_EQ(history.highest_rank(), 2);
}

class MigrationType : public testing::TestWithParam<const char*> {};

TEST_P(MigrationType, IsAnAppliedVersion) {
    const History history = read(HistoryBuilder().applied("1", std::nullopt, GetParam()));
    EXPECT_THAT(in_force(history), ElementsAre("1"));
    EXPECT_FALSE(history.applied().front().baseline);
}

INSTANTIATE_TEST_SUITE_P(
    ReadHistory,
    MigrationType,
    testing::Values("SQL", "JDBC", "SCRIPT", "CUSTOM", "SPRING_JDBC"),
    [](const testing::TestParamInfo<const char*>& parameter) {
        return std::string{parameter.param};
    }
);

class BaselineType : public testing::TestWithParam<const char*> {};

TEST_P(BaselineType, IsABaseline) {
    const History history = read(HistoryBuilder().applied("3", std::nullopt, GetParam()));
    EXPECT_EQ(current(history), "3");
    EXPECT_TRUE(history.applied().front().baseline);
}

INSTANTIATE_TEST_SUITE_P(
    ReadHistory,
    BaselineType,
    testing::Values("BASELINE", "SQL_BASELINE", "JDBC_BASELINE"),
    [](const testing::TestParamInfo<const char*>& parameter) {
        return std::string{parameter.param};
    }
);

TEST(ReadHistory, PassesOverSchemaCreation) {
    const History history = read(HistoryBuilder().schema_creation().applied("1"));
    EXPECT_THAT(in_force(history), ElementsAre("1"));
    EXPECT_THAT(history.repeatables(), IsEmpty());
    EXPECT_EQ(history.highest_rank(), 1);
}

TEST(ReadHistory, TakesADeletedVersionAway) {
    // What Flyway 13 made of this sequence: version 4 deleted, current version 3.
    const History history = read(
        HistoryBuilder().applied("1").applied("2").applied("3").applied("4").deleted("4")
    );
    EXPECT_THAT(in_force(history), ElementsAre("1", "2", "3"));
    EXPECT_EQ(current(history), "3");
}

TEST(ReadHistory, CountsAVersionThatIsAppliedAgain) {
    const History history = read(HistoryBuilder().applied("1").applied("2").deleted("2").applied("2"
    ));
    EXPECT_THAT(in_force(history), ElementsAre("1", "2"));
    EXPECT_EQ(history.applied().back().entry.installed_rank, 4);
}

TEST(ReadHistory, LetsAVersionBeDeletedAgainBehindAnApply) {
    const HistoryBuilder rows =
        HistoryBuilder().applied("1").applied("2").deleted("2").applied("2").deleted("2");
    EXPECT_EQ(current(read(rows)), "1");
}

TEST(ReadHistory, PairsMarkersByEqualVersionNotByText) {
    EXPECT_THAT(
        in_force(read(HistoryBuilder().applied("1").applied("2.0").deleted("2"))),
        ElementsAre("1")
    );
    EXPECT_THAT(
        in_force(read(HistoryBuilder().applied("1").applied("002").undone("2.0"))),
        ElementsAre("1")
    );
}

TEST(ReadHistory, PassesOverAMarkerWithoutARowBeforeIt) {
    EXPECT_THAT(in_force(read(HistoryBuilder().applied("1").deleted("2"))), ElementsAre("1"));
}

TEST(ReadHistory, PassesOverAMarkerThatCopiedAFailedRow) {
    HistoryBuilder rows;
    rows.applied("1").deleted("1").last().success = false;
    EXPECT_THAT(in_force(read(rows)), ElementsAre("1"));
}

TEST(ReadHistory, DoesNotLetAMarkerTakeABaselineAway) {
    EXPECT_EQ(current(read(HistoryBuilder().baseline("5").deleted("5"))), "5");
}

TEST(ReadHistory, TakesABaselineMigrationAwayLikeAnyOther) {
    const HistoryBuilder rows = HistoryBuilder().applied("5", {{7}}, "SQL_BASELINE").deleted("5");
    EXPECT_EQ(current(read(rows)), "none");
}

TEST(ReadHistory, TakesUndoneVersionsAway) {
    const History history = read(
        HistoryBuilder().applied("1").applied("2").applied("3").undone("3").undone("2", "UNDO_JDBC")
    );
    EXPECT_THAT(in_force(history), ElementsAre("1"));
    EXPECT_TRUE(history.has_undo_rows());
}

TEST(ReadHistory, LetsTheSameVersionBeUndoneAgainBehindAnApply) {
    const HistoryBuilder rows = HistoryBuilder().applied("1").undone("1").applied("1").undone("1");
    EXPECT_EQ(current(read(rows)), "none");
}

TEST(ReadHistory, TakesTheHighestVersionForTheCurrentOne) {
    EXPECT_EQ(current(read(HistoryBuilder().applied("1").applied("10").applied("9"))), "10");
}

TEST(ReadHistory, TellsWhatWasAppliedOutOfOrder) {
    EXPECT_THAT(
        out_of_order(read(HistoryBuilder().applied("1").applied("3").applied("2"))),
        ElementsAre("2")
    );
}

TEST(ReadHistory, DoesNotCallAReUpgradeOutOfOrder) {
    const HistoryBuilder rows = HistoryBuilder()
                                    .applied("1")
                                    .applied("2")
                                    .applied("3")
                                    .deleted("3")
                                    .deleted("2")
                                    .applied("2")
                                    .applied("3");
    EXPECT_THAT(out_of_order(read(rows)), IsEmpty());
}

TEST(ReadHistory, KeepsTheLatestRowOfEachRepeatable) {
    const HistoryBuilder rows =
        HistoryBuilder().repeatable("view b").repeatable("B view").repeatable("view b");
    EXPECT_THAT(repeatables(read(rows)), ElementsAre("B view by rank 2", "view b by rank 3"));
}

TEST(ReadHistory, ForgetsADeletedRepeatable) {
    const HistoryBuilder rows =
        HistoryBuilder().repeatable("view b").repeatable("view b").deleted_repeatable("view b");
    EXPECT_THAT(repeatables(read(rows)), IsEmpty());
}

TEST(ReadHistory, ToleratesARepeatableDeletedTwice) {
    const HistoryBuilder rows =
        HistoryBuilder().repeatable("view b").deleted_repeatable("view b").deleted_repeatable(
            "view b"
        );
    EXPECT_THAT(repeatables(read(rows)), IsEmpty());
}

TEST(ReadHistory, KnowsADeletedRepeatableThatIsBack) {
    const HistoryBuilder rows =
        HistoryBuilder().repeatable("view b").deleted_repeatable("view b").repeatable("view b");
    EXPECT_THAT(repeatables(read(rows)), ElementsAre("view b by rank 3"));
}

TEST(ReadHistory, ReadsWhatFlywayLeftBehindAtVersion129WithACustomSchema) {
    HistoryBuilder rows;
    rows.schema_creation();
    for (const char* const version : {"120", "121", "122", "123"}) {
        rows.applied(version);
    }
    rows.repeatable("010 functions")
        .repeatable("020 customer overview")
        .repeatable("030 order totals");
    for (const char* const version : {"124", "125", "126", "127", "128", "129"}) {
        rows.applied(version);
    }
    rows.repeatable("010 functions")
        .repeatable("020 customer overview")
        .repeatable("030 order totals");
    const History history = read(rows);
    EXPECT_EQ(current(history), "129");
    EXPECT_EQ(history.applied().size(), 10U);
    EXPECT_THAT(out_of_order(history), IsEmpty());
    EXPECT_EQ(history.highest_rank(), 16);
    EXPECT_THAT(
        repeatables(history),
        ElementsAre(
            "010 functions by rank 14",
            "020 customer overview by rank 15",
            "030 order totals by rank 16"
        )
    );
}

}  // namespace
}  // namespace rollpack::core
