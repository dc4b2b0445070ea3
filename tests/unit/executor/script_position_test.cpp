#include "detail/script_position.hpp"

#include <gtest/gtest.h>

namespace rollpack::executor::detail {
namespace {

TEST(LocateInScript, CountsLinesFromOneAndColumnsInCharacters) {
    EXPECT_EQ(locate("SELECT 1;\n  é x", 14), (ScriptPosition{2, 4, "  é x"}));
}

TEST(LocateInScript, LeavesTheLinesEndOut) {
    EXPECT_EQ(locate("one\r\ntwo\r\n", 5), (ScriptPosition{2, 1, "two"}));
}

TEST(LocateInScript, FindsTheStart) {
    EXPECT_EQ(locate("one\ntwo", 0), (ScriptPosition{1, 1, "one"}));
}

TEST(LocateInScript, FindsTheEnd) {
    EXPECT_EQ(locate("one\n", 4), (ScriptPosition{2, 1, ""}));
}

TEST(LocateInScript, WorksForAnEmptyText) {
    EXPECT_EQ(locate("", 0), (ScriptPosition{1, 1, ""}));
}

TEST(ByteOfCharacter, SkipsWholeCharacters) {
    const std::string text = "/* ü */ SELECT '€', x";
    const std::size_t statement = text.find("SELECT");
    EXPECT_EQ(text.substr(byte_of_character(text, statement, 13)), "x");
}

TEST(ByteOfCharacter, StartsAtTheStatement) {
    EXPECT_EQ(byte_of_character("abc", 1, 1), 1U);
}

TEST(ByteOfCharacter, StopsAtTheEnd) {
    EXPECT_EQ(byte_of_character("añ", 0, 99), 3U);
    EXPECT_EQ(byte_of_character("a", 7, 1), 1U);
}

TEST(CopyDataLine, IsReadFromTheContext) {
    EXPECT_EQ(copy_data_line("COPY stock, line 12, column amount: \"x\""), 12U);
}

TEST(CopyDataLine, IsZeroWithoutOne) {
    EXPECT_EQ(copy_data_line(""), 0U);
    EXPECT_EQ(copy_data_line("COPY stock, line many"), 0U);
    EXPECT_EQ(copy_data_line("PL/pgSQL function f(), line 3 at RAISE"), 0U);
}

}  // namespace
}  // namespace rollpack::executor::detail
