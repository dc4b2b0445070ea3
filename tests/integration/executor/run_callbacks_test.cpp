#include "shop.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::StepState;
using core::TransactionMode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

/// A shop with a table in which scripts note that they ran.
class Diary : public Shop {
public:
    Diary() {
        static_cast<void>(query(*this, "CREATE TABLE diary (n serial, note text, tx bigint)"));
    }

    std::string notes() const {
        return value("SELECT coalesce(string_agg(note, ' ' ORDER BY n), '') FROM diary");
    }
};

std::string note(const std::string& text) {
    return fmt::format("INSERT INTO diary (note, tx) VALUES ('{}', txid_current());\n", text);
}

PlanBuilder with_every_callback(TransactionMode mode) {
    PlanBuilder plan;
    plan.mode(mode)
        .callback("beforeUndo", note("beforeUndo"))
        .undo("3", note("U3a") + note("U3b"))
        .undo("2", note("U2"))
        .callback("afterUndo", note("afterUndo"))
        .callback("beforeMigrate", note("beforeMigrate"))
        .callback("afterVersioned", note("afterVersioned"))
        .callback("beforeRepeatables", note("beforeRepeatables"))
        .repeatable("r", note("R"))
        .callback("afterMigrateApplied", note("afterMigrateApplied"))
        .callback("afterMigrate", note("afterMigrate"));
    plan.around("beforeEachUndo", note("<U"))
        .around("beforeEachUndoStatement", note("("))
        .around("afterEachUndoStatement", note(")"))
        .around("afterEachUndo", note("U>"))
        .around("beforeEachMigrate", note("<M"))
        .around("beforeEachMigrateStatement", note("["))
        .around("afterEachMigrateStatement", note("]"))
        .around("afterEachMigrate", note("M>"))
        .around("afterUndoError", note("undoError"))
        .around("afterMigrateError", note("migrateError"));
    return plan;
}

class RunCallbacks : public testing::TestWithParam<TransactionMode> {};

INSTANTIATE_TEST_SUITE_P(
    Modes,
    RunCallbacks,
    testing::Values(TransactionMode::package, TransactionMode::script),
    [](const auto& parameter) {
        return std::string{parameter.param == TransactionMode::package ? "Package" : "Script"};
    }
);

TEST_P(RunCallbacks, InFlywaysOrder) {
    const Diary diary;
    const auto report = diary.run(with_every_callback(GetParam()).build());

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(
        diary.notes(),
        "beforeUndo <U ( U3a ) ( U3b ) U> <U ( U2 ) U> afterUndo "
        "beforeMigrate afterVersioned beforeRepeatables <M [ R ] M> afterMigrateApplied afterMigrate"
    );
    EXPECT_EQ(diary.rows_above(3), "4:DELETE 5:DELETE 6:SQL");
    EXPECT_EQ(diary.value("SELECT steps_done FROM rollpack_journal"), "10");
}

TEST_P(RunCallbacks, WithTheRoleAndSearchPathOfAnyScript) {
    const Shop shop{{"app", "flyway_schema_history"}};
    static_cast<void>(query(shop, "CREATE TABLE seen (path text)"));
    const std::string look = "INSERT INTO public.seen VALUES (current_schema());";
    const auto report = shop.run(PlanBuilder{shop.table}
                                     .mode(GetParam())
                                     .undo("3", "SET search_path = pg_catalog; SET ROLE NONE")
                                     .callback("afterUndo", look)
                                     .build());

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT path FROM seen"), "app");
}

TEST_P(RunCallbacks, OfAFailureOnceEverythingIsRolledBack) {
    const Diary diary;
    auto plan = with_every_callback(GetParam());
    plan.around("afterEachUndo", "SELECT 1/0;");
    const auto report = diary.run(plan.build());

    EXPECT_EQ(
        diary.notes(),
        GetParam() == TransactionMode::package ? "undoError" : "beforeUndo undoError"
    );
    EXPECT_EQ(diary.rows_above(3), "");
    EXPECT_THAT(report.remarks, IsEmpty());
}

TEST_P(RunCallbacks, OfMigrateWhenMigrateFails) {
    const Diary diary;
    auto plan = with_every_callback(GetParam());
    plan.callback("afterMigrate", "SELECT 1/0;");
    const auto report = diary.run(plan.build());

    EXPECT_THAT(diary.notes(), testing::EndsWith("migrateError"));
    EXPECT_THAT(diary.notes(), testing::Not(HasSubstr("undoError")));
}

