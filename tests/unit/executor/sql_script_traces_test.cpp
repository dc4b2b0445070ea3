#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

using core::SessionTraces;
using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
    const char* name;
    const char* sql;
};

void PrintTo(const Case& value, std::ostream* out) {
    *out << value.sql;
}

std::string case_name(const testing::TestParamInfo<Case>& parameter) {
    return parameter.param.name;
}

SessionTraces traces_of(const std::string& sql) {
    return analyze_sql(sql).traces;
}

class LeavesNothing : public testing::TestWithParam<Case> {};

TEST_P(LeavesNothing, InTheSession) {
    EXPECT_EQ(traces_of(GetParam().sql), SessionTraces{});
}

INSTANTIATE_TEST_SUITE_P(
    SqlScriptTraces,
    LeavesNothing,
    testing::Values(
        Case{"Nothing", "-- only a comment"},
        Case{"Table", "CREATE TABLE t (a int DEFAULT f())"},
        Case{"View", "CREATE VIEW v AS SELECT f()"},
        Case{"Rows", "INSERT INTO t SELECT f(1)"},
        Case{"Drop", "DROP TABLE t CASCADE"},
        Case{"Query", "SELECT count(*), max(a) FROM t"},
        Case{"Sequence", "SELECT setval('s', 1)"},
        Case{"SystemFunction", "SELECT pg_catalog.format('%s', 1), pg_sleep(1)"},
        Case{"SearchPath", "SET search_path = app"},
        Case{"SearchPathByFunction", "SELECT set_config('search_path', '', false)"},
        Case{"Role", "SET ROLE app; RESET ROLE"},
        Case{
            "LockOfTheTransaction",
            "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)"},
        Case{
            "FunctionThatSets",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET work_mem = '1GB' AS 'SELECT 1'"}
    ),
    case_name
);

class LeavesSomething : public testing::TestWithParam<Case> {};

TEST_P(LeavesSomething, InTheSession) {
    const SessionTraces traces = traces_of("SELECT 1;\n" + std::string{GetParam().sql});
    EXPECT_TRUE(traces.any);
    EXPECT_FALSE(traces.constraints);
    EXPECT_THAT(traces.custom_settings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    SqlScriptTraces,
    LeavesSomething,
    testing::Values(
        Case{"Set", "SET work_mem = '1GB'"},
        Case{"SetLocal", "SET LOCAL work_mem = '1GB'"},
        Case{"Reset", "RESET work_mem"},
        Case{"ResetAll", "RESET ALL"},
        Case{"SetTransaction", "SET TRANSACTION READ ONLY"},
        Case{"TimeZone", "SET TIME ZONE 'UTC'"},
        Case{"SetConfig", "SELECT set_config('work_mem', '1GB', true)"},
        Case{
            "SetConfigInAnInsert",
            "INSERT INTO t SELECT pg_catalog.set_config('work_mem', '1GB', false)"},
        Case{"SessionAuthorization", "SET SESSION AUTHORIZATION app"},
        Case{"TemporaryTable", "CREATE TEMP TABLE t (a int)"},
        Case{"TableInTheTemporarySchema", "CREATE TABLE pg_temp.t (a int)"},
        Case{"TemporaryTableOfAQuery", "CREATE TEMPORARY TABLE t AS SELECT 1"},
        Case{"TemporaryTableOfSelectInto", "SELECT 1 INTO TEMP t"},
        Case{"TemporaryView", "CREATE TEMP VIEW v AS SELECT 1"},
        Case{"TemporarySequence", "CREATE TEMP SEQUENCE s"},
        Case{"Prepare", "PREPARE p AS SELECT 1"},
        Case{"Cursor", "DECLARE c CURSOR WITH HOLD FOR SELECT 1"},
        Case{"Listen", "LISTEN news"},
        Case{"AdvisoryLock", "SELECT pg_advisory_lock(1)"},
        Case{"TriedAdvisoryLock", "SELECT pg_try_advisory_lock_shared(1, 2)"}
    ),
    case_name
);

class MayLeaveAnything : public testing::TestWithParam<Case> {};

TEST_P(MayLeaveAnything, InTheSession) {
    const SessionTraces traces = traces_of(GetParam().sql);
    EXPECT_TRUE(traces.any);
    EXPECT_TRUE(traces.constraints);
}

INSTANTIATE_TEST_SUITE_P(
    SqlScriptTraces,
    MayLeaveAnything,
    testing::Values(
        Case{"Constraints", "SET CONSTRAINTS ALL DEFERRED"},
        Case{"DoBlock", "DO $$BEGIN END$$"},
        Case{"Call", "CALL clean_up()"},
        Case{"FunctionOfTheProject", "SELECT refresh_everything()"},
        Case{"FunctionOfASchema", "SELECT app.now()"},
        Case{"SettingWhoseNameIsNotWritten", "SELECT set_config(name, '1', false) FROM settings"},
        Case{"NewerSyntax", "MERGE INTO t USING s ON true WHEN NOT MATCHED BY SOURCE THEN DELETE"}
    ),
    case_name
);

TEST(SqlScriptTraces, NameTheSettingsOfTheProjectInLowerCase) {
    EXPECT_THAT(
        traces_of(
            "SET app.Tenant = '1'; SET LOCAL app.place = '2'; RESET other.x; SET work_mem = 1;"
            "SELECT set_config('App.Locale', 'de', false)"
        )
            .custom_settings,
        ElementsAre("app.locale", "app.place", "app.tenant", "other.x")
    );
}

TEST(SqlScriptTraces, AreNoneForAVeryLongInsert) {
    std::string sql = "INSERT INTO t VALUES (0)";
    for (int i = 1; i < 12'000; ++i) {
        sql += ",(" + std::to_string(i) + ")";
    }
    EXPECT_EQ(traces_of(sql), SessionTraces{});
}

}  // namespace
}  // namespace rollpack::executor
