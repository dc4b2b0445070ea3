#include "rollpack/core/rehearsal.hpp"
#include "support/selection_builder.hpp"
#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using test::object;
using testing::ElementsAre;
using testing::IsEmpty;

/// "b" hides in both releases what it creates, "c" in the target, "d" in the release that retires it.
std::vector<Repeatable> repeatables() {
    test::SelectionBuilder package{"1"};
    package.unchanged("R__a.sql", "told\n").creating({object("view a")});
    package.restore("R__b.sql", "hidden\n");
    package.restore("R__c.sql", "hidden\n").creating_now({object("view c")});
    package.retire("d");
    return package.build().repeatables;
}

std::vector<RehearsedObjects> all_seen() {
    std::vector<RehearsedObjects> seen;
    add_seen(
        repeatables(),
        ReleaseSide::target,
        {{"c", {object("view c")}}, {"b", {object("view b")}}},
        seen
    );
    add_seen(repeatables(), ReleaseSide::current, {{"d", {}}, {"b", {object("function b")}}}, seen);
    return seen;
}

TEST(RehearsedObjects, AreAskedForWhereTheTextDoesNotTell) {
    EXPECT_THAT(untold_repeatables(repeatables(), ReleaseSide::target), ElementsAre("b", "c"));
    EXPECT_THAT(untold_repeatables(repeatables(), ReleaseSide::current), ElementsAre("b", "d"));
}

TEST(RehearsedObjects, AreListedInTheOrderOfTheRepeatables) {
    EXPECT_THAT(
        all_seen(),
        ElementsAre(
            RehearsedObjects{"b", std::vector{object("view b")}, std::vector{object("function b")}},
            RehearsedObjects{"c", std::vector{object("view c")}, std::nullopt},
            RehearsedObjects{"d", std::vector<DatabaseObject>{}, std::nullopt}
        )
    );
}

TEST(RehearsedObjects, AreFilledInAndTakenBack) {
    std::vector<Repeatable> filled = repeatables();
    add_rehearsed_objects(filled, all_seen());

    EXPECT_THAT(untold_repeatables(filled, ReleaseSide::target), IsEmpty());
    EXPECT_THAT(untold_repeatables(filled, ReleaseSide::current), IsEmpty());
    EXPECT_FALSE(filled[0].are_objects_rehearsed);
    EXPECT_TRUE(filled[1].are_objects_rehearsed);
    EXPECT_EQ(filled[2].current_objects, std::vector{object("view c")});

    remove_rehearsed_objects(filled, all_seen());

    EXPECT_EQ(filled, repeatables());
}

}  // namespace
}  // namespace rollpack::core
