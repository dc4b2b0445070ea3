#include "rollpack/app/saved_plan.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "unit/app/example_plan.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using test::error_of;
using test::example_plan;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Change {
    std::string name;
    std::function<void(PlanDocument&)> make;
    std::string sentence;
};

std::ostream& operator<<(std::ostream& out, const Change& change) {
    return out << change.name;
}

std::string name_of(const testing::TestParamInfo<Change>& info) {
    return info.param.name;
}

class PlanChanges : public testing::TestWithParam<Change> {};

TEST_P(PlanChanges, NamesWhatDiffers) {
    PlanDocument now = example_plan();
    GetParam().make(now);
    EXPECT_THAT(plan_changes(example_plan(), now), ElementsAre(HasSubstr(GetParam().sentence)));
}

INSTANTIATE_TEST_SUITE_P(
    Differences,
    PlanChanges,
    testing::Values(
        Change{
            "Content",
            [](PlanDocument& now) { now.content_sha256 = core::sha256("other"); },
            "the content of the package was"},
        Change{
            "Artifact",
            [](PlanDocument& now) { now.artifact_sha256 = core::sha256("other"); },
            "$.package.artifact_sha256"},
        Change{
            "Database",
            [](PlanDocument& now) { now.database = "other"; },
            "the plan: the database was shop, is now other"},
        Change{
            "Environment",
            [](PlanDocument& now) { now.environment.clear(); },
            "the environment was production, is now none"},
        Change{
            "HistoryRowsAdded",
            [](PlanDocument& now) {
                now.history_sha256 = core::sha256("longer");
                now.next_rank += 2;
            },
            "the history public.flyway_schema_history: 2 rows were added since the plan was made (the "
            "next rank was 12, is now 14)"},
        Change{
            "HistoryRowTakenAway",
            [](PlanDocument& now) {
                now.history_sha256 = core::sha256("shorter");
                now.next_rank -= 1;
            },
            "1 row was taken away"},
        Change{
            "HistoryRowsChanged",
            [](PlanDocument& now) { now.history_sha256 = core::sha256("edited"); },
            "its rows were changed"},
        Change{
            "Version",
            [](PlanDocument& now) { now.from_version = "126"; },
            "the version of the database was 125, is now 126"},
        Change{
            "Dialect",
            [](PlanDocument& now) { now.dialect = core::HistoryDialect::undo_rows; },
            "was delete, is now undo"},
        Change{
            "Option",
            [](PlanDocument& now) { now.options.transaction = core::TransactionMode::script; },
            "the options: --transaction was package, is now script"},
        Change{
            "AcceptedLoss",
            [](PlanDocument& now) { now.policy.accepted.clear(); },
            "--accept-data-loss was 125, is now none"},
        Change{
            "IncludeFailed",
            [](PlanDocument& now) {
                now.options.include_failed.versions = {core::parse_version("127").value()};
            },
            "the options: --include-failed was none, is now 127"},
        Change{
            "FailedRow",
            [](PlanDocument& now) { now.steps[0].failed_rank = 11; },
            "step 'undo U125__x.sql': the failed row that it deletes was none, is now rank 11"},
        Change{
            "Text",
            [](PlanDocument& now) { now.steps[0].script->text_sha256 = core::sha256("secret"); },
            "step 'undo U125__x.sql': the SHA-256 of the text that runs was"},
        Change{
            "HistoryRow",
            [](PlanDocument& now) { now.steps[0].row->type = "UNDO_SQL"; },
            "step 'undo U125__x.sql': the history row was DELETE 125 'x' U125__x.sql without "
            "checksum, is now UNDO_SQL"},
        Change{
            "NewStep",
            [](PlanDocument& now) { now.steps.push_back(test::planned_undo("126")); },
            "step 'undo U126__x.sql': is new"},
        Change{
            "StepGone",
            [](PlanDocument& now) { now.steps.pop_back(); },
            "step 'callback afterUndo__log.sql': is not in the plan any more"},
        Change{
            "Callback",
            [](PlanDocument& now) { now.callbacks.clear(); },
            "callback 'beforeEachUndo.sql' at beforeEachUndo: is not in the plan any more"},
        Change{
            "LeftOut",
            [](PlanDocument& now) { now.skipped[0].reason = "another"; },
            "what is left out, U122__x.sql: the reason was"},
        Change{
            "NothingLostThen",
            [](PlanDocument& now) {
                now.assessment.losses[0].verdict = core::LossVerdict::nothing;
            },
            "U125__x.sql:3 drops table public.stock: what is lost was data, is now nothing"},
        Change{
            "NewLoss",
            [](PlanDocument& now) {
                now.assessment.losses.push_back(test::dropped_table());
                now.assessment.losses.back().object = "public.rooms";
            },
            "U125__x.sql:3 drops table public.rooms: is new"},
        Change{
            "Kept",
            [](PlanDocument& now) { now.assessment.kept[0].columns[0].type = "text"; },
            "what is kept of public.stock: the columns was id bigint, is now id text"},
        Change{
            "Lock",
            [](PlanDocument& now) { now.assessment.locks[0].rewrites = false; },
            "the lock of 'U124__x.sql' on public.orders: rewrites it was yes, is now no"},
        Change{
            "Reason",
            [](PlanDocument& now) { now.nothing_to_do = "The database is there."; },
            "$.nothing_to_do"}
    ),
    name_of
);

