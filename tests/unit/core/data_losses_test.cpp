#include "unit/core/assessment_fixture.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using Kind = LiveRelation::Kind;

/// What is there in every test below: full and empty tables, and some that are none.
Assessed shop() {
    Assessed shop;
    shop.has_table("orders", 12);
    shop.has_table("app.orders", 30);
    shop.has_table("empty", 0);
    shop.has_table("parts", 5).kind = Kind::partitioned_table;
    shop.has("far", Kind::foreign_table);
    shop.has("totals", Kind::materialized_view);
    shop.has("list", Kind::view);
    shop.has("pair", Kind::other);
    shop.has("used", Kind::sequence).was_used = true;
    shop.has("unused", Kind::sequence);
    shop.facts.schemas["app"].tables = {{"app", "orders"}};
    return shop;
}

struct Sample {
    std::string name;
    std::string sql;
    std::vector<std::string> verdicts;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    return sample.param.name;
}

class Losses : public ::testing::TestWithParam<Sample> {};

TEST_P(Losses, OfAnUndoScript) {
    EXPECT_THAT(
        shop().undoes("124", GetParam().sql).verdicts(),
        ElementsAreArray(GetParam().verdicts)
    );
}

INSTANTIATE_TEST_SUITE_P(
    Drops,
    Losses,
    ::testing::Values(
        Sample{"Table", "DROP TABLE orders", {"public.orders: data"}},
        Sample{"EmptyTable", "DROP TABLE empty", {"public.empty: nothing"}},
        Sample{"PartitionedTable", "DROP TABLE parts", {"public.parts: data"}},
        Sample{"TableThatIsNotThere", "DROP TABLE IF EXISTS nowhere CASCADE", {}},
        Sample{
            "TableWithDependants",
            "DROP TABLE orders CASCADE",
            {"public.orders: data", "public.orders CASCADE: unknown"}},
        Sample{"Column", "ALTER TABLE orders DROP COLUMN note", {"public.orders.note: data"}},
        Sample{"EmptyColumn", "ALTER TABLE empty DROP note", {"public.empty.note: nothing"}},
        Sample{"ColumnThatIsNotThere", "ALTER TABLE orders DROP COLUMN IF EXISTS x", {}},
        Sample{"Attribute", "ALTER TYPE pair DROP ATTRIBUTE a", {"public.pair.a: unknown"}},
        Sample{"SchemaWithTables", "DROP SCHEMA app CASCADE", {"app.orders: data"}},
        Sample{"SchemaThatHasToBeEmpty", "DROP SCHEMA app", {}},
        Sample{"SchemaThatIsNotThere", "DROP SCHEMA IF EXISTS x CASCADE", {}},
        Sample{"MaterializedView", "DROP MATERIALIZED VIEW totals", {"public.totals: nothing"}},
        Sample{"View", "DROP VIEW list", {}},
        Sample{"UsedSequence", "DROP SEQUENCE used", {"public.used: data"}},
        Sample{"UnusedSequence", "DROP SEQUENCE unused", {"public.unused: nothing"}},
        Sample{"Type", "DROP TYPE mood", {}},
        Sample{"TypeWithColumns", "DROP TYPE mood CASCADE", {"mood: unknown"}},
        Sample{"Owned", "DROP OWNED BY app", {"app: unknown"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Losses,
    ::testing::Values(
        Sample{
            "Truncate",
            "TRUNCATE orders, empty",
            {"public.orders: data", "public.empty: nothing"}},
        Sample{
            "TruncateCascade",
            "TRUNCATE orders CASCADE",
            {"public.orders: data", "public.orders CASCADE: unknown"}},
        Sample{"Delete", "DELETE FROM orders", {"public.orders: data"}},
        Sample{"DeleteOfSome", "DELETE FROM orders WHERE id = 1", {"public.orders: data"}},
        Sample{"DeleteThroughAView", "DELETE FROM list", {"public.list: unknown"}},
        Sample{"DeleteElsewhere", "DELETE FROM far", {"public.far: unknown"}},
        Sample{"Update", "UPDATE orders SET note = 'x'", {"public.orders.note: data"}},
        Sample{
            "UpdateOfTwo",
            "UPDATE orders SET note = 'x', id = 1",
            {"public.orders.note, id: data"}},
        Sample{"UpdateOfNothing", "UPDATE empty SET note = 'x'", {"public.empty.note: nothing"}},
        Sample{
            "UpdateOfANewColumn",
            "ALTER TABLE orders ADD kind text; UPDATE orders SET kind = note",
            {}},
        Sample{"UpdateOfANewTable", "CREATE TABLE n (a int); UPDATE n SET a = 1", {}},
        Sample{"Insert", "INSERT INTO orders (note) VALUES ('x')", {}},
        Sample{
            "InsertOrUpdate",
            "INSERT INTO orders VALUES (1) ON CONFLICT (id) DO UPDATE SET note = 'x'",
            {"public.orders.note: data"}},
        Sample{"Block", "DO $$ BEGIN DELETE FROM orders; END $$", {"DO: unknown"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    CountOnce,
    Losses,
    ::testing::Values(
        Sample{
            "DroppedTwice",
            "DROP TABLE orders; DROP TABLE IF EXISTS orders",
            {"public.orders: data"}},
        Sample{
            "DroppedByAnotherName",
            "DROP TABLE app.orders; DROP SCHEMA app CASCADE",
            {"app.orders: data"}},
        Sample{"EmptiedBefore", "TRUNCATE orders; DROP TABLE orders", {"public.orders: data"}},
        Sample{
            "MadeAgain",
            "DROP TABLE orders; CREATE TABLE orders (note text); DELETE FROM orders",
            {"public.orders: data"}},
        Sample{
            "ColumnDroppedBefore",
            "ALTER TABLE orders DROP note; ALTER TABLE orders ADD note int; UPDATE orders SET note = 1",
            {"public.orders.note: data"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    OtherNames,
    Losses,
    ::testing::Values(
        Sample{"SearchPath", "SET search_path TO app;\nDROP TABLE orders", {"app.orders: data"}},
        Sample{
            "SearchPathOfTwo",
            "SET search_path TO other, app;\nTRUNCATE orders",
            {"app.orders: data"}},
        Sample{
            "SearchPathGivenBack",
            "SET search_path TO app;\nRESET search_path;\nDROP TABLE orders",
            {"public.orders: data"}},
        Sample{
            "Renamed",
            "ALTER TABLE orders RENAME TO old;\nDROP TABLE old",
            {"public.orders: data"}},
        Sample{
            "TakenPlace",
            "ALTER TABLE orders RENAME TO old;\nALTER TABLE empty RENAME TO orders;\nDROP TABLE orders",
            {"public.empty: nothing"}},
        Sample{
            "Moved",
            "ALTER TABLE app.orders SET SCHEMA attic;\nDROP TABLE attic.orders",
            {"app.orders: data"}},
        Sample{
            "RenamedColumn",
            "ALTER TABLE orders RENAME note TO remark;\nALTER TABLE orders DROP remark",
            {"public.orders.note: data"}}
    ),
    name_of
);

TEST(LossesOfAPlan, FollowARenameFromScriptToScript) {
    Assessed shop;
    shop.has_table("public.orders_v2", 12);
    shop.undoes("126", "ALTER TABLE public.orders_v2 RENAME TO orders")
        .undoes("125", "DROP TABLE orders");
    EXPECT_THAT(shop.verdicts(), ElementsAre("public.orders_v2: data"));
}

TEST(LossesOfAPlan, AreCountedForTheFirstScriptThatTakesThem) {
    const Assessment assessment =
        shop().undoes("125", "TRUNCATE orders").undoes("124", "DROP TABLE orders").assess();
    ASSERT_EQ(assessment.losses.size(), 1U);
    EXPECT_EQ(assessment.losses.front().version, parse_version("125"));
    EXPECT_EQ(assessment.losses.front().step, 0U);
}

TEST(LossesOfAPlan, CountCallbacksAroundScriptsOnce) {
    Assessed assessed = shop().undoes("125", "SELECT 1").undoes("124", "SELECT 1");
    assessed.plan.callbacks.undo.before = {
        test::script_of("beforeEachUndo.sql", "DELETE FROM orders WHERE id = 1")};
    const Assessment assessment = assessed.assess();
    ASSERT_EQ(assessment.losses.size(), 1U);
    EXPECT_EQ(assessment.losses.front().script, "beforeEachUndo.sql");
    EXPECT_EQ(assessment.losses.front().version, std::nullopt);
}

TEST(LossesOfAPlan, CountCallbacksOfTheWholeCommand) {
    EXPECT_THAT(
        shop().calls("beforeUndo", "TRUNCATE orders").verdicts(),
        ElementsAre("public.orders: data")
    );
}

TEST(LossesOfAPlan, LeaveOutWhatRepeatablesFillAgain) {
    EXPECT_THAT(shop().restores("countries", "DELETE FROM orders").verdicts(), IsEmpty());
}

TEST(LossesOfAPlan, CountTablesThatARetiredRepeatableMade) {
    EXPECT_THAT(
        shop().retires("cache", {ObjectKind::table, std::nullopt, "orders", {}, {}}).verdicts(),
        ElementsAre("public.orders: data")
    );
}

TEST(LossesOfAPlan, TakeAnEstimateOfNoneForData) {
    Assessed assessed = shop().undoes("124", "DROP TABLE empty");
    assessed.facts.relations[test::relation("empty")].rows = Count{0, false};
    EXPECT_THAT(assessed.verdicts(), ElementsAre("public.empty: data"));
}

TEST(LossesOfAPlan, TakeARelationWithoutACountForData) {
    Assessed assessed = shop().undoes("124", "DROP TABLE empty");
    assessed.facts.relations[test::relation("empty")].rows.reset();
    EXPECT_THAT(assessed.verdicts(), ElementsAre("public.empty: data"));
}

TEST(LossesOfAPlan, LoseNothingWithAGeneratedColumn) {
    Assessed assessed = shop().undoes("124", "ALTER TABLE orders DROP note");
    assessed.facts.relations[test::relation("orders")].columns[1].is_generated = true;
    EXPECT_THAT(assessed.verdicts(), ElementsAre("public.orders.note: nothing"));
}

TEST(LossesOfAPlan, LoseNothingMoreWithTheSequenceOfATableThatIsGone) {
    Assessed assessed = shop();
    assessed.facts.relations[test::relation("used")].index_of = "public.orders.id";
    assessed.undoes("124", "DROP TABLE orders; DROP SEQUENCE IF EXISTS used");
    EXPECT_THAT(assessed.verdicts(), ElementsAre("public.orders: data"));
}

TEST(LossesOfAPlan, CountNoMoreThanTheRowsOfATable) {
    const Assessment assessment =
        shop().undoes("124", "UPDATE orders SET id = 1, note = '2'").assess();
    EXPECT_EQ(assessment.losses.at(0).rows, (Count{12, true}));
    EXPECT_TRUE(assessment.losses.at(0).up_to);
}

TEST(LossesOfAPlan, CountNoMoreThanTheValuesOfColumns) {
    Assessed assessed = shop().undoes("124", "UPDATE orders SET note = '2'");
    assessed.facts.relations[test::relation("orders")].columns[1].filled = Count{3, true};
    EXPECT_EQ(assessed.assess().losses.at(0).rows, (Count{3, true}));
}

TEST(LossesOfAPlan, AreExactWhereNoRowCanBeLeftOut) {
    const Assessment all = shop().undoes("124", "DELETE FROM orders").assess();
    const Assessment some = shop().undoes("124", "DELETE FROM orders WHERE id < 3").assess();
    EXPECT_FALSE(all.losses.at(0).up_to);
    EXPECT_TRUE(some.losses.at(0).up_to);
}

TEST(LossesOfAPlan, OfAThousandStepsAreFound) {
    Assessed assessed;
    for (int i = 0; i < 1000; ++i) {
        assessed.has_table("t" + std::to_string(i), 1);
        assessed.undoes(std::to_string(2000 - i), "DROP TABLE t" + std::to_string(i));
    }
    EXPECT_EQ(assessed.assess().losses.size(), 1000U);
}

TEST(Accepting, OneVersionIsNotAcceptingAnother) {
    Assessed assessed =
        shop().undoes("125", "TRUNCATE orders").undoes("124", "TRUNCATE app.orders");
    assessed.policy.accepted = {*parse_version("125")};
    const Assessment assessment = assessed.assess();
    EXPECT_TRUE(assessment.losses.at(0).is_accepted);
    EXPECT_FALSE(assessment.losses.at(1).is_accepted);
}

TEST(Accepting, AVersionIsNotAcceptingACallback) {
    Assessed assessed = shop().calls("beforeUndo", "TRUNCATE orders");
    assessed.policy.accepted = {*parse_version("125")};
    EXPECT_FALSE(assessed.assess().losses.at(0).is_accepted);
    assessed.policy.accept_all = true;
    EXPECT_TRUE(assessed.assess().losses.at(0).is_accepted);
}

}  // namespace
}  // namespace rollpack::core
