#include "rollpack/core/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rollpack::core {
namespace {

using testing::ElementsAre;

std::vector<std::string> sorted(std::vector<std::string> descriptions) {
    std::ranges::sort(descriptions, flyway_description_less);
    return descriptions;
}

TEST(FlywayDescriptionLess, SortsUpperCaseFirst) {
    EXPECT_THAT(sorted({"view a", "B view", "a view"}), ElementsAre("B view", "a view", "view a"));
}

TEST(FlywayDescriptionLess, SortsTheShorterOfTwoFirst) {
    EXPECT_THAT(sorted({"views", "view", ""}), ElementsAre("", "view", "views"));
}

TEST(FlywayDescriptionLess, IsFalseForEqualDescriptions) {
    EXPECT_FALSE(flyway_description_less("view", "view"));
    EXPECT_FALSE(flyway_description_less("", ""));
}

TEST(FlywayDescriptionLess, SortsDigitsAsCharacters) {
    EXPECT_THAT(sorted({"9 x", "10 x"}), ElementsAre("10 x", "9 x"));
}

TEST(FlywayDescriptionLess, SortsAsJavaDoesWhereCodePointsDiffer) {
    const std::string before_surrogates = "\xED\x9F\xBF";  // U+D7FF
    const std::string emoji = "\xF0\x9F\x98\x80";  // U+1F600, a surrogate pair in UTF-16
    const std::string private_use = "\xEE\x80\x80";  // U+E000
    const std::string full_width = "\xEF\xBC\xA1";  // U+FF21
    EXPECT_THAT(
        sorted({full_width, private_use, emoji, before_surrogates}),
        ElementsAre(before_surrogates, emoji, private_use, full_width)
    );
}

}  // namespace
}  // namespace rollpack::core
