#include "rollpack/executor/sql_script.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"
#include "support/pg_proxy.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::Error;
using core::ErrorCode;
using ::testing::HasSubstr;

core::StepScript script(const std::string& sql, const std::string& path = "initSql") {
    return {path, core::sha256(sql), sql, analyze_sql(sql)};
}

void make_owner() {
    const TestDatabase any;
    query(
        any,
        "DO $$ BEGIN CREATE ROLE shop_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    );
}

TEST(BeginSession, KeepsTheRoleForScriptsAndRows) {
    make_owner();
    const Shop shop;
    query(
        shop,
        "GRANT ALL ON flyway_schema_history TO shop_owner; GRANT CREATE ON SCHEMA public TO shop_owner"
    );
    const auto database = shop.open();
    RecordingObserver observer;
    database->begin_session({script("SET ROLE shop_owner")}, observer);
    EXPECT_EQ(database->facts().user, "shop_owner");

    const auto plan = PlanBuilder{}.undo("3", "CREATE TABLE made_by_undo (id int)").build();
    EXPECT_EQ(Shop::run_with(*database, plan, observer).ending, Ending::done);
    EXPECT_EQ(
        shop.value("SELECT tableowner FROM pg_tables WHERE tablename = 'made_by_undo'"),
        "shop_owner"
    );
    EXPECT_EQ(
        shop.value("SELECT installed_by FROM flyway_schema_history WHERE installed_rank = 4"),
        "shop_owner"
    );
}

TEST(BeginSession, MovesTheCurrentSchema) {
    const Shop shop{{"app", "flyway_schema_history"}};
    const auto database = shop.open();
    RecordingObserver observer;
    database->begin_session({script("SET search_path = app")}, observer);
    EXPECT_EQ(database->facts().current_schema, "app");
    EXPECT_EQ(database->locate_history({}), shop.table);
}

TEST(BeginSession, CommitsEachScriptAndTellsItsNotices) {
    const Shop shop;
    RecordingObserver observer;
    const auto database = shop.open();
    database->begin_session(
        {script("INSERT INTO t1 VALUES (1); DO $$ BEGIN RAISE NOTICE 'hello'; END $$"),
         script("COPY t1 FROM STDIN;\n2\n\\.\n", "afterConnect.sql")},
        observer
    );
    EXPECT_EQ(shop.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM t1"), "1 2");
    ASSERT_EQ(observer.all<core::ServerNotice>().size(), 1U);
    EXPECT_EQ(observer.all<core::ServerNotice>().front().message, "hello");
}

TEST(BeginSession, NamesTheScriptAndLineThatFail) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    const Error error = error_of([&] {
        database->begin_session({script("SELECT 1;\n\nSELECT *\nFROM nowhere;")}, observer);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::sql_failed);
    EXPECT_THAT(error.message(), HasSubstr("initSql:4: relation \"nowhere\" does not exist"));
}

TEST(BeginSession, RefusesWhatCannotRunInATransaction) {
    const Shop shop;
    const auto database = shop.open();
    RecordingObserver observer;
    const Error error = error_of([&] {
        database->begin_session({script("VACUUM t1")}, observer);
        return 0;
    });
    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("initSql:1: VACUUM"));
}

TEST(BeginSession, RunsAgainInTheSessionThatSettlesALostOne) {
    const Shop shop;
    PgProxy proxy;
    const auto database = open_database(parse_connection_url(proxy.conninfo(shop)));
    RecordingObserver observer;
    database->begin_session({script("INSERT INTO t1 VALUES (7)")}, observer);
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_answer);
    const auto plan = PlanBuilder{}.undo("3", "DROP TABLE t3").build();
    EXPECT_EQ(Shop::run_with(*database, plan, observer).ending, Ending::done);
    EXPECT_EQ(shop.value("SELECT count(*) FROM t1 WHERE id = 7"), "2");
}

TEST(InstalledBy, IsWrittenIntoEveryRow) {
    const Shop shop;
    auto plan = PlanBuilder{}
                    .undo("3", "DROP TABLE t3")
                    .repeatable("total", "CREATE VIEW total AS SELECT 1 AS n")
                    .build();
    plan.installed_by = "release pipeline";
    EXPECT_EQ(shop.run(plan).ending, Ending::done);
    EXPECT_EQ(
        shop.value("SELECT count(*) FROM flyway_schema_history WHERE installed_rank > 3 "
                   "AND installed_by = 'release pipeline'"),
        "2"
    );
}

}  // namespace
}  // namespace rollpack::executor
