#include "detail/tree_text.hpp"

#include "rollpack/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rollpack::executor::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Keys and texts of what a value holds.
std::vector<std::string> inside(const TreeValue& holder) {
    std::vector<std::string> found;
    for (const TreeValue* value = holder.first; value != nullptr; value = value->next) {
        found.push_back(std::string{value->key} + "=" + value->begin + std::string{value->text});
    }
    return found;
}

TEST(CutTree, NamesTheMembersOfAnObject) {
    const auto values = cut_tree(R"({"version":150001,"name":"a","ok":true,"stmts":[],"x":{}})");

    EXPECT_THAT(
        inside(values.front()),
        ElementsAre("version=1150001", "name=\"a", "ok=ttrue", "stmts=[", "x={")
    );
}

TEST(CutTree, ListsItemsWithoutNames) {
    const auto values = cut_tree(R"([{"a":1},"b",-3,{}])");

    EXPECT_THAT(inside(values.front()), ElementsAre("={", "=\"b", "=--3", "={"));
    EXPECT_THAT(inside(*values.front().first), ElementsAre("a=11"));
}

TEST(CutTree, TakesPunctuationInStringsForText) {
    const auto values = cut_tree(R"({"a":"}],:{[","b":"say \"x\":","c":"\\"})");

    EXPECT_THAT(
        inside(values.front()),
        ElementsAre(R"(a="}],:{[)", R"(b="say \"x\":)", R"(c="\\)")
    );
}

TEST(CutTree, HoldsNothingInAnEmptyObject) {
    EXPECT_THAT(inside(cut_tree("{}").front()), IsEmpty());
}

TEST(CutTree, IsAsDeepAsItsText) {
    constexpr std::size_t depth = 200'000;
    const std::string text = std::string(depth, '[') + std::string(depth, ']');

    EXPECT_EQ(cut_tree(text).size(), depth);
}

class CutTreeRefuses : public testing::TestWithParam<const char*> {};

TEST_P(CutTreeRefuses, WhatIsNoTree) {
    EXPECT_THROW(cut_tree(GetParam()), core::Error);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    CutTreeRefuses,
    testing::Values("", "{", "}", "[]]", R"({"a)", R"({"a\"})", "{}{}")
);

TEST(Unescaped, GivesBackWhatWasWritten) {
    EXPECT_EQ(unescaped(R"(plain)"), "plain");
    EXPECT_EQ(unescaped(R"(a\"b\\c\n\u0007)"), "a\"b\\c\n\a");
}

}  // namespace
}  // namespace rollpack::executor::detail