TEST(PlanChanges, LeaveOutWhatMayChange) {
    PlanDocument now = example_plan();
    now.observed = {};
    now.assessment.long_transactions.clear();
    now.assessment.losses[0].rows = core::Count{99, false};
    now.assessment.losses[0].bytes.reset();
    now.assessment.losses[0].since.clear();
    now.assessment.locks[0].bytes = 1;
    now.assessment.locks[0].blocked_by.clear();
    now.assessment.kept[0].rows.reset();

    EXPECT_THAT(plan_changes(example_plan(), now), IsEmpty());
}

TEST(PlanChanges, LeaveOutTheArtifactWhereItIsNotKnown) {
    PlanDocument now = example_plan();
    now.artifact_sha256.reset();
    EXPECT_THAT(plan_changes(example_plan(), now), IsEmpty());
}

TEST(PlanChanges, LeaveOutTheOrderOfLosses) {
    PlanDocument saved = example_plan();
    saved.assessment.losses.push_back(test::dropped_table());
    saved.assessment.losses.back().object = "public.rooms";
    PlanDocument now = saved;
    std::swap(now.assessment.losses[0], now.assessment.losses[1]);

    EXPECT_THAT(plan_changes(saved, now), IsEmpty());
}

TEST(PlanChanges, NameTheNewOrderOfSteps) {
    PlanDocument now = example_plan();
    std::swap(now.steps[3], now.steps[4]);
    EXPECT_THAT(
        plan_changes(example_plan(), now),
        ElementsAre(HasSubstr("the order of the steps: is now U125__x.sql, U124__x.sql, totals, "
                              "afterUndo__log.sql, R__view.sql"))
    );
}

SavedPlan saved_plan() {
    return {"plan.json", "", {}, example_plan()};
}

TEST(RequireUnchanged, NamesTheFirstTwentyChanges) {
    PlanDocument now = example_plan();
    for (int version = 200; version < 225; ++version) {
        now.steps.push_back(test::planned_undo(std::to_string(version)));
    }

    const core::Error error = error_of([&] { require_unchanged(saved_plan(), now); });

    EXPECT_EQ(error.code(), ErrorCode::plan_changed);
    EXPECT_THAT(error.message(), HasSubstr("U219__x.sql"));
    EXPECT_THAT(error.message(), Not(HasSubstr("U220__x.sql")));
    EXPECT_THAT(error.message(), HasSubstr("and 5 more"));
}

TEST(RequireUnchanged, RefusesAPlanThatWasRefused) {
    SavedPlan saved = saved_plan();
    saved.document.refused = true;
    EXPECT_EQ(
        error_of([&] { require_unchanged(saved, saved.document); }).code(),
        ErrorCode::plan_invalid
    );
}

TEST(RequireUnchanged, AcceptsTheSamePlan) {
    EXPECT_NO_THROW(require_unchanged(saved_plan(), example_plan()));
}

TEST(SavedInputs, GiveBackWhatThePlanWasMadeFrom) {
    const PlanInputs inputs = saved_inputs(saved_plan());
    EXPECT_EQ(inputs.options.timestamp, "2026-11-22 02:15:00");
    EXPECT_EQ(inputs.options.installed_by, "deploy");
    EXPECT_EQ(inputs.policy, example_plan().policy);
    EXPECT_EQ(inputs.allowed, example_plan().allowed);
}

}  // namespace
}  // namespace rollpack::app
