#include "rollpack/core/version.hpp"

#include "unit/core/vectors.hpp"

#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::Vector;

class OrderedVersion : public testing::TestWithParam<Vector> {};

TEST_P(OrderedVersion, KeepsTheTextThatFlywayStores) {
    const auto version = parse_version(GetParam().label);

    ASSERT_TRUE(version);
    EXPECT_EQ(version->text(), GetParam().data.at("version").get<std::string>());
}

TEST_P(OrderedVersion, ComparesWithEveryOtherAsInFlyway) {
    const auto version = parse_version(GetParam().label);
    const int rank = GetParam().data.at("rank").get<int>();

    ASSERT_TRUE(version);
    for (const Vector& other : test::read_vectors("flyway-versions.json", "ordered", "input")) {
        const auto other_version = parse_version(other.label);
        const int other_rank = other.data.at("rank").get<int>();
        ASSERT_TRUE(other_version);
        EXPECT_EQ(*version <=> *other_version, rank <=> other_rank) << other.label;
        EXPECT_EQ(*version == *other_version, rank == other_rank) << other.label;
        EXPECT_EQ(version->key() == other_version->key(), rank == other_rank) << other.label;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    OrderedVersion,
    testing::ValuesIn(test::read_vectors("flyway-versions.json", "ordered", "input")),
    test::case_name
);

class RefusedVersion : public testing::TestWithParam<Vector> {};

TEST_P(RefusedVersion, IsNoVersion) {
    EXPECT_FALSE(parse_version(GetParam().label));
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    RefusedVersion,
    testing::ValuesIn(test::read_vectors("flyway-versions.json", "invalid", "input")),
    test::case_name
);

INSTANTIATE_TEST_SUITE_P(
    FlywaysWords,
    RefusedVersion,
    testing::ValuesIn(test::read_vectors("flyway-versions.json", "special_words", "input")),
    test::case_name
);

TEST(ParseVersion, RefusesASignInsideAndDigitsOfOtherScriptsAfterADot) {
    EXPECT_FALSE(parse_version("1.-2"));
    EXPECT_FALSE(parse_version("1.٣"));
}

TEST(ParseVersion, RefusesBrokenUtf8) {
    EXPECT_FALSE(parse_version("1\xEF\xBC"));
    EXPECT_FALSE(parse_version("\xD9"));
    EXPECT_FALSE(parse_version("\xFF"));
}

TEST(ParseVersion, RefusesDigitsOutsideTheBasicPlaneAsJavaDoes) {
    EXPECT_FALSE(parse_version("𝟏"));
}

TEST(Version, TakesMinusZeroForZero) {
    EXPECT_EQ(parse_version("-0"), parse_version("0"));
    EXPECT_EQ(parse_version("-0")->key(), "0");
}

TEST(Version, ComparesNegativeNumbersByMagnitude) {
    EXPECT_LT(*parse_version("-20"), *parse_version("-3"));
    EXPECT_LT(*parse_version("-3"), *parse_version("-2"));
}

TEST(Version, GivesEqualVersionsOneKey) {
    EXPECT_EQ(parse_version("01_0")->key(), "1");
    EXPECT_EQ(parse_version("1.02.0")->key(), "1.2");
}

}  // namespace
}  // namespace rollpack::core
