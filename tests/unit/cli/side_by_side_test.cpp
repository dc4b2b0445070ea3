#include "render/side_by_side.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = SideBySideRow::Kind;

TEST(SideBySide, PutsWhatLeavesBesideWhatComes) {
    const auto rows = side_by_side(
        "Words before it.\n\n"
        "diff --git current/sql/R__a.sql target/sql/R__a.sql\n"
        "index 1..2 100644\n"
        "--- current/sql/R__a.sql\n"
        "+++ target/sql/R__a.sql\n"
        "@@ -1,3 +1,2 @@\n"
        " SELECT\n"
        "-  1,\n"
        "-  2\n"
        "+  3\n"
    );
    EXPECT_THAT(
        rows,
        ElementsAre(
            SideBySideRow{Kind::heading, "sql/R__a.sql", ""},
            SideBySideRow{Kind::heading, "@@ -1,3 +1,2 @@", ""},
            SideBySideRow{Kind::same, "SELECT", "SELECT"},
            SideBySideRow{Kind::changed, "  1,", "  3"},
            SideBySideRow{Kind::changed, "  2", ""}
        )
    );
}

TEST(SideBySide, TakesALineOfDashesForAChange) {
    const auto rows = side_by_side(
        "diff --git current/a target/a\n+++ target/a\n@@ -1 +1 @@\n--- a comment\n+-- another\n"
    );
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[2], (SideBySideRow{Kind::changed, "-- a comment", "-- another"}));
}

TEST(SideBySide, HasNothingForADocumentWithoutChanges) {
    EXPECT_THAT(side_by_side("No repeatable is restored.\n"), IsEmpty());
}

}  // namespace
}  // namespace rollpack::cli
