#include "rollpack/core/error.hpp"
#include "shop.hpp"
#include "support/error_of.hpp"
#include "support/pg_proxy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::executor {
namespace {

using core::Ending;
using core::TransactionMode;
using test::PgProxy;
using test::PlanBuilder;
using test::RecordingObserver;
using test::Shop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

RunOptions full_options() {
    RunOptions options;
    options.reason = "it's a bad \"night\"";
    options.tool_version = "0.1.0";
    options.approvals = {"ann@shop.example (SHA256:a)", "b\\o\"b (SHA256:ß)"};
    options.plan_sha256 = core::sha256("plan");
    options.environment = "production";
    return options;
}

core::Plan one_step(const std::string& sql = "DROP TABLE t3;") {
    return PlanBuilder{}.undo("3", sql).build();
}

core::Report run_with(
    const Shop& shop,
    const core::Plan& plan,
    const RunOptions& options,
    const std::string& more = ""
) {
    const auto database = open_database(parse_connection_url(shop.conninfo() + more));
    RecordingObserver observer;
    database->lock(plan.history_table, plan.transaction, std::chrono::seconds{5}, observer);
    core::Report report = database->run(plan, options, observer);
    database->unlock();
    return report;
}

std::vector<core::JournalEntry> journal_of(const Shop& shop, const JournalQuery& wanted = {}) {
    return shop.open()->read_journal(shop.table, wanted).value();
}

void make_earlier_journal(const Shop& shop) {
    query(
        shop,
        "CREATE TABLE rollpack_journal (run_id uuid PRIMARY KEY, history_table text NOT NULL, "
        "package text NOT NULL, content_sha256 text NOT NULL, from_version text, "
        "target_version text NOT NULL, transaction_mode text NOT NULL, history_dialect text NOT "
        "NULL, started_at timestamptz NOT NULL, finished_at timestamptz, ending text NOT NULL "
        "CHECK (ending IN ('running', 'done', 'stopped')), steps_total integer NOT NULL, "
        "steps_done integer NOT NULL, run_by text NOT NULL, client text NOT NULL, reason text NOT "
        "NULL, tool_version text NOT NULL, message text NOT NULL DEFAULT '');"
        "INSERT INTO rollpack_journal VALUES ('00000000-0000-4000-8000-000000000001', "
        "'\"public\".\"flyway_schema_history\"', 'Rollback-V2', 'abc', '3', '2', 'package', "
        "'delete', '2026-01-02 03:04:05Z', '2026-01-02 03:04:06Z', 'done', 1, 1, 'deploy', "
        "'deploy@ci', 'old', '0.0.9')"
    );
}

TEST(Journal, RecordsWhoAndWhatAndWhyAndByWhomItWasApproved) {
    const Shop shop;
    const auto report = run_with(shop, one_step(), full_options());

    ASSERT_EQ(report.ending, Ending::done) << report.message;
    const auto entries = journal_of(shop);
    ASSERT_EQ(entries.size(), 1U);
    const core::JournalEntry& entry = entries.front();
    EXPECT_EQ(entry.run_id, report.run_id);
    EXPECT_EQ(entry.package, "Rollback-V1");
    EXPECT_EQ(entry.content_sha256, core::sha256("package").hex());
    EXPECT_EQ(entry.plan_sha256, core::sha256("plan").hex());
    EXPECT_THAT(entry.approvals, ElementsAre("ann@shop.example (SHA256:a)", "b\\o\"b (SHA256:ß)"));
    EXPECT_EQ(entry.environment, "production");
    EXPECT_EQ(entry.from_version, "3");
    EXPECT_EQ(entry.target_version, "1");
    EXPECT_EQ(entry.end_version, "1");
    EXPECT_EQ(entry.ending, "done");
    EXPECT_EQ(entry.steps_done, 1);
    EXPECT_EQ(entry.steps_total, 1);
    EXPECT_EQ(entry.reason, "it's a bad \"night\"");
    EXPECT_EQ(entry.client_address, "local socket");
    EXPECT_THAT(entry.client, HasSubstr("@"));
    EXPECT_THAT(entry.started_at, ::testing::MatchesRegex("20..-..-..T..:..:..Z"));
    EXPECT_THAT(entry.finished_at.value_or(""), StartsWith("20"));
    EXPECT_EQ(entry.kept_schema, "");
}

TEST(Journal, ExplainsEachColumn) {
    const Shop shop;
    ASSERT_EQ(run_with(shop, one_step(), {}).ending, Ending::done);
    EXPECT_EQ(
        shop.value("SELECT coalesce(string_agg(attname, ' '), '') FROM pg_attribute WHERE attrelid "
                   "= 'rollpack_journal'::regclass AND attnum > 0 AND "
                   "col_description(attrelid, attnum) IS NULL"),
        ""
    );
}

TEST(Journal, RecordsARunThatFailedAndWasRolledBack) {
    const Shop shop;
    const auto report = run_with(shop, one_step("DROP TABLE t3; SELECT 1/0;"), full_options());

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_THAT(report.remarks, IsEmpty());
    EXPECT_EQ(shop.tables(), "t1 t2 t3");
    const auto entries = journal_of(shop);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].run_id, report.run_id);
    EXPECT_EQ(entries[0].ending, "failed");
    EXPECT_EQ(entries[0].message, "U3__undo.sql failed: division by zero");
    EXPECT_EQ(entries[0].end_version, "3");
    EXPECT_EQ(entries[0].steps_done, 0);
}

