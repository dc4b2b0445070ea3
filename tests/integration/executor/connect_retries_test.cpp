#include "shop.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Error;
using core::ErrorCode;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ConnectionSettings nobody_there() {
    return parse_connection_url("postgresql://u:hidden@127.0.0.1:1/shop");
}

TEST(ConnectRetries, GoOnUntilTheDatabaseIsThere) {
    const TestDatabase maintenance;
    const TestDatabase late;
    query(maintenance, "ALTER DATABASE " + late.name() + " ALLOW_CONNECTIONS false");
    RecordingObserver observer{[&](const core::Event& event) {
        if (std::holds_alternative<core::Waiting>(event)) {
            query(maintenance, "ALTER DATABASE " + late.name() + " ALLOW_CONNECTIONS true");
        }
    }};
    const auto database = open_database(
        parse_connection_url(late.conninfo()),
        {.count = 5, .longest_wait = seconds{0}},
        observer
    );
    EXPECT_EQ(database->facts().database, late.name());
    EXPECT_EQ(observer.all<core::Waiting>().size(), 1U);
}

TEST(ConnectRetries, EndWithTheLastFailureAndTellNoPassword) {
    RecordingObserver observer;
    const Error error = error_of([&] {
        return open_database(nobody_there(), {.count = 2, .longest_wait = seconds{0}}, observer);
    });
    EXPECT_EQ(error.code(), ErrorCode::connection_failed);
    const auto waits = observer.all<core::Waiting>();
    ASSERT_EQ(waits.size(), 2U);
    EXPECT_THAT(waits[1].what, StartsWith("retry 2 of 2: cannot connect to shop on 127.0.0.1:1"));
    EXPECT_THAT(waits[1].what, Not(HasSubstr("hidden")));
}

TEST(ConnectRetries, WaitLongerEachTime) {
    RecordingObserver observer;
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(error_of([&] { return open_database(nobody_there(), {.count = 1}, observer); }
    ));
    EXPECT_GE(std::chrono::steady_clock::now() - start, seconds{1});
}

TEST(ConnectRetries, EndWhenTheUserInterrupts) {
    RecordingObserver observer{[](const core::Event&) { request_interrupt(); }};
    const Error error = error_of([&] {
        return open_database(nobody_there(), {.count = 9}, observer);
    });
    clear_interrupt();
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
    EXPECT_EQ(observer.all<core::Waiting>().size(), 1U);
}

}  // namespace
}  // namespace rollpack::executor
