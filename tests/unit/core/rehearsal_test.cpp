#include "rollpack/core/rehearsal.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SchemaObject table(std::string identity, std::string owner = "shop") {
    return {SchemaKind::table, std::move(identity), {}, {{"owner", std::move(owner)}}};
}

SchemaObject column(std::string identity, std::int64_t position) {
    return {SchemaKind::column, std::move(identity), "orders", {{"type", "integer"}}, position};
}

Fingerprint schema(const std::vector<SchemaObject>& objects) {
    FingerprintBuilder builder{{"*.tmp_*"}};
    for (const SchemaObject& one : objects) {
        builder.add(one);
    }
    return std::move(builder).finish(150004, {"public.flyway_schema_history"});
}

struct Change {
    const char* name;
    Fingerprint from;
    Fingerprint to;
};

void PrintTo(const Change& change, std::ostream* out) {
    *out << change.name;
}

class Delta : public testing::TestWithParam<Change> {};

TEST_P(Delta, LeadsFromOneSchemaToTheOther) {
    const auto& [name, from, to] = GetParam();
    EXPECT_EQ(apply_delta(from, delta_between(from, to)), to);
}

TEST_P(Delta, LeadsBack) {
    const auto& [name, from, to] = GetParam();
    EXPECT_EQ(apply_delta(to, delta_between(to, from)), from);
}

INSTANTIATE_TEST_SUITE_P(
    Changes,
    Delta,
    testing::Values(
        Change{"Nothing", schema({table("a")}), schema({table("a")})},
        Change{"FromNothing", schema({}), schema({table("a"), column("orders.id", 1)})},
        Change{
            "Added",
            schema({table("a"), table("z")}),
            schema({table("a"), table("m"), table("z")})},
        Change{
            "Redefined",
            schema({table("a"), table("b")}),
            schema({table("a", "x"), table("b")})},
        Change{
            "OneNameTwice",
            schema({table("a"), table("a", "x"), table("b")}),
            schema({table("a"), table("a", "y"), table("b")})},
        Change{
            "OneNameTwiceAndThenOnce",
            schema({table("a"), table("a", "x")}),
            schema({table("a", "x")})},
        Change{
            "MovedColumn",
            schema({column("orders.id", 1), column("orders.n", 2)}),
            schema({column("orders.id", 2), column("orders.n", 1)})}
    ),
    [](const auto& each) { return std::string{each.param.name}; }
);

TEST(DeltaBetween, HoldsWhatDiffersOnly) {
    const FingerprintDelta delta = delta_between(
        schema({table("a"), table("b"), table("c")}),
        schema({table("a"), table("c", "other"), table("d")})
    );
    EXPECT_THAT(delta.removed, ElementsAre(SchemaObjectName{SchemaKind::table, "b"}));
    ASSERT_EQ(delta.added.size(), 2U);
    EXPECT_EQ(describe(delta.added[0]), "table c");
    EXPECT_EQ(describe(delta.added[1]), "table d");
}

TEST(DeltaBetween, IsEmptyForOneSchema) {
    const FingerprintDelta delta = delta_between(schema({table("a")}), schema({table("a")}));
    EXPECT_THAT(delta.removed, IsEmpty());
    EXPECT_THAT(delta.added, IsEmpty());
}

TEST(ApplyDelta, RefusesWhatWasMadeForAnotherSchema) {
    const FingerprintDelta delta =
        delta_between(schema({table("a"), table("b")}), schema({table("a")}));
    const Error missing = test::error_of([&] { apply_delta(schema({table("a")}), delta); });
    EXPECT_EQ(missing.code(), ErrorCode::package_invalid);
    EXPECT_THAT(missing.message(), HasSubstr("table b is not there to be removed"));
    const Error more = test::error_of([&] {
        apply_delta(schema({table("b"), table("z")}), delta);
    });
    EXPECT_THAT(more.message(), HasSubstr("digest"));
}

/// Target 1 with a; 2 adds b; 3 adds c; the release's repeatables add r.
class Recorded : public testing::Test {
protected:
    static Version version(const char* text) { return *parse_version(text); }

    const Fingerprint at_target_ = schema({table("a")});
    const Fingerprint at_2_ = schema({table("a"), table("b")});
    const Fingerprint at_3_ = schema({table("a"), table("b"), table("c")});
    const Fingerprint at_release_ = schema({table("a"), table("b"), table("c"), table("r")});
    const RecordedRehearsal recorded_{
        at_target_,
        {{version("2"), delta_between(at_target_, at_2_), {}, {}, 0},
         {version("3"), delta_between(at_2_, at_3_), {}, {}, 0}},
        delta_between(at_3_, at_release_)};
};

TEST_F(Recorded, KnowsTheSchemaOfEachVersion) {
    EXPECT_EQ(fingerprint_of(recorded_, version("1"), version("1")), at_target_);
    EXPECT_EQ(fingerprint_of(recorded_, version("1"), version("2")), at_2_);
}

TEST_F(Recorded, HasTheReleasesRepeatablesAtItsHighestVersion) {
    EXPECT_EQ(fingerprint_of(recorded_, version("1"), version("3")), at_release_);
    EXPECT_EQ(release_fingerprint(recorded_), at_release_);
}

TEST_F(Recorded, KnowsNothingOfOtherVersions) {
    EXPECT_EQ(fingerprint_of(recorded_, version("1"), version("4")), std::nullopt);
    EXPECT_EQ(fingerprint_of(recorded_, version("1"), version("0.9")), std::nullopt);
}

TEST_F(Recorded, IsTheTargetWithItsRepeatablesWhereNoVersionIsAboveIt) {
    const RecordedRehearsal one{at_target_, {}, delta_between(at_target_, at_release_)};
    EXPECT_EQ(release_fingerprint(one), at_release_);
}

}  // namespace
}  // namespace rollpack::core
