#include "rollpack/core/drift.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using ::testing::SizeIs;

SchemaObject table(std::string identity, std::vector<SchemaProperty> definition = {}) {
    FingerprintBuilder builder;
    builder.add({SchemaKind::table, std::move(identity), {}, std::move(definition)});
    return std::move(builder).finish(0, {}).objects.front();
}

ChangedObject changed(const SchemaProperty& expected, const SchemaProperty& found) {
    return {table("a", {expected}), table("a", {found})};
}

SchemaComparison left_over(SchemaObject object) {
    SchemaComparison comparison;
    comparison.left_over = {std::move(object)};
    return comparison;
}

SchemaComparison different(ChangedObject object) {
    SchemaComparison comparison;
    comparison.different = {std::move(object)};
    return comparison;
}

struct Case {
    const char* name;
    SchemaComparison before;
    SchemaComparison after;
    bool is_drift;
};

void PrintTo(const Case& value, std::ostream* out) {
    *out << value.name;
}

SchemaComparison missing(SchemaObject object) {
    SchemaComparison comparison;
    comparison.missing = {std::move(object)};
    return comparison;
}

class ADifference : public testing::TestWithParam<Case> {};

TEST_P(ADifference, IsDriftOrCausedByTheRun) {
    const SplitDifferences split = split_differences(GetParam().before, GetParam().after);
    EXPECT_EQ(GetParam().is_drift ? split.drift : split.caused, GetParam().after);
    EXPECT_TRUE((GetParam().is_drift ? split.caused : split.drift).is_equal());
}

const SchemaProperty shop{"owner", "shop"};
const SchemaProperty admin{"owner", "admin"};
const SchemaProperty other{"owner", "other"};

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    ADifference,
    testing::Values(
        Case{"MissingBefore", missing(table("a")), missing(table("a")), true},
        Case{"MissingNow", missing(table("b")), missing(table("a")), false},
        Case{"LeftOverBefore", left_over(table("a")), left_over(table("a")), true},
        Case{"LeftOverButChanged", left_over(table("a")), left_over(table("a", {shop})), false},
        Case{"LeftOverNow", {}, left_over(table("a")), false},
        Case{
            "DifferentBefore",
            different(changed(shop, admin)),
            different(changed(shop, admin)),
            true},
        Case{
            "DifferentInAnotherWay",
            different(changed(shop, other)),
            different(changed(shop, admin)),
            false},
        Case{
            "DifferentInMore",
            different(changed(shop, admin)),
            different({table("a", {shop, {"type", "x"}}), table("a", {admin, {"type", "y"}})}),
            false},
        Case{
            "DifferentThoughBothDefinitionsMoved",
            different({table("a", {shop, {"type", "new"}}), table("a", {admin, {"type", "new"}})}),
            different({table("a", {shop, {"type", "old"}}), table("a", {admin, {"type", "old"}})}),
            true},
        Case{
            "DifferentFromWhatTheTargetHas",
            left_over(table("a", {admin})),
            different(changed(shop, admin)),
            true},
        Case{"DifferentNow", {}, different(changed(shop, admin)), false},
        Case{"LosingAProperty", {}, different({table("a", {shop}), table("a")}), false}
    ),
    [](const auto& each) { return std::string{each.param.name}; }
);

TEST(SplitDifferences, TakesAnOwnerThatStandsForAnotherOneAsDriftOnEveryObject) {
    const SchemaComparison before = different(changed(shop, admin));
    SchemaComparison after = different({table("new", {shop}), table("new", {admin})});
    EXPECT_TRUE(split_differences(before, after).caused.is_equal());
    after = different({table("new", {shop}), table("new", {other})});
    EXPECT_TRUE(split_differences(before, after).drift.is_equal());
    after = different({table("new", {shop}), table("new", {admin, {"type", "x"}})});
    EXPECT_TRUE(split_differences(before, after).drift.is_equal());
}

TEST(SplitDifferences, DividesWhatIsMixed) {
    const SchemaComparison before = left_over(table("by_hand"));
    SchemaComparison after = left_over(table("by_hand"));
    after.left_over.push_back(table("forgotten"));
    const SplitDifferences split = split_differences(before, after);
    EXPECT_THAT(split.drift.left_over, SizeIs(1));
    EXPECT_THAT(split.caused.left_over, SizeIs(1));
}

}  // namespace
}  // namespace rollpack::core
