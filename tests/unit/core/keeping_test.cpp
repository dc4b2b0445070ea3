#include "unit/core/assessment_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Assessed shop() {
    Assessed shop;
    shop.policy.keep = DataPolicy::Keep::in_schema;
    shop.has_table("orders", 12).columns.push_back(test::column("currency", "text", 7));
    shop.has_table("log", 3).primary_key.clear();
    return shop;
}

std::vector<KeptTable> kept(Assessed assessed, const std::string& sql) {
    return assessed.undoes("124", sql).assess().kept;
}

std::vector<std::string> columns_of(const KeptTable& table) {
    std::vector<std::string> names;
    for (const LiveColumn& column : table.columns) {
        names.push_back(column.name);
    }
    return names;
}

TEST(Keeping, SavesATableThatIsDropped) {
    const auto tables = kept(shop(), "DROP TABLE orders");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_EQ(tables.front().schema, "public");
    EXPECT_EQ(tables.front().name, "orders");
    EXPECT_THAT(columns_of(tables.front()), ElementsAre("id", "note", "currency"));
    EXPECT_THAT(tables.front().lost_columns, IsEmpty());
    EXPECT_EQ(tables.front().rows, (Count{12, true}));
    EXPECT_EQ(tables.front().bytes, 163840);
}

TEST(Keeping, SavesAColumnWithTheKey) {
    const auto tables = kept(shop(), "ALTER TABLE orders DROP currency");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_THAT(columns_of(tables.front()), ElementsAre("id", "currency"));
    EXPECT_THAT(tables.front().key, ElementsAre("id"));
    EXPECT_THAT(tables.front().lost_columns, ElementsAre("currency"));
}

TEST(Keeping, SavesWholeRowsWithoutAKey) {
    const auto tables = kept(shop(), "ALTER TABLE log DROP note");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_THAT(columns_of(tables.front()), ElementsAre("id", "note"));
    EXPECT_THAT(tables.front().key, IsEmpty());
    EXPECT_THAT(tables.front().lost_columns, ElementsAre("note"));
}

TEST(Keeping, SavesWholeRowsWhenTheKeyItselfGoes) {
    const auto tables = kept(shop(), "ALTER TABLE orders DROP id");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_THAT(columns_of(tables.front()), ElementsAre("id", "note", "currency"));
    EXPECT_THAT(tables.front().key, IsEmpty());
}

TEST(Keeping, SavesATableOnceForSeveralLosses) {
    const auto tables = kept(
        shop(),
        "ALTER TABLE orders DROP currency; UPDATE orders SET note = ''; ALTER TABLE log DROP note"
    );
    ASSERT_EQ(tables.size(), 2U);
    EXPECT_THAT(tables.front().lost_columns, ElementsAre("note", "currency"));
}

TEST(Keeping, SavesTheWholeTableWhenRowsAreDeletedToo) {
    const auto tables =
        kept(shop(), "ALTER TABLE orders DROP currency; DELETE FROM orders WHERE id = 1");
    ASSERT_EQ(tables.size(), 1U);
    EXPECT_THAT(columns_of(tables.front()), ElementsAre("id", "note", "currency"));
    EXPECT_THAT(tables.front().lost_columns, IsEmpty());
}

TEST(Keeping, SavesNothingOfAnEmptyTable) {
    Assessed assessed = shop();
    assessed.has_table("empty", 0);
    EXPECT_THAT(kept(assessed, "DROP TABLE empty"), IsEmpty());
}

TEST(Keeping, CannotSaveASequence) {
    Assessed assessed = shop();
    assessed.has("s", LiveRelation::Kind::sequence).was_used = true;
    EXPECT_THAT(kept(assessed, "DROP SEQUENCE s"), IsEmpty());
}

TEST(Keeping, IsNotDoneUnasked) {
    Assessed assessed = shop();
    assessed.policy.keep = DataPolicy::Keep::nothing;
    EXPECT_THAT(kept(assessed, "DROP TABLE orders"), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