TEST(Journal, RecordsARunThatTheUserInterrupted) {
    const Shop shop;
    RecordingObserver observer{[](const core::Event& event) {
        if (std::holds_alternative<core::ServerNotice>(event)) {
            request_interrupt();
        }
    }};
    const auto report = shop.run(
        one_step("DO $$ BEGIN RAISE NOTICE 'now'; PERFORM pg_sleep(20); END $$;"),
        observer
    );
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted);
    EXPECT_EQ(journal_of(shop).at(0).ending, "interrupted");
}

TEST(Journal, RecordsOverANewConnectionThatTheCommitDidNotTakeEffect) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_request);
    RecordingObserver observer;
    const auto database = open_database(parse_connection_url(proxy.conninfo(shop)));
    const auto report = Shop::run_with(*database, one_step(), observer);

    EXPECT_EQ(report.ending, Ending::failed_unchanged) << report.message;
    EXPECT_EQ(journal_of(shop).at(0).ending, "failed");
}

TEST(Journal, SaysThatAFailedRunCouldNotBeRecorded) {
    const Shop shop;
    ASSERT_EQ(
        run_with(shop, PlanBuilder{}.undo("3", "SELECT 1;").build(), {}).ending,
        Ending::done
    );
    query(
        shop,
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no more rows'; END $$; CREATE TRIGGER no BEFORE INSERT ON "
        "rollpack_journal FOR EACH ROW EXECUTE FUNCTION no()"
    );
    const auto report = run_with(shop, one_step("SELECT 1/0;"), {});

    EXPECT_EQ(report.ending, Ending::failed_unchanged);
    EXPECT_EQ(report.failure.value().message, "division by zero");
    ASSERT_EQ(report.remarks.size(), 1U);
    EXPECT_THAT(report.remarks[0], HasSubstr("no more rows"));
}

TEST(Journal, IsNeitherMadeNorReadWhenNobodyWantsIt) {
    const Shop shop;
    RunOptions options;
    options.journal = false;
    const auto report = run_with(shop, one_step(), options);
    const auto failed = run_with(shop, PlanBuilder{}.next_rank(5).undo("2", "x;").build(), options);

    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.hint, "");
    EXPECT_EQ(failed.ending, Ending::failed_unchanged);
    EXPECT_EQ(shop.open()->read_journal(shop.table, {}), std::nullopt);
}

TEST(Journal, WithoutItALostCommitIsSettledByTheHistory) {
    const Shop shop;
    PgProxy proxy;
    proxy.cut_at(std::string{"COMMIT\0", 7}, PgProxy::Cut::before_answer);
    RecordingObserver observer;
    const auto database = open_database(parse_connection_url(proxy.conninfo(shop)));
    const core::Plan plan = one_step();
    RunOptions options;
    options.journal = false;
    database->lock(plan.history_table, plan.transaction, std::chrono::seconds{5}, observer);
    const auto report = database->run(plan, options, observer);

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop.tables(), "t1 t2");
}

TEST(Journal, OfAnEarlierRollpackIsExtended) {
    const Shop shop;
    make_earlier_journal(shop);
    const auto report = run_with(shop, one_step("SELECT 1/0;"), full_options());

    EXPECT_THAT(report.remarks, IsEmpty());
    const auto entries = journal_of(shop);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].ending, "failed");
    EXPECT_EQ(entries[0].environment, "production");
    EXPECT_EQ(entries[1].started_at, "2026-01-02T03:04:05Z");
    EXPECT_THAT(entries[1].approvals, IsEmpty());
}

