#include "support/error_of.hpp"
#include "unit/core/assessment_fixture.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

TEST(ALossVerdict, HasAWord) {
    EXPECT_EQ(to_string(LossVerdict::nothing), "nothing");
    EXPECT_EQ(to_string(LossVerdict::data), "data");
    EXPECT_EQ(to_string(LossVerdict::unknown), "unknown");
}

Selection package() {
    return test::SelectionBuilder("123")
        .undo("U124__a.sql", "SELECT 1")
        .undo("U125__b.sql", "SELECT 1")
        .build();
}

TEST(RequireKnownVersions, RefusesAVersionThatThePackageDoesNotUndo) {
    DataPolicy policy;
    policy.accepted = {*parse_version("124"), *parse_version("127")};
    const Error error = test::error_of([&] { require_known_versions(policy, package()); });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_EQ(error.message(), "--accept-data-loss names V127, which Rollback-V123 does not undo");
    EXPECT_EQ(error.hint(), "It undoes V125, V124.");
}

TEST(RequireKnownVersions, TakesThoseOfThePackage) {
    DataPolicy policy;
    policy.accepted = {*parse_version("124.0"), *parse_version("125")};
    EXPECT_NO_THROW(require_known_versions(policy, package()));
}

TEST(Assess, OfAPlanWithoutStepsIsEmpty) {
    EXPECT_EQ(test::Assessed{}.assess(), Assessment{});
}

}  // namespace
}  // namespace rollpack::core
