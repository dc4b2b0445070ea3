#include "render/xml.hpp"

#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

struct Example {
    std::string name;
    std::string text;
    std::string xml;
};

std::ostream& operator<<(std::ostream& out, const Example& example) {
    return out << example.name;
}

class XmlText : public testing::TestWithParam<Example> {};

TEST_P(XmlText, IsAllowedInADocument) {
    EXPECT_EQ(xml_text(GetParam().text), GetParam().xml);
}

INSTANTIATE_TEST_SUITE_P(
    Examples,
    XmlText,
    testing::Values(
        Example{"Markup", R"(a < b && "c" > 'd')", R"(a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd')"},
        Example{"EndOfCharacterData", "]]>", "]]&gt;"},
        Example{"LinesAndTabs", "one\n\ttwo", "one\n\ttwo"},
        Example{"CarriageReturn", "one\r\n", "one\\x0d\n"},
        Example{"TerminalControl", "\x1b[2J", "\\x1b[2J"},
        Example{"Nul", std::string{"a\0b", 3}, "a\\x00b"},
        Example{"C1Control", "\xC2\x9B", "\\u009b"},
        Example{"NoUtf8", "caf\xE9", "caf\\xe9"},
        Example{"Noncharacters", "\xEF\xBF\xBE\xEF\xBF\xBF", "\\ufffe\\uffff"},
        Example{"OtherScripts", "größe 大きさ 🐘", "größe 大きさ 🐘"}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(XmlAttribute, KeepsLineEndsAsReferences) {
    EXPECT_EQ(xml_attribute("message", "a\n\"b\"\tc"), " message=\"a&#10;&quot;b&quot;&#9;c\"");
}

}  // namespace
}  // namespace rollpack::cli
