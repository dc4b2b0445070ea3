#include "detail/repeatables_diff.hpp"

#include "support/selection_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::app::detail {
namespace {

using test::SelectionBuilder;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(RepeatablesDiff, SaysThatNothingIsRestored) {
    EXPECT_EQ(
        repeatables_diff(SelectionBuilder("1").unchanged("R__a.sql", "a\n").build(), {}),
        "No repeatable script differs between the two releases.\n"
    );
}

TEST(RepeatablesDiff, GoesFromTheCurrentTextToTheTargetsUnderTheNamesOfBoth) {
    const core::Selection selection = SelectionBuilder("1")
                                          .unchanged("R__a.sql", "same\n")
                                          .restore("R__b.sql", "old\n")
                                          .revive("R__c.sql", "new\n")
                                          .build();

    const std::string diff = repeatables_diff(selection, {{"b", "views/R__b.sql", "current\n"}});

    EXPECT_THAT(diff, StartsWith("Each repeatable script that is restored: "));
    EXPECT_THAT(
        diff,
        HasSubstr("\n\nsql/R__b.sql:\ndiff --git current/sql/views/R__b.sql target/sql/R__b.sql\n")
    );
    EXPECT_THAT(diff, HasSubstr("@@ -1 +1 @@\n-current\n+old\n"));
    EXPECT_THAT(diff, Not(HasSubstr("R__c.sql")));
}

TEST(RepeatablesDiff, NamesAScriptOfOtherLettersAsItIs) {
    const core::Selection selection =
        SelectionBuilder("1").restore("R__gr\xC3\xB6n.sql", "old\n").build();

    EXPECT_THAT(
        repeatables_diff(selection, {{"gr\xC3\xB6n", "R__gr\xC3\xB6n.sql", "new\n"}}),
        HasSubstr("\nsql/R__gr\xC3\xB6n.sql:\n")
    );
}

TEST(RepeatablesDiff, LeavesOutWhatNobodyWouldRead) {
    std::string large;
    for (int line = 0; line < 200'000; ++line) {
        large += "line " + std::to_string(line) + "\n";
    }
    const core::Selection selection =
        SelectionBuilder("1").restore("R__a.sql", large).restore("R__b.sql", "old\n").build();

    const std::string diff =
        repeatables_diff(selection, {{"a", "R__a.sql", ""}, {"b", "R__b.sql", "new\n"}});

    EXPECT_THAT(diff, HasSubstr("\nsql/R__a.sql: 2489052 bytes of difference, left out\n"));
    EXPECT_THAT(diff, HasSubstr("\n+old\n"));
    EXPECT_LT(diff.size(), 1000U);
}

TEST(RepeatablesDiff, EndsBeforeAPackageCouldNotHoldIt) {
    const std::string text(1'000'000, 'x');
    SelectionBuilder builder("1");
    std::vector<core::ReplacedText> replaced;
    for (int i = 10; i < 20; ++i) {
        const std::string path = "R__" + std::to_string(i) + ".sql";
        builder.restore(path, text + "\n");
        replaced.push_back({std::to_string(i), path, ""});
    }

    const std::string diff = repeatables_diff(builder.build(), replaced);

    EXPECT_LT(diff.size(), 9'000'000U);
    EXPECT_THAT(diff, HasSubstr("The other differences are left out"));
}

}  // namespace
}  // namespace rollpack::app::detail
