#include "rollpack/json/record.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::json {
namespace {

constexpr ReadOptions options{core::ErrorCode::package_invalid};

/// The message of the Error that reading ends with; empty if it does not.
std::string fault_of(
    std::string_view text,
    const std::function<void(Record&)>& read_root,
    const ReadOptions& limits = options
) {
    try {
        read(text, limits, read_root);
        return {};
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::package_invalid);
        return error.message();
    }
}

void read_size(Record& root) {
    static_cast<void>(root.integer("size_bytes", 0, 1000));
}

struct RefusalCase {
    const char* name;
    std::string_view text;
    std::string_view message;
};

class ReadRefuses : public testing::TestWithParam<RefusalCase> {};

TEST_P(ReadRefuses, TheDocumentWithItsPath) {
    EXPECT_EQ(fault_of(GetParam().text, read_size), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Documents,
    ReadRefuses,
    testing::Values(
        RefusalCase{"nothing", "", "$: not JSON at byte 1"},
        RefusalCase{"an_array", "[]", "$: expected an object"},
        RefusalCase{"cut_short", R"({"size_bytes": 1)", "$: not JSON at byte 17"},
        RefusalCase{"data_behind_the_end", R"({"size_bytes": 1} x)", "$: not JSON at byte 19"},
        RefusalCase{"a_comment", R"(/* */{"size_bytes": 1})", "$: not JSON at byte 1"},
        RefusalCase{
            "a_byte_order_mark",
            "\xEF\xBB\xBF{\"size_bytes\": 1}",
            "$: starts with a byte order mark"},
        RefusalCase{"bad_utf8", "{\"size_bytes\": \"\xC3(\"}", "$: not JSON at byte 18"},
        RefusalCase{"a_lone_surrogate", R"({"size_bytes": "\ud800"})", "$: not JSON at byte 23"},
        RefusalCase{"a_missing_member", "{}", "$.size_bytes: is missing"},
        RefusalCase{
            "an_unknown_member",
            R"({"size_bytes": 1, "extra": 2})",
            "$.extra: is not known"},
        RefusalCase{
            "an_unknown_member_that_steers_a_terminal",
            R"({"size_bytes": 1, "\u001b[2J": 2})",
            "$[a member with an unusual name]: is not known"},
        RefusalCase{
            "a_member_twice",
            R"({"size_bytes": 1, "size_bytes": 1})",
            "$: the member 'size_bytes' is there twice in one object"},
        RefusalCase{
            "a_member_twice_in_another_spelling",
            R"({"size_bytes": 1, "size\u005fbytes": 1})",
            "$: the member 'size_bytes' is there twice in one object"},
        RefusalCase{"text", R"({"size_bytes": "1"})", "$.size_bytes: expected a whole number"},
        RefusalCase{
            "a_fraction",
            R"({"size_bytes": 3.9})",
            "$.size_bytes: expected a whole number"},
        RefusalCase{
            "a_whole_fraction",
            R"({"size_bytes": 3.0})",
            "$.size_bytes: expected a whole number"},
        RefusalCase{"null", R"({"size_bytes": null})", "$.size_bytes: expected a whole number"},
        RefusalCase{
            "below_the_range",
            R"({"size_bytes": -1})",
            "$.size_bytes: expected a whole number from 0 to 1000"},
        RefusalCase{
            "above_the_range",
            R"({"size_bytes": 1001})",
            "$.size_bytes: expected a whole number from 0 to 1000"},
        RefusalCase{
            "more_than_63_bits",
            R"({"size_bytes": 9223372036854775808})",
            "$.size_bytes: expected a whole number"},
        RefusalCase{
            "more_than_64_bits",
            R"({"size_bytes": 18446744073709551617})",
            "$.size_bytes: expected a whole number"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(Read, RefusesMoreLevelsThanAllowed) {
    ReadOptions limits = options;
    limits.max_depth = 3;

    EXPECT_EQ(fault_of(R"({"a": [[[]]]})", read_size, limits), "$: nested deeper than 3 levels");
}

TEST(Read, SurvivesAHundredThousandLevels) {
    const std::string text = R"({"a": )" + std::string(100'000, '[');

    EXPECT_EQ(fault_of(text, read_size), "$: nested deeper than 16 levels");
}

TEST(Read, RefusesAnObjectOfManyMembersBeforeItCostsTime) {
    std::string text = "{";
    for (int i = 0; i < 257; ++i) {
        text += fmt::format("{}\"k{}\": 0", i == 0 ? "" : ", ", i);
    }

    EXPECT_EQ(fault_of(text + "}", read_size), "$: an object with more than 256 members");
}

TEST(Read, RefusesMoreValuesThanAllowed) {
    ReadOptions limits = options;
    limits.max_values = 4;

    EXPECT_EQ(fault_of(R"({"a": [1, 2, 3]})", read_size, limits), "$: more than 4 values");
}

TEST(Record, NamesAnItemByItsIndex) {
    const std::string fault =
        fault_of(R"({"files": [{"size_bytes": 1}, {"size_bytes": "x"}]})", [](Record& root) {
            root.records("files", [](Record& file) { return file.integer("size_bytes"); });
        });

    EXPECT_EQ(fault, "$.files[1].size_bytes: expected a whole number");
}

TEST(Record, RefusesAnUnknownMemberOfAnItem) {
    const std::string fault =
        fault_of(R"({"files": [{"size_bytes": 1, "x": 2}]})", [](Record& root) {
            root.records("files", [](Record& file) { return file.integer("size_bytes"); });
        });

    EXPECT_EQ(fault, "$.files[0].x: is not known");
}

TEST(Record, RefusesAnItemThatIsNoObject) {
    const std::string fault = fault_of(R"({"files": [1]})", [](Record& root) {
        root.records("files", [](Record& file) { return file.integer("size_bytes"); });
    });

    EXPECT_EQ(fault, "$.files[0]: expected an object");
}

TEST(Record, RefusesAnItemThatIsNoText) {
    const std::string fault = fault_of(R"({"undo": ["a", 1]})", [](Record& root) {
        root.strings("undo");
    });

    EXPECT_EQ(fault, "$.undo[1]: expected text");
}

TEST(Record, RefusesTextThatTheCallerCannotParse) {
    const auto parse = [](std::string_view text) -> std::optional<int> {
        return text == "one" ? std::optional{1} : std::nullopt;
    };
    const std::string fault = fault_of(R"({"number": "two"})", [&](Record& root) {
        root.parsed("number", parse, "a number's name");
    });

    EXPECT_EQ(fault, "$.number: expected a number's name");
}

TEST(Record, RefusesNullUnlessItIsAskedFor) {
    EXPECT_EQ(
        fault_of(R"({"name": null})", [](Record& root) { root.string("name"); }),
        "$.name: expected text"
    );
}

TEST(Record, RefusesAnythingButNullWhereOnlyNullIsKnown) {
    EXPECT_EQ(
        fault_of(R"({"rehearsal": {}})", [](Record& root) { root.null("rehearsal"); }),
        "$.rehearsal: expected null"
    );
}

TEST(Record, ReadsEveryType) {
    const std::string text = R"({
        "text": "a\u00e9b", "yes": true, "number": -5, "none": null, "list": ["x", "y"],
        "inner": {"n": 1}, "items": [{"n": 2}, {"n": 3}]
    })";
    const auto read_n = [](Record& record) { return record.integer("n"); };

    read(text, options, [&](Record& root) {
        EXPECT_EQ(
            root.string("text"),
            "a\xC3\xA9"
            "b"
        );
        EXPECT_TRUE(root.boolean("yes"));
        EXPECT_EQ(root.integer("number"), -5);
        EXPECT_EQ(root.string_or_null("none"), std::nullopt);
        EXPECT_THAT(root.strings("list"), testing::ElementsAre("x", "y"));
        EXPECT_EQ(root.record("inner", read_n), 1);
        EXPECT_THAT(root.records("items", read_n), testing::ElementsAre(2, 3));
    });
}

}  // namespace
}  // namespace rollpack::json
