#include "rollpack/git/text_diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::git {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(UnifiedDiff, IsNothingForEqualTexts) {
    EXPECT_EQ(unified_diff("a\n", "a\n", "current/R__x.sql", "target/R__x.sql"), "");
}

TEST(UnifiedDiff, ShowsTheChangedLinesWithThreeLinesAroundThem) {
    EXPECT_EQ(
        unified_diff(
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
            "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
            "current/sql/R__x.sql",
            "target/sql/R__x.sql"
        ),
        "diff --git current/sql/R__x.sql target/sql/R__x.sql\n"
        "index 07193989308c..4c5701d77528 100644\n"
        "--- current/sql/R__x.sql\n"
        "+++ target/sql/R__x.sql\n"
        "@@ -2,7 +2,7 @@\n"
        " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    );
}

TEST(UnifiedDiff, SaysWhereALineEndIsMissing) {
    EXPECT_THAT(
        unified_diff("a", "b\n", "old", "new"),
        HasSubstr("-a\n\\ No newline at end of file\n+b\n")
    );
}

TEST(UnifiedDiff, TakesANulByteForText) {
    const std::string diff = unified_diff({"a\0b\n", 4}, "c\n", "old", "new");

    EXPECT_THAT(diff, HasSubstr("+c\n"));
    EXPECT_THAT(diff, Not(HasSubstr("Binary")));
}

TEST(UnifiedDiff, QuotesANameThatCouldBeTakenForAnotherLine) {
    EXPECT_THAT(
        unified_diff("a\n", "b\n", "old/a\n+b", "new/c"),
        HasSubstr("--- \"old/a\\n+b\"\n+++ new/c\n")
    );
}

TEST(UnifiedDiff, QuotesOtherLettersInANameAsGitDoes) {
    EXPECT_THAT(
        unified_diff("a\n", "b\n", "old/gr\xC3\xB6n", "new/c"),
        HasSubstr("--- \"old/gr\\303\\266n\"\n+++ new/c\n")
    );
}

TEST(UnifiedDiff, IsOfWholeTextsWhenOneIsEmpty) {
    EXPECT_THAT(unified_diff("", "a\nb\n", "old", "new"), HasSubstr("@@ -0,0 +1,2 @@\n+a\n+b\n"));
}

}  // namespace
}  // namespace rollpack::git
