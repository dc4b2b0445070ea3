#include "unit/core/found.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::at_version_126;
using test::messages_of;
using test::names_of;
using test::Situation;
using test::skipped;
using test::step_names;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

/// Versions 124 to 126 are applied; the script of 125 is the one with these words.
Situation with_script_125(const std::string& text) {
    Situation situation;
    situation.options.transaction.reset();
    for (const char* const version : {"122", "123", "124", "125", "126"}) {
        situation.applies(version);
    }
    situation.packs_undo("124", "drop table t124\n").packs_undo("125", text);
    situation.packs_undo("126", "drop table t126\n");
    return situation;
}

auto stretch(std::size_t first, std::size_t count, const std::string& why) {
    return AllOf(
        Field(&Stretch::first, first),
        Field(&Stretch::count, count),
        Field(&Stretch::outside_transaction, why)
    );
}

TEST(Stretches, AreOneForAPackageThatCanBeOneTransaction) {
    Situation situation = with_script_125("drop table t125\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.transaction, TransactionMode::package);
    EXPECT_THAT(stretches(plan), ElementsAre(stretch(0, 3, "")));
}

TEST(Stretches, AreAsLongAsTheScriptsOutsideAllow) {
    Situation situation = with_script_125("drop table t125\nconcurrently\n");
    situation.package.restore("R__a.sql", "create view a\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(plan.transaction, TransactionMode::journalled);
    EXPECT_THAT(
        stretches(plan),
        ElementsAre(
            stretch(0, 1, ""),
            stretch(1, 1, "line 2 has CREATE INDEX CONCURRENTLY"),
            stretch(2, 2, "")
        )
    );
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(Stretches, AreOneForEachScriptWhenAskedFor) {
    Situation situation = with_script_125("concurrently\n");
    situation.options.transaction = TransactionMode::script;
    EXPECT_THAT(
        stretches(situation.plan()),
        ElementsAre(
            stretch(0, 1, ""),
            stretch(1, 1, "line 1 has CREATE INDEX CONCURRENTLY"),
            stretch(2, 1, "")
        )
    );
}

TEST(Stretches, AreRefusedWhereOneTransactionIsDemanded) {
    Situation situation = with_script_125("concurrently\n");
    situation.options.transaction = TransactionMode::package;
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-transactional"));
    EXPECT_THAT(
        situation.findings.all().front().hint,
        HasSubstr("Leave --transaction package out")
    );
}

TEST(Stretches, TakeAJournal) {
    Situation situation = with_script_125("concurrently\n");
    situation.options.journal = false;
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("journal-needed"));
}

TEST(Stretches, TakeASessionOfTheirOwn) {
    Situation situation = with_script_125("concurrently\n");
    situation.facts.pooled = true;
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("pooled-connection"));
}

TEST(Stretches, LetOneTransactionGoThroughAPooler) {
    Situation situation = with_script_125("drop table t125\n");
    situation.facts.pooled = true;
    static_cast<void>(situation.plan());
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(OutsideTransaction, IsWhatItsSettingsSay) {
    Situation situation = with_script_125("drop table t125\n");
    situation.package.script_config("U125__step.sql.conf", "executeInTransaction=false\n");
    const Plan plan = situation.plan();
    EXPECT_EQ(
        step_script(plan.steps.at(1))->outside_transaction,
        "its settings have executeInTransaction=false"
    );
    EXPECT_EQ(plan.transaction, TransactionMode::journalled);
}

TEST(OutsideTransaction, ContradictsSettingsThatDemandOne) {
    Situation situation = with_script_125("concurrently\n");
    situation.package.script_config("U125__step.sql.conf", "executeInTransaction=true\n");
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("not-transactional"));
    EXPECT_THAT(situation.findings.all().front().hint, HasSubstr("executeInTransaction=true"));
}

TEST(OutsideTransaction, IsTheCallOfAProcedureThatCommits) {
    Situation situation = with_script_125("call app.tidy\n");
    situation.facts.committing_procedures = {{"app", "tidy"}};
    const Plan plan = situation.plan();
    const StepScript& script = *step_script(plan.steps.at(1));
    EXPECT_EQ(script.outside_transaction, "line 1 has CALL of app.tidy, which commits");
    EXPECT_TRUE(runs_alone(script, 0));
}

TEST(OutsideTransaction, IsNotTheCallOfAnother) {
    Situation situation = with_script_125("call app.tidy\n");
    situation.facts.committing_procedures = {{"other", "tidy"}, {"app", "tidier"}};
    EXPECT_EQ(situation.plan().transaction, TransactionMode::package);
}

OpenRun open_run_of_125() {
    OpenRun run;
    run.run_id = "2b7c01d4";
    run.package = "Rollback-V123";
    run.content_sha256 = sha256("package");
    run.script = "U125__step.sql";
    run.text_sha256 = sha256("drop table t125\nconcurrently\n");
    run.statements_done = 1;
    run.in_doubt = true;
    return run;
}

Situation resumed() {
    Situation situation = with_script_125("drop table t125\nconcurrently\n");
    situation.database.deleted("126");
    situation.facts.open_run = open_run_of_125();
    return situation;
}

TEST(Resume, BeginsBehindTheStatementsThatAreDone) {
    Situation situation = resumed();
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U125__step.sql", "U124__step.sql"));
    EXPECT_EQ(run_start(plan), (RunStart{0, 1, true}));
    EXPECT_THAT(messages_of(situation.findings), IsEmpty());
}

TEST(Resume, RefusesATextThatChanged) {
    Situation situation = resumed();
    situation.facts.open_run->text_sha256 = sha256("another");
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), ElementsAre("run-not-resumable"));
    EXPECT_THAT(
        messages_of(situation.findings),
        Contains(HasSubstr("its text is another one now"))
    );
}

TEST(Resume, RefusesAScriptThatIsNotNext) {
    Situation situation = resumed();
    situation.applies("126");
    static_cast<void>(situation.plan());
    EXPECT_THAT(
        messages_of(situation.findings),
        Contains(HasSubstr("it is not the first step now"))
    );
}

TEST(Resume, RefusesAnotherPackage) {
    Situation situation = resumed();
    situation.facts.open_run->content_sha256 = sha256("another");
    static_cast<void>(situation.plan());
    EXPECT_THAT(names_of(situation.findings), Contains("run-open"));
}

TEST(Resume, LeavesOutCallbacksThatRan) {
    Situation situation = resumed();
    situation.package.callback("beforeUndo.sql", "locks 1\n")
        .callback("afterUndo.sql", "locks 1\n");
    situation.facts.open_run->finished_callbacks = {"beforeUndo beforeUndo.sql"};
    const Plan plan = situation.plan();
    EXPECT_THAT(step_names(plan), ElementsAre("U125__step.sql", "U124__step.sql", "afterUndo.sql"));
    EXPECT_THAT(
        skipped(plan),
        Contains("beforeUndo.sql: run 2b7c01d4 ran it, which this one resumes")
    );
}

}  // namespace
}  // namespace rollpack::core
