#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

/// "1 drops table shop.orders", with "+" behind what cascades.
std::vector<std::string> effects_of(std::string_view sql) {
    std::vector<std::string> texts;
    for (const core::DataEffect& effect : analyze_sql(sql).effects) {
        texts.push_back(
            std::to_string(effect.line) + " " + std::string{to_string(effect.action)} + " "
            + effect.object + (effect.cascades ? "+" : "")
        );
    }
    return texts;
}

struct Sample {
    std::string name;
    std::string sql;
    std::vector<std::string> effects;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class EffectsOf : public ::testing::TestWithParam<Sample> {};

TEST_P(EffectsOf, AStatement) {
    EXPECT_THAT(effects_of(GetParam().sql), ElementsAreArray(GetParam().effects));
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    return sample.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Drops,
    EffectsOf,
    ::testing::Values(
        Sample{"Table", "DROP TABLE shop.orders", {"1 drops table shop.orders"}},
        Sample{
            "TablesWithCascade",
            R"(DROP TABLE IF EXISTS a, shop."Order lines" CASCADE)",
            {"1 drops table a+", "1 drops table shop.Order lines+"}},
        Sample{
            "MaterializedView",
            "DROP MATERIALIZED VIEW app.m",
            {"1 drops materialized view app.m"}},
        Sample{"Sequence", "DROP SEQUENCE app.s", {"1 drops sequence app.s"}},
        Sample{"Schema", "DROP SCHEMA app CASCADE", {"1 drops schema app+"}},
        Sample{"Type", "DROP TYPE app.mood", {"1 drops type app.mood"}},
        Sample{"Domain", "DROP DOMAIN mail", {"1 drops type mail"}},
        Sample{
            "Owned",
            "DROP OWNED BY app, CURRENT_USER",
            {"1 drops everything owned by app", "1 drops everything owned by CURRENT_USER"}},
        Sample{
            "Column",
            "ALTER TABLE IF EXISTS shop.orders DROP COLUMN currency CASCADE, ADD COLUMN a int",
            {"1 drops column shop.orders.currency+"}},
        Sample{"Attribute", "ALTER TYPE app.pair DROP ATTRIBUTE b", {"1 drops column app.pair.b"}},
        Sample{"Extension", "DROP EXTENSION hstore", {"1 unknown effect of DROP EXTENSION hstore"}},
        Sample{
            "ViewWithCascade",
            "DROP VIEW app.totals CASCADE",
            {"1 unknown effect of DROP VIEW app.totals+"}},
        Sample{
            "FunctionWithCascade",
            "DROP FUNCTION app.f(int) CASCADE",
            {"1 unknown effect of DROP FUNCTION app.f+"}},
        Sample{"Database", "DROP DATABASE shop", {"1 unknown effect of DROP DATABASE shop"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Rows,
    EffectsOf,
    ::testing::Values(
        Sample{"Delete", "DELETE FROM ONLY a.t USING b", {"1 deletes rows of a.t"}},
        Sample{"Update", "UPDATE a.t SET b = 1", {"1 updates rows of a.t"}},
        Sample{"Insert", "INSERT INTO a.t SELECT 1", {"1 inserts rows into a.t"}},
        Sample{
            "InsertOrUpdate",
            "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2",
            {"1 inserts rows into t", "1 updates rows of t"}},
        Sample{
            "InsertOrNothing",
            "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
            {"1 inserts rows into t"}},
        Sample{
            "Merge",
            "MERGE INTO a.t USING s ON true WHEN MATCHED AND x THEN UPDATE SET b = 1 "
            "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN DO NOTHING",
            {"1 deletes rows of a.t", "1 updates rows of a.t"}},
        Sample{
            "Truncate",
            "TRUNCATE a.t, u CASCADE",
            {"1 empties table a.t+", "1 empties table u+"}},
        Sample{"Copy", "COPY a.t FROM STDIN;\n1\n\\.\n", {"1 inserts rows into a.t"}},
        Sample{
            "CopyOfDeletedRows",
            "COPY (DELETE FROM t RETURNING *) TO '/tmp/t'",
            {"1 deletes rows of t"}},
        Sample{
            "TypeOfAColumn",
            "ALTER TABLE a.t ALTER b TYPE int USING b::int",
            {"1 changes the type of a.t.b"}},
        Sample{
            "WithInSelect",
            "WITH d AS (DELETE FROM t RETURNING *), i AS (INSERT INTO u SELECT * FROM d) SELECT 1",
            {"1 deletes rows of t", "1 inserts rows into u"}},
        Sample{
            "WithInInsert",
            "WITH d AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM d",
            {"1 inserts rows into u", "1 deletes rows of t"}},
        Sample{
            "WithInTableAs",
            "CREATE TABLE x AS WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
            {"1 deletes rows of t"}},
        Sample{"ExplainThatRuns", "EXPLAIN ANALYZE DELETE FROM t", {"1 deletes rows of t"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Unknown,
    EffectsOf,
    ::testing::Values(
        Sample{"Block", "DO $$ BEGIN DELETE FROM t; END $$", {"1 unknown effect of DO"}},
        Sample{"Call", "CALL app.tidy(1)", {"1 unknown effect of CALL app.tidy"}},
        Sample{"Prepared", "EXECUTE q(1)", {"1 unknown effect of EXECUTE q"}},
        Sample{
            "Unparsable",
            "\n\nDROP TABEL shop.orders",
            {"3 unknown effect of DROP TABEL shop.orders"}},
        Sample{"UnparsableWithoutWords", "(;)", {"1 unknown effect of a statement"}}
    ),
    name_of
);

class NoEffectOf : public ::testing::TestWithParam<Sample> {};

TEST_P(NoEffectOf, AStatement) {
    EXPECT_THAT(effects_of(GetParam().sql), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    NoEffectOf,
    ::testing::Values(
        Sample{"View", "DROP VIEW v", {}},
        Sample{"TriggerWithCascade", "DROP TRIGGER a ON t CASCADE", {}},
        Sample{"ForeignTable", "DROP FOREIGN TABLE t", {}},
        Sample{"ColumnOfAForeignTable", "ALTER FOREIGN TABLE t DROP COLUMN a", {}},
        Sample{"AddedColumn", "ALTER TABLE t ADD COLUMN a int", {}},
        Sample{"TableAs", "CREATE TABLE t AS SELECT 1", {}},
        Sample{"Select", "SELECT f()", {}},
        Sample{"CopyTo", "COPY t TO '/tmp/t'", {}},
        Sample{"ExplainThatDoesNotRun", "EXPLAIN DELETE FROM t", {}},
        Sample{
            "BodyOfAFunction",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT 1; END",
            {}},
        Sample{"Rule", "CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM u", {}}
    ),
    name_of
);

TEST(AnalyzeSql, GivesTheEffectsOfAScriptInItsOrderWithTheirLines) {
    EXPECT_THAT(
        effects_of("-- goes back\nUPDATE t SET a = 1;\n\nSELECT 1;\nDROP\nTABLE u;"),
        ElementsAre("2 updates rows of t", "5 drops table u")
    );
}

TEST(AnalyzeSql, CallsAStatementThatIsTooLongForATreeByItsFirstWords) {
    std::string sql = "INSERT INTO shop.orders VALUES (1)";
    for (int row = 0; row < 10'000; ++row) {
        sql += ", (2)";
    }
    EXPECT_THAT(effects_of(sql), ElementsAre("1 unknown effect of INSERT INTO shop.orders"));
}

core::DataEffect only_effect(std::string_view sql) {
    const std::vector<core::DataEffect> effects = analyze_sql(sql).effects;
    return effects.size() == 1 ? effects.front() : core::DataEffect{};
}

TEST(EffectOnATable, NamesTheRelationAsPostgresqlStoresIt) {
    EXPECT_EQ(
        only_effect(R"(DROP TABLE Shop."Order lines")").relation,
        (core::RelationName{"shop", "Order lines"})
    );
    EXPECT_EQ(only_effect("TRUNCATE orders").relation, (core::RelationName{{}, "orders"}));
    EXPECT_EQ(only_effect("DROP SCHEMA app").relation, (core::RelationName{{}, "app"}));
    EXPECT_EQ(only_effect("DROP OWNED BY a").relation, (core::RelationName{{}, "a"}));
}

TEST(EffectOnAColumn, NamesTheColumn) {
    const core::DataEffect effect = only_effect("ALTER TABLE a.t DROP COLUMN b");
    EXPECT_EQ(effect.relation, (core::RelationName{"a", "t"}));
    EXPECT_THAT(effect.columns, ElementsAre("b"));
}

struct TypeSample {
    std::string name;
    std::string sql;
    std::string type;
};

std::ostream& operator<<(std::ostream& out, const TypeSample& sample) {
    return out << sample.name;
}

class NewType : public ::testing::TestWithParam<TypeSample> {};

TEST_P(NewType, IsWrittenAsTheServerWritesIt) {
    EXPECT_EQ(
        only_effect("ALTER TABLE t ALTER b TYPE " + GetParam().sql).new_type,
        GetParam().type
    );
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    NewType,
    ::testing::Values(
        TypeSample{"Integer", "int4", "integer"},
        TypeSample{"Numeric", "decimal(10, 2)", "numeric(10,2)"},
        TypeSample{"Varchar", "varchar(20)", "character varying(20)"},
        TypeSample{"Character", "char", "character(1)"},
        TypeSample{"Timestamp", "timestamp(3) with time zone", "timestamp(3) with time zone"},
        TypeSample{"Interval", "interval day to second(3)", "interval"},
        TypeSample{"Array", "varchar(20)[]", "character varying(20)[]"},
        TypeSample{"OwnType", "app.money_t", "app.money_t"}
    ),
    [](const ::testing::TestParamInfo<TypeSample>& sample) { return sample.param.name; }
);

TEST(AnUpdate, NamesTheColumnsThatItSets) {
    EXPECT_THAT(
        only_effect("UPDATE t SET a = 1, (b, c) = (SELECT 1, 2)").columns,
        ElementsAre("a", "b", "c")
    );
}

TEST(AnUpdate, OfAMergeNamesTheColumnsThatItSets) {
    EXPECT_THAT(
        only_effect("MERGE INTO t USING s ON true WHEN MATCHED AND x THEN UPDATE SET b = 1 "
                    "WHEN MATCHED THEN UPDATE SET c = 1")
            .columns,
        ElementsAre("b", "c")
    );
}

TEST(AnEffectOnRows, IsPartialWhenNotEveryRowHasToBeMeant) {
    EXPECT_TRUE(only_effect("DELETE FROM t WHERE a = 1").is_partial);
    EXPECT_TRUE(only_effect("DELETE FROM t USING u").is_partial);
    EXPECT_TRUE(only_effect("UPDATE t SET a = 1 FROM u").is_partial);
    EXPECT_FALSE(only_effect("DELETE FROM t").is_partial);
    EXPECT_FALSE(only_effect("UPDATE t SET a = 1").is_partial);
}

}  // namespace
}  // namespace rollpack::executor
