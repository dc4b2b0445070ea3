#include "render/roff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(RoffPlain, MakesNoRequestOfALineThatBeginsWithADot) {
    EXPECT_EQ(roff_plain(".so /etc/passwd\n.br"), "\\&.so /etc/passwd\n\\&.br");
}

TEST(RoffPlain, MakesNoRequestOfALineThatBeginsWithAnApostrophe) {
    EXPECT_EQ(roff_plain("'br"), "\\(aqbr");
}

TEST(RoffPlain, KeepsBackslashesAndHyphensAsTheyAre) {
    EXPECT_EQ(roff_plain("a\\b all-or-nothing"), "a\\eb all\\-or\\-nothing");
}

TEST(RoffProse, SetsOptionsInBold) {
    EXPECT_EQ(roff_prose("Without --yes it asks."), "Without \\fB\\-\\-yes\\fR it asks.");
}

TEST(RoffProse, TakesADashInAWordForNoOption) {
    EXPECT_EQ(roff_prose("x--yes -- z"), "x\\-\\-yes \\-\\- z");
}

TEST(RoffProse, SetsQuotedWordsInBold) {
    EXPECT_EQ(roff_prose("as `rollpack plan` does"), "as \\fBrollpack plan\\fR does");
}

TEST(RoffProse, KeepsAQuoteThatIsNotClosed) {
    EXPECT_EQ(roff_prose("a ` alone"), "a \\(ga alone");
}

TEST(ParsePage, FindsNothingInNothing) {
    EXPECT_THAT(parse_page("\n\n  \n"), IsEmpty());
}

TEST(ParsePage, KeepsTheLinesOfAParagraph) {
    EXPECT_THAT(
        parse_page("One\ntwo\n\nthree"),
        ElementsAre(PageBlock{"One\ntwo\n", {}}, PageBlock{"three\n", {}})
    );
}

TEST(ParsePage, PutsARemarkWithItsExample) {
    EXPECT_THAT(
        parse_page("Examples:\n  rollpack a\n      does a\n      well\n  rollpack b\n"),
        ElementsAre(PageBlock{"Examples:\n", {{"rollpack a", "does a\nwell"}, {"rollpack b", ""}}})
    );
}

}  // namespace
}  // namespace rollpack::cli
