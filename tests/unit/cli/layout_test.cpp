#include "layout.hpp"

#include "text.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using testing::ElementsAre;

TEST(Wrap, BreaksAtSpaces) {
    EXPECT_THAT(wrap("one two three", 8), ElementsAre("one two", "three"));
}

TEST(Wrap, BreaksAWordThatIsLongerThanALine) {
    EXPECT_THAT(wrap("a 大きさ大きさ", 6), ElementsAre("a", "大きさ", "大きさ"));
}

TEST(Wrap, KeepsTextThatFitsAsItIs) {
    EXPECT_THAT(wrap("   1", 4), ElementsAre("   1"));
}

TEST(Wrapped, IndentsAllLinesButTheFirst) {
    EXPECT_EQ(
        wrapped(std::string(60, 'a') + " " + std::string(60, 'b'), 2),
        std::string(60, 'a') + "\n  " + std::string(60, 'b') + "\n"
    );
}

TEST(WrappedTable, TakesFromTheWidestColumn) {
    EXPECT_EQ(
        wrapped_table({{"1", std::string(50, 'x') + " " + std::string(50, 'y'), "end"}}),
        "  1  " + std::string(50, 'x') + std::string(40, ' ') + "  end\n     "
            + std::string(50, 'y') + "\n"
    );
}

TEST(WrappedTable, IsNeverWiderThanThePage) {
    const std::string cell(300, 'x');
    std::string table = wrapped_table({{cell, cell, cell}, {"short", "", cell}});
    while (!table.empty()) {
        const std::size_t end = table.find('\n');
        EXPECT_LE(width_of(table.substr(0, end)), page_columns);
        table.erase(0, end + 1);
    }
}

}  // namespace
}  // namespace rollpack::cli
