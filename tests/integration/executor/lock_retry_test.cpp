#include "other_client.hpp"
#include "shop.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using core::TransactionMode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Another session reads t2 and does not end its transaction.
class LockedTable : public testing::TestWithParam<TransactionMode> {
protected:
    LockedTable() { other_.execute("BEGIN; SELECT count(*) FROM t2"); }

    static core::Plan plan() {
        return PlanBuilder{}
            .mode(GetParam())
            .undo("3", "DROP TABLE t3;")
            .undo("2", "DROP TABLE t2;")
            .build();
    }

    core::Report run(milliseconds patience) {
        const auto database = shop_.open();
        const core::Plan plan = shop_.bound(LockedTable::plan());
        database->lock(shop_.table, plan.transaction, milliseconds{5000}, observer_);
        RunOptions options;
        options.times.lock_timeout = milliseconds{1500};
        options.times.lock_patience = patience;
        core::Report report = database->run(plan, options, observer_);
        database->unlock();
        return report;
    }

    std::vector<std::string> waits() const {
        std::vector<std::string> all;
        for (const core::Waiting& waiting : observer_.all<core::Waiting>()) {
            all.push_back(waiting.what);
        }
        return all;
    }

    Shop shop_;
    OtherClient other_{shop_, "reporting"};
    RecordingObserver observer_;
};

TEST_P(LockedTable, IsTriedForAgainUntilItIsFree) {
    std::thread later{[this] {
        std::this_thread::sleep_for(milliseconds{2500});
        other_.execute("COMMIT");
    }};
    const auto report = run(milliseconds{60'000});
    later.join();
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(shop_.tables(), "t1");
    EXPECT_EQ(shop_.rows_above(3), "4:DELETE 5:DELETE");
    EXPECT_THAT(waits(), Contains(AllOf(HasSubstr("reporting"), HasSubstr("SELECT count"))));
    EXPECT_THAT(waits(), Contains(HasSubstr("everything that was locked is free")));
}

TEST_P(LockedTable, EndsTheRunWhenPatienceIsOver) {
    const auto report = run(milliseconds{1000});
    const bool is_one = GetParam() == TransactionMode::package;
    EXPECT_EQ(report.ending, is_one ? Ending::lock_unavailable : Ending::stopped_part_way);
    EXPECT_THAT(report.remarks, Contains(HasSubstr("reporting")));
    EXPECT_EQ(shop_.tables(), is_one ? "t1 t2 t3" : "t1 t2");
}

INSTANTIATE_TEST_SUITE_P(
    Modes,
    LockedTable,
    testing::Values(TransactionMode::package, TransactionMode::script),
    [](const auto& each) { return each.param == TransactionMode::package ? "Package" : "Script"; }
);

/// Reads t3 again and again, and notes the longest time that this took.
class Traffic {
public:
    explicit Traffic(const Shop& shop)
        : reader_(shop, "traffic")
        , thread_([this] { read(); }) {}

    ~Traffic() { stop(); }

    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;
    Traffic(Traffic&&) = delete;
    Traffic& operator=(Traffic&&) = delete;

    void stop() {
        over_ = true;
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    milliseconds longest() const { return longest_; }

    int reads() const { return reads_; }

private:
    void read() {
        while (!over_) {
            const auto start = steady_clock::now();
            reader_.execute("SELECT count(*) FROM t3");
            const auto took = steady_clock::now() - start;
            longest_ = std::max(longest_, std::chrono::duration_cast<milliseconds>(took));
            ++reads_;
            std::this_thread::sleep_for(milliseconds{5});
        }
    }

    OtherClient reader_;
    std::atomic<bool> over_ = false;
    milliseconds longest_{};
    int reads_ = 0;
    std::thread thread_;
};

// Readers come all the time, and one transaction holds the table: whoever queues for an exclusive lock
// holds up all that come after.
TEST(LockTimeout, HoldsUpTheTrafficBehindItNoLongerThanItself) {
    const Shop shop;
    OtherClient holder{shop, "holder"};
    holder.execute("BEGIN; SELECT count(*) FROM t3");
    Traffic traffic{shop};
    const auto database = shop.open();
    RecordingObserver observer;
    const core::Plan plan = shop.bound(
        PlanBuilder{}.undo("3", "ALTER TABLE t3 ADD COLUMN x int;").build()
    );
    RunOptions options;
    options.times.lock_timeout = milliseconds{400};
    options.times.lock_patience = milliseconds{6000};
    database->lock(shop.table, plan.transaction, milliseconds{5000}, observer);
    const auto report = database->run(plan, options, observer);
    traffic.stop();
    EXPECT_EQ(report.ending, Ending::lock_unavailable);
    EXPECT_GT(traffic.reads(), 20);
    EXPECT_LT(traffic.longest(), options.times.lock_patience / 2);
}

}  // namespace
}  // namespace rollpack::executor
