#include "detail/network_patience.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor::detail {
namespace {

using core::ErrorCode;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

NetworkPatience patience_of(const std::string& url) {
    return network_patience(parse_connection_url(url));
}

TEST(NetworkPatience, IsRefusedWhenItIsNotANumber) {
    const auto error = test::error_of([] {
        const SilenceWatch watch{patience_of("host=h tcp_user_timeout=soon")};
    });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.message(), HasSubstr("tcp_user_timeout"));
}

TEST(NetworkPatience, FindsADeadNetworkWithinHalfAMinuteByDefault) {
    const auto patience = patience_of("host=h");
    EXPECT_EQ(patience.keepalives, "1");
    EXPECT_EQ(patience.keepalives_idle, "15");
    EXPECT_EQ(patience.keepalives_interval, "5");
    EXPECT_EQ(patience.keepalives_count, "3");
    EXPECT_EQ(SilenceWatch{patience}.patience(), milliseconds{30000});
}

TEST(NetworkPatience, IsWhatTheUrlSays) {
    const auto patience = patience_of(
        "postgresql://h/d?keepalives_idle=60&keepalives_interval=7&keepalives_count=2"
        "&tcp_user_timeout=90000"
    );
    EXPECT_EQ(patience.keepalives_idle, "60");
    EXPECT_EQ(patience.keepalives_interval, "7");
    EXPECT_EQ(patience.keepalives_count, "2");
    EXPECT_EQ(SilenceWatch{patience}.patience(), milliseconds{90000});
}

TEST(NetworkPatience, TakesANegativeNumberForNone) {
    const auto patience = patience_of("host=h tcp_user_timeout=-1 keepalives_idle=-1");
    EXPECT_EQ(patience.keepalives_idle, "0");
    EXPECT_EQ(SilenceWatch{patience}.patience(), milliseconds{0});
}

}  // namespace
}  // namespace rollpack::executor::detail
