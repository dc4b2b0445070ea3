#include "rollpack/core/release.hpp"

#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

TEST(ParseObjectId, TakesFortyLowerCaseDigitsOnly) {
    const std::string hex = "0123456789abcdef0123456789abcdef01234567";

    EXPECT_EQ(parse_object_id(hex)->hex(), hex);
    EXPECT_FALSE(parse_object_id(""));
    EXPECT_FALSE(parse_object_id(hex.substr(1)));
    EXPECT_FALSE(parse_object_id(hex + "0"));
    EXPECT_FALSE(parse_object_id("A" + hex.substr(1)));
    EXPECT_FALSE(parse_object_id("g" + hex.substr(1)));
}

struct Moment {
    std::string name;
    std::int64_t unix_seconds;
    std::string text;
};

class UtcMoment : public testing::TestWithParam<Moment> {};

TEST_P(UtcMoment, IsWrittenAndReadBack) {
    EXPECT_EQ(format_utc(GetParam().unix_seconds), GetParam().text);
    EXPECT_EQ(parse_utc(GetParam().text), GetParam().unix_seconds);
}

INSTANTIATE_TEST_SUITE_P(
    FormatUtc,
    UtcMoment,
    testing::Values(
        Moment{"epoch", 0, "1970-01-01T00:00:00Z"},
        Moment{"last_second_before_the_epoch", -1, "1969-12-31T23:59:59Z"},
        Moment{"leap_day", 951'827'696, "2000-02-29T12:34:56Z"},
        Moment{"after_32_bits", 4'294'967'296, "2106-02-07T06:28:16Z"},
        Moment{"early_year", -62'135'596'800, "0001-01-01T00:00:00Z"}
    ),
    [](const auto& moment) { return moment.param.name; }
);

class MalformedMoment : public testing::TestWithParam<std::string> {};

TEST_P(MalformedMoment, IsRefused) {
    EXPECT_FALSE(parse_utc(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    ParseUtc,
    MalformedMoment,
    testing::Values(
        "",
        "2026-11-22",
        "2026-11-22T02:15:00",
        "2026-11-22 02:15:00Z",
        "2026-11-22T02:15:00+00:00",
        "2026-11-22T02:15:00Z ",
        "2026-1a-22T02:15:00Z",
        "2026-02-29T02:15:00Z",
        "2026-13-01T02:15:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T02:60:00Z",
        "2026-11-22T02:15:60Z"
    )
);

}  // namespace
}  // namespace rollpack::core
