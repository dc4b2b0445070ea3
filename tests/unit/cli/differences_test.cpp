#include "render/differences.hpp"

#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

constexpr const char* diff =
    "A sentence.\n"
    "\n"
    "diff --git current/sql/a.sql target/sql/a.sql\n"
    "--- current/sql/a.sql\n"
    "+++ target/sql/a.sql\n"
    "@@ -1,2 +1,2 @@\n"
    "--- a comment\n"
    "+++ another\n"
    " the same\n"
    "diff --git current/sql/b.sql target/sql/b.sql\n"
    "--- current/sql/b.sql\n";

TEST(RenderDifferences, AreAsTheyAreWithoutColours) {
    EXPECT_EQ(render_differences(diff, Colours::none), diff);
}

TEST(RenderDifferences, ColourRemovedAndAddedLinesButNoHeading) {
    EXPECT_EQ(
        render_differences(diff, Colours::red_and_green),
        "A sentence.\n"
        "\n"
        "diff --git current/sql/a.sql target/sql/a.sql\n"
        "--- current/sql/a.sql\n"
        "+++ target/sql/a.sql\n"
        "@@ -1,2 +1,2 @@\n"
        "\x1B[31m--- a comment\x1B[0m\n"
        "\x1B[32m+++ another\x1B[0m\n"
        " the same\n"
        "diff --git current/sql/b.sql target/sql/b.sql\n"
        "--- current/sql/b.sql\n"
    );
}

class RenderDifferencesInAnyColours : public testing::TestWithParam<Colours> {};

TEST_P(RenderDifferencesInAnyColours, SendNothingOfThePackageToTheTerminal) {
    const std::string text = render_differences(
        "@@ -1 +1 @@\n-\x1B]0;x\x07\r\xC2\x9B"
        "2J\n",
        GetParam()
    );

    EXPECT_EQ(text.find("\x1B]"), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Colours,
    RenderDifferencesInAnyColours,
    testing::Values(Colours::none, Colours::red_and_green),
    [](const auto& test) { return test.param == Colours::none ? "None" : "RedAndGreen"; }
);

}  // namespace
}  // namespace rollpack::cli
