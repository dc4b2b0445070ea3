#include "render/markdown.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

struct Example {
    std::string name;
    std::string text;
    std::string markdown;
};

std::ostream& operator<<(std::ostream& out, const Example& example) {
    return out << example.name;
}

std::string name_of(const testing::TestParamInfo<Example>& info) {
    return info.param.name;
}

class MarkdownText : public testing::TestWithParam<Example> {};

TEST_P(MarkdownText, HasNoMarkup) {
    EXPECT_EQ(markdown_text(GetParam().text), GetParam().markdown);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    MarkdownText,
    testing::Values(
        Example{"Plain", "V12 is missing, twice.", "V12 is missing, twice."},
        Example{"Html", "<img src=x>", "&#60;img src=x&#62;"},
        Example{"Entity", "&lt;", "&#38;lt;"},
        Example{"Link", "[a](b)", "&#91;a&#93;(b)"},
        Example{"BareLink", "https://example.com", "https&#58;//example.com"},
        Example{"BareWwwLink", "www.example.com", "www&#46;example.com"},
        Example{"Mention", "@team #1", "&#64;team &#35;1"},
        Example{"Emphasis", "__a__ *b* ~c~", "&#95;&#95;a&#95;&#95; &#42;b&#42; &#126;c&#126;"},
        Example{"CellBorder", "a|b\\|c", "a&#124;b&#92;&#124;c"},
        Example{"LineEnd", "a\n# b", "a&#92;x0a&#35; b"},
        Example{"NoUtf8", "\xFF", "&#92;xff"}
    ),
    name_of
);

class MarkdownCode : public testing::TestWithParam<Example> {};

TEST_P(MarkdownCode, StaysInItsSpan) {
    EXPECT_EQ(markdown_code(GetParam().text), GetParam().markdown);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    MarkdownCode,
    testing::Values(
        Example{"Path", "sql/U12__x y.sql", "`sql/U12__x y.sql`"},
        Example{"Letters", "größe", "`größe`"},
        Example{"BackTick", "a`b", "<code>a&#96;b</code>"},
        Example{"CellBorder", "a\\|b", "<code>a&#92;&#124;b</code>"},
        Example{"Html", "</code><b>", "<code>&#60;/code&#62;&#60;b&#62;</code>"},
        Example{"BlankEdge", " a", "<code> a</code>"},
        Example{"Nothing", "", "<code></code>"}
    ),
    name_of
);

TEST(MarkdownText, IsCutWhenItIsLong) {
    EXPECT_EQ(markdown_text(std::string(5000, 'x')), std::string(497, 'x') + "...");
}

TEST(MarkdownTable, IsNothingWithoutRows) {
    EXPECT_EQ(markdown_table({"a"}, {}), "");
}

TEST(MarkdownTable, HasAHeaderAndItsRows) {
    EXPECT_EQ(
        markdown_table({"a", "b"}, {{"1", "2"}, {"3", "4"}}),
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n"
    );
}

TEST(MarkdownTable, CountsTheRowsThatItDoesNotShow) {
    const std::vector<std::vector<std::string>> rows(103, {"row"});
    const std::string text = markdown_table({"a"}, rows);
    EXPECT_THAT(text, EndsWith("| row |\n\nand 3 more\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 104);
}

TEST(MarkdownTable, ShowsAHundredRowsWithoutARemark) {
    const std::vector<std::vector<std::string>> rows(100, {"row"});
    EXPECT_THAT(markdown_table({"a"}, rows), Not(HasSubstr("more")));
}

}  // namespace
}  // namespace rollpack::cli
