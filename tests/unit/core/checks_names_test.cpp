#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NameChecks : public test::SelectScripts {};

TEST_F(NameChecks, SuspectNamesThatNearlyAreScripts) {
    in_main("sql/v3__x.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("name-suspicious sql/v3__x.sql"));
    EXPECT_TRUE(findings.has_errors());
}

TEST_F(NameChecks, WarnOfOtherNamesThatFlywayDoesNotTake) {
    in_main("sql/seed.sql");
    in_main("sql/Vlatest__x.sql");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre("name-rejected sql/Vlatest__x.sql", "name-rejected sql/seed.sql")
    );
    EXPECT_FALSE(findings.has_errors());
    EXPECT_THAT(findings.sorted().front().message, HasSubstr("a word that Flyway reserves"));
}

TEST_F(NameChecks, DoNotLookAtNamesOfTheTargetReleaseAnyMore) {
    in_target("sql/v3__x.sql");
    in_target("sql/seed.sql");
    in_target("sql/R__.sql");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(NameChecks, WarnOfMissingDescriptionsThatCanStillBeGiven) {
    in_both("sql/V1.5.sql");
    in_main("sql/V3.sql");
    in_main("sql/U3__.sql");
    in_main("sql/R__.sql");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre(
            "description-missing sql/R__.sql",
            "description-missing sql/U3__.sql",
            "description-missing sql/V3.sql"
        )
    );
}

TEST_F(NameChecks, FindSettingsWithoutTheirScript) {
    in_main("sql/U9__gone.sql.conf");
    in_main("sql/V1__a.sql.conf", "");
    in_main("sql/sub/V1__a.sql.conf");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre(
            "script-config-orphan sql/U9__gone.sql.conf",
            "script-config-orphan sql/sub/V1__a.sql.conf"
        )
    );
}

struct OtherEntry {
    std::string name;
    std::string path;
    EntryKind kind;
};

class NotAFile
    : public NameChecks
    , public testing::WithParamInterface<OtherEntry> {};

TEST_P(NotAFile, IsFoundInTheCurrentRelease) {
    source.add_other("main", GetParam().path, GetParam().kind);

    select();

    EXPECT_THAT(found(), ElementsAre("not-a-file " + GetParam().path));
}

TEST_P(NotAFile, IsFoundInTheTargetRelease) {
    source.add_other("v2", GetParam().path, GetParam().kind);

    select();

    EXPECT_THAT(found(), ElementsAre("not-a-file " + GetParam().path));
    EXPECT_THAT(only_finding().message, HasSubstr("at v2"));
}

INSTANTIATE_TEST_SUITE_P(
    NameChecks,
    NotAFile,
    testing::Values(
        OtherEntry{"linked_script", "sql/V3__x.sql", EntryKind::symlink},
        OtherEntry{"linked_settings", "sql/V1__a.sql.conf", EntryKind::symlink},
        OtherEntry{"linked_script_with_a_near_name", "sql/v3__x.sql", EntryKind::symlink},
        OtherEntry{"linked_folder", "sql/sub/shared", EntryKind::symlink},
        OtherEntry{"submodule", "sql/sub/shared.git", EntryKind::submodule}
    ),
    [](const auto& entry) { return entry.param.name; }
);

TEST_F(NameChecks, PassOverALinkThatIsNoScript) {
    source.add_other("main", "sql/README.md", EntryKind::symlink);

    select();

    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(NameChecks, FindTwoScriptsOfOneVersion) {
    in_main("sql/V3__x.sql");
    in_main("sql/V3.0__y.sql");
    in_main("sql/U3__x.sql");
    in_main("sql/sub/U3__z.sql");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre("version-duplicate sql/V3__x.sql", "undo-duplicate sql/sub/U3__z.sql")
    );
    EXPECT_THAT(
        findings.sorted().front().message,
        HasSubstr("sql/V3__x.sql has the same version as sql/V3.0__y.sql")
    );
}

TEST_F(NameChecks, FindEachOfThreeScriptsOfOneVersion) {
    in_main("sql/U2__a.sql");
    in_main("sql/U2__b.sql");
    in_main("sql/U2__c.sql");

    select();

    EXPECT_THAT(
        found(),
        ElementsAre("undo-duplicate sql/U2__b.sql", "undo-duplicate sql/U2__c.sql")
    );
}

TEST_F(NameChecks, FindTwoRepeatablesOfOneDescription) {
    in_main("sql/R__a_b.sql");
    in_main("sql/sub/R__a b.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("repeatable-duplicate sql/sub/R__a b.sql"));
}

TEST_F(NameChecks, FindTwoRepeatablesOfOneDescriptionAtTheTarget) {
    in_target("sql/R__a_b.sql");
    in_target("sql/sub/R__a b.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("repeatable-duplicate sql/sub/R__a b.sql"));
    EXPECT_THAT(only_finding().message, HasSubstr("at v2"));
}

TEST_F(NameChecks, FindTwoCallbacksOfOneEventAndDescription) {
    in_main("sql/beforeUndo__a_b.sql");
    in_main("sql/beforeUndo__other.sql");
    in_main("sql/sub/beforeUndo__a b.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("callback-duplicate sql/sub/beforeUndo__a b.sql"));
}

TEST_F(NameChecks, FindOneCallbackInTwoLocations) {
    request.locations = {"more", "sql"};
    in_target("more/V0__x.sql");
    in_main("more/V0__x.sql");
    in_main("more/beforeUndo.sql");
    in_main("sql/beforeUndo.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("callback-duplicate sql/beforeUndo.sql"));
}

TEST_F(NameChecks, CountBaselineScriptsAsScriptsOfTheirOwn) {
    in_main("sql/B2__base.sql");
    in_main("sql/B2__base.sql.conf");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
