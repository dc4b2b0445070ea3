#include "shop.hpp"

#include <gmock/gmock.h>

#include <ostream>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::TransactionMode;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string name_of(TransactionMode mode) {
    return mode == TransactionMode::package ? "Package" : "Script";
}

/// What one script leaves in its session, and what the next one sees of it.
struct Trace {
    const char* name;
    const char* leaves;
    const char* question;
    const char* answer;
};

void PrintTo(const Trace& value, std::ostream* out) {
    *out << value.name;
}

class TraceOfAScript : public testing::TestWithParam<std::tuple<TransactionMode, Trace>> {};

TEST_P(TraceOfAScript, IsNotSeenByTheNext) {
    const auto& [mode, trace] = GetParam();
    const Shop shop;
    static_cast<void>(query(shop, "CREATE TABLE seen (answer text)"));
    const auto report = shop.run(
        PlanBuilder{}
            .mode(mode)
            .undo("3", trace.leaves)
            .undo("2", "INSERT INTO seen SELECT (" + std::string{trace.question} + ")")
            .build()
    );
    ASSERT_EQ(report.ending, Ending::done) << report.message << report.failure->message;
    EXPECT_EQ(shop.value("SELECT answer FROM seen"), trace.answer);
}

INSTANTIATE_TEST_SUITE_P(
    SessionCleaning,
    TraceOfAScript,
    testing::Combine(
        testing::Values(TransactionMode::package, TransactionMode::script),
        testing::Values(
            Trace{
                "Setting",
                "SET statement_timeout = '7h'",
                "SELECT current_setting('statement_timeout')",
                "0"},
            Trace{
                "SettingOfTheTransaction",
                "SET LOCAL lock_timeout = '7h'",
                "SELECT current_setting('lock_timeout')",
                "5s"},
            Trace{
                "SettingByFunction",
                "SELECT set_config('work_mem', '7MB', false)",
                "SELECT current_setting('work_mem')",
                "4MB"},
            Trace{
                "SettingThatIsHidden",
                "DO $$BEGIN PERFORM set_config('work_mem', '7MB', false); END$$",
                "SELECT current_setting('work_mem')",
                "4MB"},
            Trace{
                "SettingBehindAFunctionOfTheProject",
                "CREATE FUNCTION tune() RETURNS text LANGUAGE sql AS "
                "$$SELECT set_config('work_mem', '7MB', false)$$; SELECT tune()",
                "SELECT current_setting('work_mem')",
                "4MB"},
            Trace{
                "SettingOfASuperuser",
                "SET session_replication_role = replica",
                "SELECT current_setting('session_replication_role')",
                "origin"},
            Trace{
                "SettingOfTheProject",
                "SET app.Tenant = 'x'",
                "SELECT current_setting('app.tenant', true)",
                ""},
            Trace{
                "SettingOfTheProjectForTheTransaction",
                "SET LOCAL app.tenant = 'x'",
                "SELECT current_setting('app.tenant', true)",
                ""},
            Trace{
                "SettingsBehindResetAll",
                "RESET ALL; SET work_mem = '7MB'; SET work_mem = '4MB'",
                "SELECT current_setting('search_path')",
                "\"public\",\"$user\", public"},
            Trace{
                "Role",
                "SET ROLE pg_monitor",
                "SELECT current_user::text = session_user::text",
                "true"},
            Trace{
                "SessionAuthorization",
                "SET SESSION AUTHORIZATION pg_monitor",
                "SELECT session_user::text = 'pg_monitor'",
                "false"},
            Trace{
                "TemporaryTable",
                "CREATE TEMP TABLE t1 (other text)",
                "SELECT to_regclass('pg_temp.t1') IS NULL",
                "true"},
            Trace{
                "TemporaryView",
                "CREATE TEMP VIEW t1 AS SELECT 1",
                "SELECT to_regclass('pg_temp.t1') IS NULL",
                "true"},
            Trace{
                "TemporarySequence",
                "CREATE TEMP SEQUENCE t1",
                "SELECT to_regclass('pg_temp.t1') IS NULL",
                "true"},
            Trace{
                "PreparedStatement",
                "PREPARE p AS SELECT 1",
                "SELECT count(*) FROM pg_prepared_statements",
                "0"},
            Trace{
                "Cursor",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
                "SELECT count(*) FROM pg_cursors WHERE name = 'c'",
                "0"},
            Trace{"Channel", "LISTEN news", "SELECT count(*) FROM pg_listening_channels()", "0"},
            Trace{
                "AdvisoryLock",
                "SELECT pg_advisory_lock(4711), pg_advisory_lock(4711)",
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711",
                "0"}
        )
    ),
    [](const auto& parameter) {
        return name_of(std::get<0>(parameter.param)) + std::get<1>(parameter.param).name;
    }
);

class SessionCleaning : public testing::TestWithParam<TransactionMode> {};

INSTANTIATE_TEST_SUITE_P(
    Modes,
    SessionCleaning,
    testing::Values(TransactionMode::package, TransactionMode::script),
    [](const auto& parameter) { return name_of(parameter.param); }
);

