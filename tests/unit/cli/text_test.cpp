#include "text.hpp"

#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

TEST(Printable, ShowsWhatCouldSteerATerminal) {
    EXPECT_EQ(printable("a\x1b[2Jb"), "a\\x1b[2Jb");
    EXPECT_EQ(printable("bell\a, delete\x7f"), "bell\\x07, delete\\x7f");
}

TEST(Printable, ShowsControlsOfTheSecondSet) {
    EXPECT_EQ(
        printable("\xc2\x9b"
                  "31m"),
        "\\u009b31m"
    );
}

TEST(Printable, ShowsMarksThatTakeNoRoomOrTurnTheDirection) {
    EXPECT_EQ(
        printable("a\xe2\x80\xae"
                  "b\xe2\x80\x8b"
                  "c\xef\xbb\xbf"
                  "d"),
        "a\\u202eb\\u200bc\\ufeffd"
    );
    EXPECT_EQ(printable("\xe2\x81\xa6x\xe2\x80\xa8"), "\\u2066x\\u2028");
}

TEST(Printable, ShowsBytesThatAreNoCharacters) {
    EXPECT_EQ(
        printable("a\x9b"
                  "2J\xc2"),
        "a\\x9b2J\\xc2"
    );
}

TEST(Printable, KeepsLettersOfAnyScript) {
    EXPECT_EQ(printable("Höhe 名前 \xc2\xa0"), "Höhe 名前 \xc2\xa0");
}

TEST(Printable, EscapesLineEndsUnlessToldToKeepThem) {
    EXPECT_EQ(printable("a\nb\tc"), "a\\x0ab\\x09c");
    EXPECT_EQ(printable("a\nb\tc\r", Lines::keep), "a\nb\tc\\x0d");
}

TEST(WidthOf, CountsCodePoints) {
    EXPECT_EQ(width_of("Höhe"), 4U);
    EXPECT_EQ(width_of(""), 0U);
    EXPECT_EQ(width_of("大きさ"), 6U);
    EXPECT_EQ(width_of("🐘"), 2U);
    EXPECT_EQ(width_of("u\u0308"), 1U);
}

TEST(Fit, CutsBetweenCodePoints) {
    EXPECT_EQ(fit("Höhenzüge", 7), "Höhe...");
    EXPECT_EQ(fit("Höhe", 4), "Höhe");
}

TEST(FormatTable, AlignsColumnsByCodePoints) {
    EXPECT_EQ(format_table({{"ä", "one"}, {"long", "two"}}), "  ä     one\n  long  two\n");
}

TEST(FormatTable, LeavesNothingBehindTheLastFilledColumn) {
    EXPECT_EQ(format_table({{"a", ""}, {"b", "c"}}, ""), "a\nb  c\n");
}

TEST(FormatTable, IsEmptyWithoutRows) {
    EXPECT_EQ(format_table({}), "");
}

TEST(Counted, KnowsOneFromMany) {
    EXPECT_EQ(counted(1, "script", "scripts"), "1 script");
    EXPECT_EQ(counted(0, "script", "scripts"), "0 scripts");
}

TEST(FormatDuration, ChoosesTheUnit) {
    EXPECT_EQ(format_duration(999), "999 ms");
    EXPECT_EQ(format_duration(3'456), "3.4 s");
    EXPECT_EQ(format_duration(125'000), "2 min 05 s");
}

TEST(AsUtf8, LeavesUtf8Alone) {
    EXPECT_EQ(as_utf8("größe 大きさ 🐘\n"), "größe 大きさ 🐘\n");
}

TEST(AsUtf8, ShowsTheBytesThatAreNoCharacters) {
    EXPECT_EQ(as_utf8("caf\xE9 \xC3"), "caf\\xe9 \\xc3");
}

TEST(AsUtf8, ShowsTheBytesOfASurrogate) {
    EXPECT_EQ(as_utf8("\xED\xA0\x80"), "\\xed\\xa0\\x80");
}

}  // namespace
}  // namespace rollpack::cli
