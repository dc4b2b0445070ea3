#include "keeping.hpp"
#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::Error;
using core::ErrorCode;
using ::testing::ElementsAre;

/// Writes down what it is told, and may do something at one of the calls.
class RecordingSink final : public KeepSink {
public:
    void begin(const core::KeptTable& table) override { call("begin", table.name); }

    void write(std::string_view bytes) override { call("write", std::string{bytes}); }

    void end(std::int64_t rows) override { call("end", std::to_string(rows)); }

    void commit(const KeptRun& run) override { call("commit", run.package); }

    void discard() noexcept override { calls.emplace_back("discard"); }

    void call(const std::string& name, const std::string& detail) {
        calls.push_back(name + " " + detail);
        if (name == reacts_at) {
            reaction();
        }
    }

    std::vector<std::string> calls;
    std::string reacts_at;
    std::function<void()> reaction;
};

class KeepInASink : public KeepingTest {
protected:
    KeepInASink() {
        sql("CREATE TYPE mood AS ENUM ('good', 'bad'); "
            "CREATE TABLE orders (id int PRIMARY KEY, m mood); "
            "INSERT INTO orders VALUES (1, 'bad'), (2, NULL)");
    }

    core::Report run(const std::string& undo) {
        return run_plan(plan(undo), {table("orders")}, &sink_);
    }

    RecordingSink sink_;
};

TEST_F(KeepInASink, IsTheTextFormOfCopy) {
    const core::Report report = run("DROP TABLE orders; DROP TYPE mood");
    EXPECT_EQ(report.ending, Ending::done);
    EXPECT_EQ(report.kept_schema, "");
    EXPECT_THAT(
        sink_.calls,
        ElementsAre(
            "begin orders",
            "write 1\tbad\n",
            "write 2\t\\N\n",
            "end 2",
            "commit Rollback-V1"
        )
    );
}

TEST_F(KeepInASink, IsDurableBeforeTheTableIsGoneForGood) {
    std::string seen;
    sink_.reacts_at = "commit";
    sink_.reaction = [&] {
        seen = value("SELECT count(*) FROM pg_class WHERE relname = 'orders'");
    };
    EXPECT_EQ(run("DROP TABLE orders").ending, Ending::done);
    EXPECT_EQ(seen, "1");
    EXPECT_EQ(value("SELECT count(*) FROM pg_class WHERE relname = 'orders'"), "0");
}

TEST_F(KeepInASink, IsThrownAwayWhenTheRunFails) {
    EXPECT_EQ(run("DROP TABLE orders; SELECT 1 / 0").ending, Ending::failed_unchanged);
    EXPECT_EQ(sink_.calls.back(), "discard");
}

TEST_F(KeepInASink, TakesALargeTable) {
    sql("INSERT INTO orders SELECT i, 'good' FROM generate_series(3, 50000) i");
    EXPECT_EQ(run("DROP TABLE orders").ending, Ending::done);
    EXPECT_EQ(sink_.calls.size(), 50'000U + 3U);
    EXPECT_EQ(sink_.calls[50'001], "end 50000");
}

TEST_F(KeepInASink, EndsWithTheInterruptThatCameMeanwhile) {
    sink_.reacts_at = "begin";
    sink_.reaction = [] { request_interrupt(); };
    const core::Report report = run("DROP TABLE orders");
    clear_interrupt();
    EXPECT_EQ(report.ending, Ending::interrupted);
    EXPECT_EQ(sink_.calls.back(), "discard");
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "2");
}

class KeepInAFailingSink
    : public KeepInASink
    , public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(
    At,
    KeepInAFailingSink,
    ::testing::Values("begin", "write", "end", "commit"),
    [](const auto& call) { return std::string{call.param}; }
);

TEST_P(KeepInAFailingSink, ChangesNothing) {
    sql("INSERT INTO orders SELECT i, 'good' FROM generate_series(3, 20000) i");
    sink_.reacts_at = GetParam();
    sink_.reaction = [] { throw Error{ErrorCode::file_unwritable, "the disk is full"}; };
    const Error error = error_of([&] { return run("DROP TABLE orders"); });
    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_EQ(sink_.calls.back(), "discard");
    EXPECT_EQ(value("SELECT count(*) FROM orders"), "20000");
    EXPECT_EQ(shop_.rows_above(3), "");
}

TEST_F(KeepInASink, LeavesTheSessionUsableAfterAFault) {
    const auto database = shop_.open();
    RecordingObserver observer;
    RunOptions options{"", "0.1.0"};
    options.kept = {table("orders")};
    options.keep_sink = &sink_;
    sink_.reacts_at = "write";
    sink_.reaction = [] { throw Error{ErrorCode::file_unwritable, "the disk is full"}; };
    database->lock(shop_.table, core::TransactionMode::package, std::chrono::seconds{5}, observer);
    EXPECT_EQ(
        error_of([&] { return database->run(plan("DROP TABLE orders"), options, observer); }
        ).code(),
        ErrorCode::file_unwritable
    );
    database->unlock();
    sink_.reacts_at.clear();
    database->lock(shop_.table, core::TransactionMode::package, std::chrono::seconds{5}, observer);
    EXPECT_EQ(database->run(plan("DROP TABLE orders"), options, observer).ending, Ending::done);
}

}  // namespace
}  // namespace rollpack::executor
