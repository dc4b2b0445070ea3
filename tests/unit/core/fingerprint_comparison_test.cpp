#include "rollpack/core/fingerprint_comparison.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SchemaObject table(std::string identity, std::string owner = "shop") {
    return {SchemaKind::table, std::move(identity), {}, {{"owner", std::move(owner)}}};
}

SchemaObject column(std::string identity, std::string parent, std::int64_t position) {
    return {SchemaKind::column, std::move(identity), std::move(parent), {}, position};
}

Fingerprint fingerprint(
    const std::vector<SchemaObject>& objects,
    std::vector<std::string> ignored = {}
) {
    FingerprintBuilder builder{std::move(ignored)};
    for (const SchemaObject& one : objects) {
        builder.add(one);
    }
    return std::move(builder).finish(150004, {});
}

std::vector<std::string> names(const std::vector<SchemaObject>& objects) {
    std::vector<std::string> names;
    for (const SchemaObject& one : objects) {
        names.push_back(describe(one));
    }
    return names;
}

TEST(Compare, FindsNothingBetweenEqualSchemas) {
    const SchemaComparison result =
        compare(fingerprint({table("a"), table("b")}), fingerprint({table("b"), table("a")}));
    EXPECT_TRUE(result.is_equal());
    EXPECT_EQ(result, SchemaComparison{});
}

TEST(Compare, NamesWhatIsMissingLeftOverAndDifferent) {
    const SchemaComparison result = compare(
        fingerprint({table("a"), table("b"), table("c"), table("z")}),
        fingerprint({table("b", "other"), table("c"), table("d"), table("e")})
    );
    EXPECT_FALSE(result.is_equal());
    EXPECT_THAT(names(result.missing), ElementsAre("table a", "table z"));
    EXPECT_THAT(names(result.left_over), ElementsAre("table d", "table e"));
    ASSERT_EQ(result.different.size(), 1U);
    EXPECT_THAT(definition_lines(result.different.front().expected), ElementsAre("owner: shop"));
    EXPECT_THAT(definition_lines(result.different.front().found), ElementsAre("owner: other"));
}

TEST(Compare, TellsAnObjectOfAnotherKindFromOneOfTheSameName) {
    SchemaObject view = table("a");
    view.kind = SchemaKind::view;
    const SchemaComparison result = compare(fingerprint({table("a")}), fingerprint({view}));
    EXPECT_THAT(names(result.missing), ElementsAre("table a"));
    EXPECT_THAT(names(result.left_over), ElementsAre("view a"));
}

TEST(Compare, NotesTheOrderOfColumnsApart) {
    const SchemaComparison result = compare(
        fingerprint({column("t.a", "t", 1), column("t.b", "t", 2), column("u.a", "u", 1)}),
        fingerprint({column("t.a", "t", 2), column("t.b", "t", 1), column("u.a", "u", 1)})
    );
    EXPECT_TRUE(result.is_equal());
    EXPECT_THAT(result.reordered, ElementsAre("t"));
}

TEST(Compare, CountsAColumnThatIsGoneForNoOtherOrder) {
    const SchemaComparison result = compare(
        fingerprint({column("t.a", "t", 1), column("t.b", "t", 2), column("t.c", "t", 3)}),
        fingerprint({column("t.b", "t", 1), column("t.c", "t", 2), column("t.d", "t", 3)})
    );
    EXPECT_THAT(names(result.missing), ElementsAre("column t.a"));
    EXPECT_THAT(names(result.left_over), ElementsAre("column t.d"));
    EXPECT_THAT(result.reordered, IsEmpty());
}

TEST(Compare, LeavesOutOfBothWhatEitherIgnores) {
    const SchemaComparison result = compare(
        fingerprint({table("a"), table("b", "one"), table("c")}, {"b"}),
        fingerprint({table("a"), table("b", "two")}, {"c"})
    );
    EXPECT_TRUE(result.is_equal());
    EXPECT_THAT(result.ignored, ElementsAre("b", "c"));
}

}  // namespace
}  // namespace rollpack::core
