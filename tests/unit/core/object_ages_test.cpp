#include "unit/core/assessment_fixture.hpp"
#include "unit/core/found.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::ElementsAre;
using ::testing::EndsWith;

/// V124 and V125 are in force; V124 makes a table, V125 adds to it.
Assessed shop() {
    Assessed shop;
    shop.package.versioned("V123__step.sql", "CREATE TABLE old (id int)");
    shop.package.versioned("V124__step.sql", "CREATE TABLE ${schema}.stock (id int)");
    shop.package.versioned("V125__step.sql", "ALTER TABLE stock ADD COLUMN note text");
    shop.package.versioned("V126__step.sql", "CREATE TABLE stock (id int)");
    shop.package.edit().placeholders.values["schema"] = "public";
    for (const char* const version : {"123", "124", "125"}) {
        shop.history.applied(version);
        shop.history.last().installed_on = "2026-10-01 12:00:00.123456";
    }
    shop.has_table("stock", 3);
    shop.has_table("old", 3);
    return shop;
}

std::string since(Assessed assessed, const std::string& version, const std::string& sql) {
    return assessed.undoes(version, sql).assess().losses.at(0).since;
}

TEST(TheAgeOfData, IsThatOfTheScriptThatMadeTheTable) {
    EXPECT_EQ(since(shop(), "124", "DROP TABLE stock"), "2026-10-01 12:00:00 (V124)");
}

TEST(TheAgeOfData, IsThatOfTheScriptThatAddedTheColumn) {
    EXPECT_EQ(since(shop(), "125", "ALTER TABLE stock DROP note"), "2026-10-01 12:00:00 (V125)");
}

TEST(TheAgeOfData, OfAColumnMayBeThatOfItsTable) {
    EXPECT_EQ(since(shop(), "124", "ALTER TABLE stock DROP id"), "2026-10-01 12:00:00 (V124)");
}

TEST(TheAgeOfData, IsNotToldBeforeTheTarget) {
    EXPECT_EQ(since(shop(), "124", "DROP TABLE old"), "");
}

TEST(TheAgeOfData, IsNotThatOfATableInAnotherSchema) {
    Assessed assessed = shop();
    assessed.has_table("attic.stock", 3);
    EXPECT_EQ(since(assessed, "124", "DROP TABLE attic.stock"), "");
}

TEST(TheAgeOfData, IsToldToThePerson) {
    Assessed assessed = shop().undoes("124", "DROP TABLE stock");
    assessed.assess();
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(EndsWith(", there since 2026-10-01 (V124)"))
    );
}

TEST(TheAgeOfData, IsLookedForOnceAndOnlyWhereSomethingIsLost) {
    Assessed losing =
        shop().undoes("125", "ALTER TABLE stock DROP note").undoes("124", "DROP TABLE stock");
    losing.assess();
    EXPECT_EQ(losing.analyzed, 2);
    Assessed losing_nothing = shop().undoes("124", "DROP TABLE IF EXISTS nowhere");
    losing_nothing.assess();
    EXPECT_EQ(losing_nothing.analyzed, 0);
}

}  // namespace
}  // namespace rollpack::core
