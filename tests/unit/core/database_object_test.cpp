#include "rollpack/core/database_object.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace rollpack::core {
namespace {

struct KindCase {
    ObjectKind kind;
    const char* name;
};

void PrintTo(const KindCase& value, std::ostream* out) {
    *out << value.name;
}

class EveryObjectKind : public testing::TestWithParam<KindCase> {};

TEST_P(EveryObjectKind, HasItsName) {
    EXPECT_EQ(to_string(GetParam().kind), GetParam().name);
}

TEST_P(EveryObjectKind, IsFoundByItsName) {
    EXPECT_EQ(parse_object_kind(GetParam().name), GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(
    DatabaseObject,
    EveryObjectKind,
    testing::Values(
        KindCase{ObjectKind::view, "view"},
        KindCase{ObjectKind::materialized_view, "materialized_view"},
        KindCase{ObjectKind::function, "function"},
        KindCase{ObjectKind::procedure, "procedure"},
        KindCase{ObjectKind::aggregate, "aggregate"},
        KindCase{ObjectKind::trigger, "trigger"},
        KindCase{ObjectKind::rule, "rule"},
        KindCase{ObjectKind::policy, "policy"},
        KindCase{ObjectKind::type, "type"},
        KindCase{ObjectKind::domain, "domain"},
        KindCase{ObjectKind::table, "table"},
        KindCase{ObjectKind::other, "other"}
    ),
    [](const testing::TestParamInfo<KindCase>& parameter) {
        return std::string{parameter.param.name};
    }
);

TEST(ParseObjectKind, KnowsNoOtherName) {
    EXPECT_EQ(parse_object_kind("materialized view"), std::nullopt);
    EXPECT_EQ(parse_object_kind("View"), std::nullopt);
    EXPECT_EQ(parse_object_kind(""), std::nullopt);
}

struct DescribeCase {
    const char* label;
    DatabaseObject object;
    const char* text;
};

void PrintTo(const DescribeCase& value, std::ostream* out) {
    *out << value.text;
}

class Describe : public testing::TestWithParam<DescribeCase> {};

TEST_P(Describe, NamesTheObjectAsSqlDoes) {
    EXPECT_EQ(describe(GetParam().object), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    DatabaseObject,
    Describe,
    testing::Values(
        DescribeCase{
            "view",
            {ObjectKind::view, "app", "totals", {}, std::nullopt},
            "view app.totals"},
        DescribeCase{
            "without_schema",
            {ObjectKind::materialized_view, std::nullopt, "totals", {}, std::nullopt},
            "materialized view totals"},
        DescribeCase{
            "function",
            {ObjectKind::function, std::nullopt, "format_cents", {"bigint", "text"}, std::nullopt},
            "function format_cents(bigint, text)"},
        DescribeCase{
            "procedure_without_arguments",
            {ObjectKind::procedure, "app", "tidy", {}, std::nullopt},
            "procedure app.tidy()"},
        DescribeCase{
            "trigger",
            {ObjectKind::trigger, "app", "audit", {}, "orders"},
            "trigger audit on app.orders"},
        DescribeCase{
            "trigger_on_an_unknown_table",
            {ObjectKind::trigger, std::nullopt, "audit", {}, std::nullopt},
            "trigger audit"},
        DescribeCase{
            "other",
            {ObjectKind::other, std::nullopt, "mood", {}, std::nullopt},
            "object mood"}
    ),
    [](const testing::TestParamInfo<DescribeCase>& parameter) {
        return std::string{parameter.param.label};
    }
);

}  // namespace
}  // namespace rollpack::core