TEST_P(SessionCleaning, KeepsFlywaysLock) {
    const Shop shop;
    static_cast<void>(query(shop, "CREATE TABLE seen (locks int)"));
    const std::string count =
        "INSERT INTO seen SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
        "AND (classid::bigint << 32 | objid::bigint) = 77433833903597";
    const auto report = shop.run(PlanBuilder{}
                                     .mode(GetParam())
                                     .undo("3", "SELECT pg_advisory_lock(4711)")
                                     .undo("2", "DO 'BEGIN END'")
                                     .repeatable("r", count)
                                     .build());
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT locks FROM seen"), "1");
    EXPECT_EQ(shop.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_P(SessionCleaning, TakesAwayWhatCallbacksLeave) {
    const Shop shop;
    static_cast<void>(query(shop, "CREATE TABLE seen (answer text)"));
    const auto report = shop.run(
        PlanBuilder{}
            .mode(GetParam())
            .callback("beforeUndo", "SET work_mem = '7MB'")
            .undo("3", "INSERT INTO seen SELECT current_setting('work_mem')")
            .undo("2", "INSERT INTO seen SELECT current_setting('lock_timeout')")
            .around("beforeEachUndo", "SET LOCAL lock_timeout = '7s'")
            .repeatable("r", "INSERT INTO seen SELECT current_setting('lock_timeout')")
            .build()
    );
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT string_agg(answer, ' ') FROM seen"), "4MB 7s 5s");
}

TEST_P(SessionCleaning, KeepsWhatTheSessionBeganWith) {
    const Shop shop;
    static_cast<void>(query(shop, "CREATE TABLE seen (answer text)"));
    const auto database = executor::open_database(
        executor::parse_connection_url(shop.conninfo() + " options='-c work_mem=5MB'")
    );
    RecordingObserver observer;
    const auto report = Shop::run_with(
        *database,
        PlanBuilder{}
            .mode(GetParam())
            .undo("3", "SET work_mem = '7MB'")
            .undo("2", "INSERT INTO seen SELECT current_setting('work_mem')")
            .build(),
        observer
    );
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT answer FROM seen"), "5MB");
}

TEST_P(SessionCleaning, GoesOnBehindResetAll) {
    const Shop shop;
    static_cast<void>(query(shop, "CREATE TABLE seen (answer text)"));
    const auto report = shop.run(
        PlanBuilder{}
            .mode(GetParam())
            .undo("3", "RESET ALL")
            .undo("2", "SET work_mem = '7MB'")
            .repeatable("r", "INSERT INTO seen SELECT current_setting('work_mem')")
            .build()
    );
    ASSERT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.value("SELECT answer FROM seen"), "4MB");
}

/// Tables with a foreign key that can be deferred.
class Family : public Shop {
public:
    explicit Family(const std::string& initially) {
        static_cast<void>(query(
            *this,
            "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int REFERENCES parent "
            "DEFERRABLE INITIALLY "
                + initially + ")"
        ));
    }
};

constexpr const char* child_first = "INSERT INTO child VALUES (1); INSERT INTO parent VALUES (1);";

TEST_P(SessionCleaning, MakesDeferredConstraintsImmediateAgain) {
    const Family family{"IMMEDIATE"};
    const auto report = family.run(PlanBuilder{}
                                       .mode(GetParam())
                                       .undo("3", "SET CONSTRAINTS ALL DEFERRED")
                                       .undo("2", child_first)
                                       .build());
    EXPECT_THAT(report.message, StartsWith("U2__undo.sql failed"));
    EXPECT_THAT(report.failure->message, HasSubstr("foreign key"));
}

TEST_P(SessionCleaning, MakesImmediateConstraintsDeferredAgain) {
    const Family family{"DEFERRED"};
    const auto report = family.run(PlanBuilder{}
                                       .mode(GetParam())
                                       .undo("3", "SET CONSTRAINTS ALL IMMEDIATE")
                                       .undo("2", child_first)
                                       .build());
    EXPECT_EQ(report.ending, Ending::done) << report.message;
}

TEST(DeferredConstraints, AreCheckedAtTheEndOfTheScriptThatDefersThem) {
    const Family family{"IMMEDIATE"};
    const auto report = family.run(
        PlanBuilder{}
            .undo("3", "SET CONSTRAINTS ALL DEFERRED; INSERT INTO child VALUES (9);")
            .undo("2", "INSERT INTO parent VALUES (9)")
            .build()
    );
    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(
        report.message,
        StartsWith("A deferred constraint does not hold at the end of U3__undo.sql;")
    );
}

TEST(DeferredConstraints, AreCheckedAtTheEndOfEachScriptThatChangesRows) {
    const Family family{"DEFERRED"};
    const auto report = family.run(PlanBuilder{}
                                       .undo("3", "INSERT INTO child VALUES (9);")
                                       .undo("2", "INSERT INTO parent VALUES (9)")
                                       .build());
    EXPECT_THAT(
        report.message,
        StartsWith("A deferred constraint does not hold at the end of U3__undo.sql;")
    );
}

TEST(DeferredConstraints, DoNotKeepTheNextScriptFromAlteringTheirTable) {
    const Family family{"DEFERRED"};
    const auto report = family.run(PlanBuilder{}
                                       .undo("3", child_first)
                                       .undo("2", "ALTER TABLE child ADD COLUMN name text")
                                       .build());
    EXPECT_EQ(report.ending, Ending::done) << report.message << report.failure->message;
}

TEST(DeferredConstraints, OfOneNameAreLeftImmediateWhereNotAllAreDeferred) {
    const Family family{"DEFERRED"};
    static_cast<void>(query(
        family,
        "CREATE TABLE other (id int, CONSTRAINT child_id_fkey FOREIGN KEY (id) REFERENCES parent)"
    ));
    const auto report = family.run(
        PlanBuilder{}.undo("3", child_first).undo("2", "INSERT INTO other VALUES (1)").build()
    );
    EXPECT_EQ(report.ending, Ending::done) << report.message;
}

}  // namespace
}  // namespace rollpack::executor