TEST_P(RunCallbacks, OfAFailureThatFailChangeNothing) {
    const Diary diary;
    const auto report = diary.run(PlanBuilder{}
                                      .mode(GetParam())
                                      .undo("3", "SELECT 1/0;")
                                      .around("afterUndoError", note("a") + "SELECT 2/0;")
                                      .around("afterUndoError", note("b"))
                                      .build());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(report.failure->script, "U3__undo.sql");
    EXPECT_EQ(diary.notes(), "b");
    EXPECT_THAT(
        report.remarks,
        ElementsAre(
            "The afterUndoError callback afterUndoError.sql failed too and was rolled back: "
            "division by zero (SQLSTATE 22012)."
        )
    );
}

struct FailingCallback {
    const char* event;
    const char* message;
};

void PrintTo(const FailingCallback& value, std::ostream* out) {
    *out << value.event;
}

class CallbackAroundScripts : public testing::TestWithParam<FailingCallback> {};

TEST_P(CallbackAroundScripts, RollsBackAndIsNamedWhenItFails) {
    const Diary diary;
    const auto report = diary.run(PlanBuilder{}
                                      .undo("3", note("U3"))
                                      .repeatable("r", note("R"))
                                      .around(GetParam().event, "SELECT 1;\nSELECT 1/0;")
                                      .build());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(
        report.message,
        StartsWith(fmt::format(
            "The {0} callback {0}.sql {1} failed;",
            GetParam().event,
            GetParam().message
        ))
    );
    EXPECT_EQ(report.failure->script, std::string{GetParam().event} + ".sql");
    EXPECT_EQ(report.failure->line, 2U);
    EXPECT_EQ(report.failure->source_line, "SELECT 1/0;");
    EXPECT_EQ(diary.notes(), "");
    EXPECT_EQ(diary.rows_above(3), "");
}

INSTANTIATE_TEST_SUITE_P(
    RunCallbacks,
    CallbackAroundScripts,
    testing::Values(
        FailingCallback{"beforeEachUndo", "around U3__undo.sql"},
        FailingCallback{"beforeEachUndoStatement", "around U3__undo.sql"},
        FailingCallback{"afterEachUndoStatement", "around U3__undo.sql"},
        FailingCallback{"afterEachUndo", "around U3__undo.sql"},
        FailingCallback{"beforeEachMigrate", "around R__r.sql"},
        FailingCallback{"beforeEachMigrateStatement", "around R__r.sql"},
        FailingCallback{"afterEachMigrateStatement", "around R__r.sql"},
        FailingCallback{"afterEachMigrate", "around R__r.sql"}
    ),
    [](const auto& parameter) { return std::string{parameter.param.event}; }
);

TEST(RunCallbacksOfTheCommand, AreNamedWhenTheyFail) {
    const Diary diary;
    const auto report = diary.run(
        PlanBuilder{}.undo("3", note("U3")).callback("afterUndo", "\nSELECT nowhere;").build()
    );

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(
        report.message,
        "The afterUndo callback afterUndo.sql failed; everything was rolled back and the database is "
        "as it was."
    );
    EXPECT_EQ(report.failure->line, 2U);
    EXPECT_THAT(
        report.steps,
        ElementsAre(
            testing::Field(&core::StepOutcome::state, StepState::rolled_back),
            testing::Field(&core::StepOutcome::state, StepState::failed)
        )
    );
    EXPECT_EQ(diary.rows_above(3), "");
}

TEST(RunCallbacksOfTheCommand, HaveTransactionsOfTheirOwnInScriptMode) {
    const Diary diary;
    const auto report = diary.run(PlanBuilder{}
                                      .mode(TransactionMode::script)
                                      .callback("beforeUndo", note("a") + note("a"))
                                      .undo("3", note("b"))
                                      .callback("afterUndo", note("c"))
                                      .around("beforeEachUndo", note("b"))
                                      .build());

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(
        diary.value("SELECT string_agg(note || n, ' ' ORDER BY note) FROM "
                    "(SELECT note, count(DISTINCT tx) AS n FROM diary GROUP BY note) AS s"),
        "a1 b1 c1"
    );
    EXPECT_EQ(diary.value("SELECT count(DISTINCT tx) FROM diary"), "3");
}

