#include "rollpack/executor/drop_statement.hpp"

#include "rollpack/core/error.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

using core::DatabaseObject;
using core::ErrorCode;
using core::ObjectKind;

DatabaseObject object(ObjectKind kind, std::string name) {
    return {
        .kind = kind,
        .schema = "app",
        .name = std::move(name),
        .argument_types = {},
        .table = {}};
}

DatabaseObject routine(ObjectKind kind, std::vector<std::string> types) {
    DatabaseObject result = object(kind, "f");
    result.argument_types = std::move(types);
    return result;
}

struct Sample {
    std::string name;
    DatabaseObject object;
    std::string sql;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class DropStatement : public ::testing::TestWithParam<Sample> {};

TEST_P(DropStatement, IsWritten) {
    EXPECT_EQ(drop_statement(GetParam().object), GetParam().sql);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    DropStatement,
    ::testing::Values(
        Sample{"View", object(ObjectKind::view, "totals"), R"(DROP VIEW IF EXISTS "app"."totals")"},
        Sample{
            "MaterializedView",
            object(ObjectKind::materialized_view, "totals"),
            R"(DROP MATERIALIZED VIEW IF EXISTS "app"."totals")"},
        Sample{"Table", object(ObjectKind::table, "t"), R"(DROP TABLE IF EXISTS "app"."t")"},
        Sample{
            "NameWithQuotes",
            object(ObjectKind::view, R"(a"; DROP TABLE b; --)"),
            R"(DROP VIEW IF EXISTS "app"."a""; DROP TABLE b; --")"},
        Sample{
            "WithoutSchema",
            {.kind = ObjectKind::view,
             .schema = std::nullopt,
             .name = "v",
             .argument_types = {},
             .table = {}},
            R"(DROP VIEW IF EXISTS "v")"},
        Sample{
            "Trigger",
            {.kind = ObjectKind::trigger,
             .schema = "app",
             .name = "touch",
             .argument_types = {},
             .table = "T"},
            R"(DROP TRIGGER IF EXISTS "touch" ON "app"."T")"},
        Sample{
            "Function",
            routine(ObjectKind::function, {"bigint", "text[]", "app.money_t", R"("char")"}),
            R"(DROP FUNCTION IF EXISTS "app"."f"(bigint, text[], app.money_t, "char"))"},
        Sample{
            "FunctionWithoutArguments",
            routine(ObjectKind::function, {}),
            R"(DROP FUNCTION IF EXISTS "app"."f"())"},
        Sample{
            "Procedure",
            routine(ObjectKind::procedure, {"timestamp with time zone"}),
            R"(DROP PROCEDURE IF EXISTS "app"."f"(timestamp with time zone))"},
        Sample{
            "Aggregate",
            routine(ObjectKind::aggregate, {"bigint"}),
            R"(DROP AGGREGATE IF EXISTS "app"."f"(bigint))"},
        Sample{
            "AggregateOfRows",
            routine(ObjectKind::aggregate, {}),
            R"(DROP AGGREGATE IF EXISTS "app"."f"(*))"},
        Sample{"Type", object(ObjectKind::type, "t"), R"(DROP TYPE IF EXISTS "app"."t")"},
        Sample{"Domain", object(ObjectKind::domain, "d"), R"(DROP DOMAIN IF EXISTS "app"."d")"},
        Sample{
            "Rule",
            {.kind = ObjectKind::rule,
             .schema = "app",
             .name = "r",
             .argument_types = {},
             .table = "t"},
            R"(DROP RULE IF EXISTS "r" ON "app"."t")"},
        Sample{
            "Policy",
            {.kind = ObjectKind::policy,
             .schema = {},
             .name = "p",
             .argument_types = {},
             .table = "t"},
            R"(DROP POLICY IF EXISTS "p" ON "t")"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

class RefusedDrop : public ::testing::TestWithParam<Sample> {};

TEST_P(RefusedDrop, IsAnInvalidPackage) {
    try {
        FAIL() << drop_statement(GetParam().object);
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::package_invalid);
        EXPECT_THAT(error.message(), ::testing::HasSubstr(GetParam().sql));
    }
}

DatabaseObject with_table(DatabaseObject made) {
    made.table = "t";
    return made;
}

DatabaseObject in_schema(std::string schema) {
    DatabaseObject made = object(ObjectKind::view, "v");
    made.schema = std::move(schema);
    return made;
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    RefusedDrop,
    ::testing::Values(
        Sample{"UnknownKind", object(ObjectKind::other, "x"), "kind"},
        Sample{"EmptyName", object(ObjectKind::view, ""), "empty"},
        Sample{"EmptySchema", in_schema(""), "empty"},
        Sample{"NulInName", object(ObjectKind::view, std::string{"a\0b", 3}), "NUL"},
        Sample{"LongName", object(ObjectKind::view, std::string(64, 'x')), "longer than 63 bytes"},
        Sample{"TriggerWithoutTable", object(ObjectKind::trigger, "x"), "table"},
        Sample{"ViewWithTable", with_table(object(ObjectKind::view, "x")), "table"},
        Sample{"ViewWithArguments", routine(ObjectKind::view, {"int"}), "arguments"},
        Sample{"NoType", routine(ObjectKind::function, {"no such type"}), "syntax error"},
        Sample{"EmptyType", routine(ObjectKind::function, {""}), "empty"},
        Sample{
            "SecondStatement",
            routine(ObjectKind::function, {"int); DROP TABLE t; SELECT (1"}),
            "no list of types"},
        Sample{"SecondObject", routine(ObjectKind::function, {"int), g(int"}), "no list of types"},
        Sample{"Cascade", routine(ObjectKind::function, {"int) CASCADE --"}), "no list of types"},
        Sample{
            "CommentedOut",
            routine(ObjectKind::function, {"int) --", "int"}),
            "no list of types"},
        Sample{
            "CascadeAndComment",
            routine(ObjectKind::function, {"int) CASCADE /*", "*/ --"}),
            "no list of types"},
        Sample{"NamedArgument", routine(ObjectKind::function, {"a int"}), "no list of types"},
        Sample{"OutArgument", routine(ObjectKind::function, {"OUT int"}), "no list of types"},
        Sample{"TwoTypesInOne", routine(ObjectKind::function, {"int, int"}), "no list of types"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

}  // namespace
}  // namespace rollpack::executor
