#include "rollpack/json/writer.hpp"

#include "rollpack/core/error.hpp"

#include <gtest/gtest.h>

namespace rollpack::json {
namespace {

TEST(Write, RefusesTextThatIsNotUtf8) {
    try {
        write([](ObjectWriter& root) { root.member("name", "\xC3("); });
        FAIL() << "was written";
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::internal);
    }
}

TEST(Write, RefusesAMemberNameThatIsNotUtf8) {
    EXPECT_THROW(write([](ObjectWriter& root) { root.member("\xFF", 1); }), core::Error);
}

TEST(Write, KeepsTheOrderOfTheCallsAndIndentsByTwoSpaces) {
    const std::vector<std::string> paths = {"b", "a"};
    const std::string text = write([&](ObjectWriter& root) {
        root.member("format", 1);
        root.object("tool", [](ObjectWriter& tool) { tool.member("name", "rollpack"); });
        root.strings("undo", paths);
    });

    EXPECT_EQ(text, R"({
  "format": 1,
  "tool": {
    "name": "rollpack"
  },
  "undo": [
    "b",
    "a"
  ]
}
)");
}

TEST(Write, WritesAnObjectForEachItem) {
    const std::vector<int> numbers = {1, 2};
    const std::string text = write([&](ObjectWriter& root) {
        root.objects("items", numbers, [](ObjectWriter& item, int number) {
            item.member("n", number);
        });
    });

    EXPECT_EQ(text, R"({
  "items": [
    {
      "n": 1
    },
    {
      "n": 2
    }
  ]
}
)");
}

TEST(Write, WritesEmptyObjectsAndArraysOnOneLine) {
    const std::string text = write([](ObjectWriter& root) {
        root.object("object", [](ObjectWriter&) {});
        root.strings("array", {});
    });

    EXPECT_EQ(text, "{\n  \"object\": {},\n  \"array\": []\n}\n");
}

TEST(Write, WritesAnEmptyDocument) {
    EXPECT_EQ(write([](ObjectWriter&) {}), "{}\n");
}

TEST(Write, WritesTheLimitsOfNumbersExactly) {
    const std::string text = write([](ObjectWriter& root) {
        root.member("low", std::numeric_limits<std::int64_t>::min());
        root.member("high", std::numeric_limits<std::uint64_t>::max());
    });

    EXPECT_EQ(text, "{\n  \"low\": -9223372036854775808,\n  \"high\": 18446744073709551615\n}\n");
}

TEST(Write, WritesNullForNone) {
    const std::string text = write([](ObjectWriter& root) {
        root.member("none", std::optional<std::string>{});
        root.member("some", std::optional<std::string>{"x"});
        root.member("yes", true);
    });

    EXPECT_EQ(text, "{\n  \"none\": null,\n  \"some\": \"x\",\n  \"yes\": true\n}\n");
}

struct EscapeCase {
    const char* name;
    std::string_view text;
    std::string_view written;
};

class WriteEscapes : public testing::TestWithParam<EscapeCase> {};

TEST_P(WriteEscapes, WhatSteersATerminalOrEndsAString) {
    const std::string text = write([](ObjectWriter& root) { root.member("t", GetParam().text); });

    EXPECT_EQ(text, "{\n  \"t\": \"" + std::string{GetParam().written} + "\"\n}\n");
}

INSTANTIATE_TEST_SUITE_P(
    Characters,
    WriteEscapes,
    testing::Values(
        EscapeCase{"quote", "a\"b", "a\\\"b"},
        EscapeCase{"backslash", "a\\b", "a\\\\b"},
        EscapeCase{"line_ends", "\r\n\t", "\\r\\n\\t"},
        EscapeCase{"escape_character", "\x1B[2J", "\\u001b[2J"},
        EscapeCase{"nul", std::string_view{"\0", 1}, "\\u0000"},
        EscapeCase{"delete", "\x7F", "\\u007f"},
        EscapeCase{
            "c1_control",
            "\xC2\x9B"
            "2J",
            "\\u009b2J"},
        EscapeCase{"direction", "\xE2\x80\xAE", "\\u202e"},
        EscapeCase{"latin", "\xC2\xA0\xC3\xA9", "\xC2\xA0\xC3\xA9"},
        EscapeCase{"emoji", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollpack::json