TEST(RunCallbacksOfTheCommand, ThatAreLeftAloneAreNamedAsNoRunGoesOnWithThem) {
    const Diary diary;
    const auto report = diary.run(PlanBuilder{}
                                      .mode(TransactionMode::script)
                                      .undo("3", note("U3"))
                                      .callback("afterUndo", "SELECT 1/0;")
                                      .callback("afterMigrate", note("afterMigrate"))
                                      .build());

    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    EXPECT_EQ(
        report.hint,
        "The database is back at version 1, and only callbacks did not run: afterUndo.sql, "
        "afterMigrate.sql. Another run would have nothing to do, so do by hand what they do."
    );
    EXPECT_EQ(diary.notes(), "U3");
    EXPECT_EQ(diary.rows_above(3), "4:DELETE");
}

TEST(RunCallbacksOfTheCommand, MayCopyData) {
    const Diary diary;
    const auto report = diary.run(
        PlanBuilder{}
            .undo("3", note("U3"))
            .around("beforeEachUndo", "COPY diary (note) FROM STDIN;\nx\ny\n\\.\n")
            .build()
    );

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(diary.notes(), "x y U3");
    EXPECT_EQ(report.steps.front().rows, 1);
}

TEST(RunFacts, CountTheRowsOfAStepsOwnStatements) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}
            .undo(
                "3",
                "INSERT INTO t3 SELECT generate_series(1, 5); UPDATE t3 SET id = id + 1 WHERE id > 3;"
                "DELETE FROM t3 WHERE id = 1; SELECT * FROM t3; CREATE TABLE copy AS TABLE t3;\n"
                "COPY t3 FROM STDIN;\n7\n8\n9\n\\.\n"
            )
            .undo("2", "DROP TABLE t2;")
            .around("beforeEachUndo", "INSERT INTO t1 VALUES (1)")
            .build()
    );
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(report.steps.at(0).rows, 5 + 2 + 1 + 3);
    EXPECT_EQ(report.steps.at(1).rows, 0);
}

TEST(RunFacts, AreToldWithTheEndOfAStep) {
    const Shop shop;
    RecordingObserver observer;
    shop.run(PlanBuilder{}.undo("3", "INSERT INTO t3 VALUES (1), (2)").build(), observer);
    EXPECT_THAT(
        observer.all<core::StepFinished>(),
        ElementsAre(testing::Field(&core::StepFinished::rows, 2))
    );
}

TEST(RunFacts, HaveTheNoticesOfEachStep) {
    const Shop shop;
    const auto raise = [](const std::string& text) {
        return "DO $$BEGIN RAISE WARNING '" + text + "'; END$$;";
    };
    RecordingObserver observer;
    const auto report = shop.run(
        PlanBuilder{}
            .undo("3", "DROP TABLE IF EXISTS nowhere;")
            .undo("2", raise("before") + "SELECT 1/0;")
            .build(),
        observer
    );
    ASSERT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(
        report.steps.at(0).notices,
        ElementsAre(core::StepNotice{"NOTICE", "table \"nowhere\" does not exist, skipping"})
    );
    EXPECT_THAT(report.steps.at(1).notices, ElementsAre(core::StepNotice{"WARNING", "before"}));
    EXPECT_THAT(observer.all<core::ServerNotice>(), testing::SizeIs(2));
}

TEST(RunFacts, HaveNoNoticeThatRollpackCausesItself) {
    const Shop shop;
    shop.run(PlanBuilder{}.undo("3", "DROP TABLE t3").build());
    const auto report = shop.run(
        PlanBuilder{}.next_rank(5).undo("2", "SET app.x = '1'; DROP TABLE t2").build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_THAT(report.steps.front().notices, IsEmpty());
}

TEST_P(RunCallbacks, WithTheTimesOfTheServerInTheReport) {
    const Shop shop;
    const auto report = shop.run(PlanBuilder{}
                                     .mode(GetParam())
                                     .undo("3", "SELECT pg_sleep(1.1)")
                                     .undo("2", "SELECT 1")
                                     .build());
    constexpr const char* time = "20..-..-..T..:..:..Z";
    EXPECT_THAT(report.started_at, MatchesRegex(time));
    EXPECT_THAT(report.finished_at, MatchesRegex(time));
    EXPECT_LT(report.started_at, report.finished_at);
    EXPECT_EQ(report.end_version->text(), "1");
}

TEST_P(RunCallbacks, WithTheEndVersionOfAFailureInTheReport) {
    const Shop shop;
    const auto report = shop.run(
        PlanBuilder{}.mode(GetParam()).undo("3", "SELECT 1").undo("2", "SELECT 1/0").build()
    );
    EXPECT_EQ(report.end_version->text(), GetParam() == TransactionMode::package ? "3" : "2");
    EXPECT_NE(report.finished_at, "");
}

}  // namespace
}  // namespace rollpack::executor