TEST(Journal, OfAnEarlierRollpackCanBeRead) {
    const Shop shop;
    make_earlier_journal(shop);
    const auto entries = journal_of(shop);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].package, "Rollback-V2");
    EXPECT_EQ(entries[0].plan_sha256, std::nullopt);
    EXPECT_EQ(entries[0].end_version, std::nullopt);
}

TEST(Journal, ThatSomebodyElseOwnsIsLeftInItsEarlierForm) {
    const Shop shop;
    make_earlier_journal(shop);
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE journal_clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
        "END $$; ALTER TABLE t3 OWNER TO journal_clerk; GRANT SELECT, INSERT ON "
        "flyway_schema_history TO journal_clerk; GRANT SELECT, INSERT, UPDATE ON rollpack_journal "
        "TO journal_clerk"
    );
    const auto report = run_with(shop, one_step(), {}, " user=journal_clerk");

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_THAT(report.hint, HasSubstr("has the form of an earlier rollpack"));
    EXPECT_EQ(shop.value("SELECT count(*) FROM rollpack_journal"), "1");
}

TEST(Journal, IsNotWrittenIntoAnotherTableOfItsName) {
    const Shop shop;
    query(shop, "CREATE TABLE rollpack_journal (note text)");
    const auto report = run_with(shop, one_step(), {});

    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_THAT(report.hint, HasSubstr("is no journal of rollpack"));
    EXPECT_EQ(shop.open()->read_journal(shop.table, {}), std::nullopt);
}

TEST(Journal, GivesTheNewestRunsFirstAndNoMoreThanAsked) {
    const Shop shop;
    ASSERT_EQ(run_with(shop, one_step("SELECT 1/0;"), {}).ending, Ending::failed_unchanged);
    const auto last = run_with(shop, one_step(), {});

    const auto entries = journal_of(shop, {.limit = 1});
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].run_id, last.run_id);
}

TEST(Journal, FindsARunByTheFirstDigitsOfItsId) {
    const Shop shop;
    const auto first = run_with(shop, one_step("SELECT 1/0;"), {});
    ASSERT_EQ(run_with(shop, one_step(), {}).ending, Ending::done);

    const auto entries = journal_of(shop, {.run = first.run_id.substr(0, 12)});
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].run_id, first.run_id);
    EXPECT_THAT(journal_of(shop, {.run = "%"}), IsEmpty());
}

TEST(Journal, ShowsNoRunsOfAnotherHistoryBesideIt) {
    const Shop shop;
    ASSERT_EQ(run_with(shop, one_step(), {}).ending, Ending::done);
    query(shop, test::history_sql({"public", "other_history"}, 1));
    EXPECT_THAT(shop.open()->read_journal({"public", "other_history"}, {}).value(), IsEmpty());
}

TEST(Journal, ThatTheRoleMayNotReadIsAnErrorWithAHint) {
    const Shop shop;
    ASSERT_EQ(run_with(shop, one_step(), {}).ending, Ending::done);
    query(
        shop,
        "DO $$ BEGIN CREATE ROLE journal_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
        "END $$"
    );
    const auto database = open_database(
        parse_connection_url(shop.conninfo() + " user=journal_reader")
    );
    const core::Error error = test::error_of([&] { return database->read_journal(shop.table, {}); }
    );
    EXPECT_EQ(error.code(), core::ErrorCode::server_unsuitable);
    EXPECT_THAT(error.hint(), HasSubstr("GRANT SELECT ON \"public\".rollpack_journal"));
}

TEST(Journal, OfAScriptModeRunSaysHowFarTheVersionsGot) {
    const Shop shop;
    const auto plan = PlanBuilder{}
                          .mode(TransactionMode::script)
                          .undo("3", "DROP TABLE t3;")
                          .undo("2", "SELECT 1/0;")
                          .build();
    const auto report = run_with(shop, plan, {});

    EXPECT_EQ(report.ending, Ending::stopped_part_way);
    const auto entry = journal_of(shop).at(0);
    EXPECT_EQ(entry.ending, "stopped");
    EXPECT_EQ(entry.steps_done, 1);
    EXPECT_EQ(entry.end_version, "2");
}

}  // namespace
}  // namespace rollpack::executor
