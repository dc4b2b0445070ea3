#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Error;
using core::ErrorCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OpenDatabase, TellsTheServersFacts) {
    const Shop shop;
    const auto facts = shop.open()->facts();
    EXPECT_EQ(std::to_string(facts.version_number), shop.value("SHOW server_version_num"));
    EXPECT_EQ(facts.database, shop.name());
    EXPECT_EQ(facts.user, pg_cluster().user());
    EXPECT_EQ(facts.current_schema, "public");
    EXPECT_EQ(
        std::to_string(facts.max_locks_per_transaction),
        shop.value("SHOW max_locks_per_transaction")
    );
    EXPECT_EQ(std::to_string(facts.max_connections), shop.value("SHOW max_connections"));
}

TEST(OpenDatabase, TellsASessionThatMayOnlyRead) {
    const Shop shop;
    EXPECT_FALSE(shop.open()->facts().read_only);
    const auto reader = open_database(
        parse_connection_url(shop.conninfo() + " options='-c default_transaction_read_only=on'")
    );
    EXPECT_TRUE(reader->facts().read_only);
    EXPECT_FALSE(reader->facts().standby);
}

TEST(OpenDatabase, IsSeenAsRollpackUnlessTheUrlNamesItself) {
    const Shop shop;
    const auto ours = shop.open();
    const auto named = open_database(
        parse_connection_url(shop.conninfo() + " application_name=release")
    );
    EXPECT_EQ(
        shop.value("SELECT string_agg(application_name, ' ' ORDER BY application_name) "
                   "FROM pg_stat_activity WHERE datname = current_database() "
                   "AND application_name <> ''"),
        "release rollpack"
    );
}

TEST(OpenDatabase, FailsWithTheServersWordsAndNoPassword) {
    const Error error = error_of([] {
        return open_database(parse_connection_url(
            pg_cluster().connection_string("no_such_database") + " password=hidden"
        ));
    });
    EXPECT_EQ(error.code(), ErrorCode::connection_failed);
    EXPECT_THAT(
        error.message(),
        AllOf(HasSubstr("\"no_such_database\" does not exist"), Not(HasSubstr("hidden")))
    );
    EXPECT_THAT(error.message(), Not(HasSubstr("\n")));
}

TEST(OpenDatabase, FailsWhereNobodyListens) {
    const Error error = error_of([] {
        return open_database(parse_connection_url("postgresql://u:hidden@127.0.0.1:1/shop"));
    });
    EXPECT_EQ(error.code(), ErrorCode::connection_failed);
    EXPECT_THAT(
        error.message(),
        AllOf(HasSubstr("shop on 127.0.0.1:1 as u"), Not(HasSubstr("hidden")))
    );
}

TEST(LocateHistory, TakesTheCurrentSchema) {
    const Shop shop;
    EXPECT_EQ(shop.open()->locate_history({}), shop.table);
}

TEST(LocateHistory, FollowsTheUrlsSearchPath) {
    const Shop shop{{"app", "flyway_schema_history"}};
    const auto database = open_database(
        parse_connection_url(shop.conninfo() + " options='-c search_path=app'")
    );
    EXPECT_EQ(database->locate_history({}), shop.table);
}

TEST(LocateHistory, TakesNamesToTheLetter) {
    const Shop shop{{"Odd \"Schema", "Version.History"}};
    EXPECT_EQ(shop.open()->locate_history({"Odd \"Schema", "Version.History"}), shop.table);
}

TEST(LocateHistory, NamesTheTablesThatLookLikeOne) {
    const Shop shop{{"App", "versions"}};
    const Error error = error_of([&] { return shop.open()->locate_history({}); });
    EXPECT_EQ(error.code(), ErrorCode::history_missing);
    EXPECT_THAT(
        error.message(),
        AllOf(HasSubstr("\"public\".\"flyway_schema_history\""), HasSubstr("\"App\".versions"))
    );
}

TEST(LocateHistory, SaysThatNothingLooksLikeOne) {
    const TestDatabase empty;
    const auto database = open_database(parse_connection_url(empty.conninfo()));
    const Error error = error_of([&] { return database->locate_history({}); });
    EXPECT_EQ(error.code(), ErrorCode::history_missing);
    EXPECT_THAT(error.message(), HasSubstr("nor any other"));
}

TEST(LocateHistory, PassesOverAView) {
    const Shop shop;
    query(
        shop,
        "CREATE SCHEMA other; CREATE VIEW other.flyway_schema_history AS "
        "SELECT * FROM public.flyway_schema_history"
    );
    const Error error = error_of([&] {
        return shop.open()->locate_history({"other", "flyway_schema_history"});
    });
    EXPECT_EQ(error.code(), ErrorCode::history_missing);
}

TEST(LocateHistory, NeedsASchemaWhenTheSearchPathIsEmpty) {
    const Shop shop;
    const auto database = open_database(
        parse_connection_url(shop.conninfo() + " options='-c search_path='")
    );
    EXPECT_EQ(
        error_of([&] { return database->locate_history({}); }).code(),
        ErrorCode::history_missing
    );
}

TEST(ReadHistory, GivesRowsByRankWithNulls) {
    const Shop shop;
    query(
        shop,
        "INSERT INTO flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', "
        "'SCHEMA', '\"app\"', NULL, 'x', '2026-01-02 03:04:05', 0, false)"
    );
    const auto entries = shop.open()->read_history(shop.table);
    ASSERT_EQ(entries.size(), 4U);
    const core::HistoryEntry expected{
        .installed_rank = 0,
        .version = std::nullopt,
        .description = "<< Flyway Schema Creation >>",
        .type = "SCHEMA",
        .script = "\"app\"",
        .checksum = std::nullopt,
        .installed_by = "x",
        .installed_on = "2026-01-02 03:04:05",
        .execution_time_ms = 0,
        .success = false};
    EXPECT_EQ(entries[0], expected);
    EXPECT_EQ(entries[3].version, "3");
    EXPECT_EQ(entries[3].checksum, core::FlywayChecksum{3});
}

TEST(ReadHistory, SaysThatTheRoleMayNot) {
    const Shop shop;
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
        "END $$"
    );
    const auto database = open_database(parse_connection_url(shop.conninfo() + " user=stranger"));
    const Error error = error_of([&] { return database->read_history(shop.table); });
    EXPECT_EQ(error.code(), ErrorCode::server_unsuitable);
    EXPECT_THAT(error.message(), HasSubstr("the role stranger may not read"));
    EXPECT_THAT(error.hint(), HasSubstr("GRANT SELECT, INSERT"));
}

TEST(DescribeLockHolder, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(describe(core::OtherSession{}), "pid 0");
    EXPECT_EQ(
        describe(core::OtherSession{7, "deploy", "", "local", "active", "2026-11-22T02:15:00Z"}),
        "pid 7 (user deploy, client local, active since 2026-11-22T02:15:00Z)"
    );
}

}  // namespace
}  // namespace rollpack::executor
