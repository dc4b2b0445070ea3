#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class VersionChecks : public test::SelectScripts {};

TEST_F(VersionChecks, FindEveryVersionAboveTheTargetWithoutUndo) {
    in_main("sql/V3__x.sql");
    in_main("sql/V4__y.sql");
    in_main("sql/V5__z.sql");
    in_main("sql/U4__y.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("undo-missing sql/V3__x.sql", "undo-missing sql/V5__z.sql"));
}

TEST_F(VersionChecks, DoNotTakeTheTargetReleasesUndoForTheCurrentOnes) {
    in_main("sql/V3__x.sql");
    in_target("sql/U3__x.sql");

    select();

    EXPECT_THAT(found(), ElementsAre("undo-missing sql/V3__x.sql"));
}

TEST_F(VersionChecks, FindUndoWithoutItsVersion) {
    in_main("sql/U1.5__x.sql");
    in_main("sql/U3__x.sql");

    const Selection selection = select();

    EXPECT_THAT(found(), ElementsAre("undo-orphan sql/U1.5__x.sql", "undo-orphan sql/U3__x.sql"));
    EXPECT_THAT(selection.undo, IsEmpty());
}

TEST_F(VersionChecks, RefuseAReleaseThatGoesBeyondTheTarget) {
    in_both("sql/V3__x.sql");
    in_main("sql/U3__x.sql");

    select();

    EXPECT_EQ(only_finding().code, FindingCode::target_not_highest);
    EXPECT_EQ(only_finding().subject, "v2");
    EXPECT_EQ(only_finding().message, "the highest version of v2 is 3, not 2");
}

TEST_F(VersionChecks, RefuseAReleaseThatDoesNotReachTheTarget) {
    request.target_version = *parse_version("2.5");

    select();

    EXPECT_EQ(only_finding().code, FindingCode::target_not_highest);
    EXPECT_EQ(only_finding().message, "v2 has no script of version 2.5; its highest version is 2");
}

TEST_F(VersionChecks, RefuseAReleaseWithoutVersions) {
    source.remove("v2", "sql/V1__a.sql");
    source.remove("v2", "sql/V2__b.sql");
    in_target("sql/R__x.sql");

    select();

    EXPECT_EQ(only_finding().message, "v2 has no versioned script, so not 2");
}

TEST_F(VersionChecks, TakeATargetThatIsWrittenDifferently) {
    request.target_version = *parse_version("02.0");

    select();

    EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
