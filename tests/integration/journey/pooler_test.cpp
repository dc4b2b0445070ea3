#include "integration/journey/shop.hpp"
#include "support/pg_bouncer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rollpack::test {

namespace {

using core::Ending;
using core::FindingCode;
using core::TransactionMode;
using testing::Each;

/// What was set in a session; a pooler gives each client's own application_name back to it.
constexpr const char* settings_query =
    "SELECT concat_ws(' ', (SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) "
    "FROM pg_settings WHERE setting IS DISTINCT FROM reset_val AND name <> 'application_name'), "
    "'role=' || current_setting('role'), "
    "nullif(current_setting('rollpack.settings', true), ''), "
    "nullif(current_setting('rollpack.step_started', true), ''), "
    "nullif(current_setting('rollpack.row_security', true), ''))";

class Pooled : public testing::Test {
protected:
    void SetUp() override {
        if (!PgBouncer::is_installed()) {
            GTEST_SKIP() << "pgbouncer is not installed: apt-get install pgbouncer";
        }
    }

    app::ApplyResult run(const PgBouncer& pooler, TransactionMode mode) {
        app::ApplyRequest request = apply_request(database_, shop().package());
        request.plan.database.connection = executor::parse_connection_url(pooler.conninfo(database_)
        );
        request.plan.options.transaction = mode;
        return apply(request);
    }

    std::string journalled_runs() const {
        return query_value(
            database_,
            "SELECT string_agg(transaction_mode || ' ' || ending, ', ') FROM rollpack_journal"
        );
    }

    TestDatabase database_{database_at(129)};
};

bool has(const app::ApplyResult& result, FindingCode code) {
    return std::ranges::find(result.planned.findings, code, &core::Finding::code)
        != result.planned.findings.end();
}

TEST_F(Pooled, ByTransactionRollsBackInOne) {
    const PgBouncer pooler{PgBouncer::Mode::transaction};
    const auto before = pooler.values(database_, settings_query);

    const auto result = run(pooler, TransactionMode::package);

    ASSERT_TRUE(result.report.has_value());
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_TRUE(result.planned.facts.pooled);
    EXPECT_EQ(content(database_), content(TestDatabase{database_at(123)}));
    EXPECT_EQ(versions_in_force(database_).back(), "123");
    EXPECT_EQ(journalled_runs(), "package done");
    EXPECT_THAT(pooler.values(database_, settings_query), Each(before.front()));
}

TEST_F(Pooled, ByTransactionRefusesARunOfSeveral) {
    const PgBouncer pooler{PgBouncer::Mode::transaction};
    const std::string before = content(database_);

    const auto result = run(pooler, TransactionMode::script);

    EXPECT_FALSE(result.report.has_value());
    EXPECT_TRUE(has(result, FindingCode::pooled_connection));
    EXPECT_EQ(content(database_), before);
    EXPECT_TRUE(has(run(pooler, TransactionMode::journalled), FindingCode::pooled_connection));
}

TEST_F(Pooled, BySessionRunsWhatHasSeveralTransactions) {
    const PgBouncer pooler{PgBouncer::Mode::session};

    const auto result = run(pooler, TransactionMode::script);

    ASSERT_TRUE(result.report.has_value());
    EXPECT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_FALSE(result.planned.facts.pooled);
    EXPECT_EQ(versions_in_force(database_).back(), "123");
    EXPECT_EQ(journalled_runs(), "script done");
}

}  // namespace

}  // namespace rollpack::test
