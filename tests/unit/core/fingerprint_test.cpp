#include "rollpack/core/fingerprint.hpp"

#include <gmock/gmock.h>

#include <set>

namespace rollpack::core {
namespace {

using ::testing::ElementsAre;

SchemaObject object(
    SchemaKind kind,
    std::string identity,
    std::vector<SchemaProperty> definition = {}
) {
    return {kind, std::move(identity), {}, std::move(definition)};
}

SchemaObject child(SchemaKind kind, std::string identity, std::string parent) {
    return {kind, std::move(identity), std::move(parent), {}};
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

std::vector<std::string> names(const Fingerprint& fingerprint) {
    std::vector<std::string> names;
    for (const SchemaObject& one : fingerprint.objects) {
        names.push_back(describe(one));
    }
    return names;
}

TEST(SchemaKindTable, HasEveryKindInItsOrderWithNamesOfItsOwn) {
    int number = 0;
    std::set<std::string_view> seen;
    for (const SchemaKindInfo& info : schema_kind_table()) {
        EXPECT_EQ(static_cast<int>(info.kind), number++);
        EXPECT_TRUE(seen.insert(info.name).second) << info.name;
        EXPECT_EQ(parse_schema_kind(info.name), info.kind);
    }
    EXPECT_EQ(number, static_cast<int>(SchemaKind::security_label) + 1);
    EXPECT_EQ(parse_schema_kind("thing"), std::nullopt);
}

TEST(FingerprintBuilder, SortsByKindAndIdentity) {
    const SchemaObject view = object(SchemaKind::view, "public.a");
    const SchemaObject second = object(SchemaKind::table, "public.b");
    const SchemaObject first = object(SchemaKind::table, "public.a");
    EXPECT_THAT(
        names(fingerprint({view, second, first})),
        ElementsAre("table public.a", "table public.b", "view public.a")
    );
}

TEST(FingerprintBuilder, GivesOneDigestWhateverTheOrder) {
    const SchemaObject one = object(SchemaKind::table, "public.a");
    const SchemaObject other = object(SchemaKind::table, "public.b");
    EXPECT_EQ(fingerprint({one, other}), fingerprint({other, one}));
}

TEST(FingerprintBuilder, CountsKindIdentityParentAndDefinitionIntoTheDigest) {
    const SchemaObject plain = object(SchemaKind::table, "public.a", {{"x", "y"}});
    SchemaObject with_parent = plain;
    with_parent.parent = "";
    const std::vector<SchemaObject> all = {
        plain,
        with_parent,
        object(SchemaKind::view, "public.a", {{"x", "y"}}),
        object(SchemaKind::table, "public.b", {{"x", "y"}}),
        object(SchemaKind::table, "public.a", {{"xy", ""}}),
        object(SchemaKind::table, "public.a", {{"x", "y"}, {"z", ""}}),
    };
    std::set<Sha256> digests;
    for (const SchemaObject& one : all) {
        digests.insert(fingerprint({one}).digest);
    }
    EXPECT_EQ(digests.size(), all.size());
}

TEST(FingerprintBuilder, LeavesThePositionOfAColumnOutOfTheDigest) {
    SchemaObject first = child(SchemaKind::column, "public.a.id", "public.a");
    SchemaObject second = first;
    first.position = 1;
    second.position = 2;
    EXPECT_EQ(fingerprint({first}).digest, fingerprint({second}).digest);
}

TEST(FingerprintBuilder, LeavesOutWhatAPatternFitsAndWhatBelongsToIt) {
    const std::vector<SchemaObject> objects = {
        object(SchemaKind::table, "audit.log"),
        child(SchemaKind::column, "audit.log.id", "audit.log"),
        child(SchemaKind::index, "public.by_log", "audit.log"),
        object(SchemaKind::table, "public.log"),
    };
    const Fingerprint made = fingerprint(objects, {"audit.log", "audit.log"});
    EXPECT_THAT(names(made), ElementsAre("table public.log"));
    EXPECT_THAT(made.ignored, ElementsAre("audit.log"));
    EXPECT_EQ(made, leave_out(fingerprint(objects), {"audit.log"}));
}

TEST(FingerprintBuilder, WritesWhatIsNoUtf8AsEscapes) {
    const Fingerprint made = fingerprint(
        {object(SchemaKind::table, "public.\xff", {{"comment", "\xfe"}})}
    );
    EXPECT_TRUE(is_utf8(made.objects.front().identity));
    EXPECT_TRUE(is_utf8(made.objects.front().definition.front().value));
}

TEST(DefinitionLines, IndentAValueOfSeveralLines) {
    const SchemaObject view = object(
        SchemaKind::view,
        "public.a",
        {{"owner", "shop"}, {"definition", "SELECT 1\nFROM t;"}}
    );
    EXPECT_THAT(
        definition_lines(view),
        ElementsAre("owner: shop", "definition:", "  SELECT 1", "  FROM t;")
    );
}

struct PatternCase {
    std::string name;
    std::string pattern;
    std::string text;
    bool fits;
};

class FitsPattern : public ::testing::TestWithParam<PatternCase> {};

TEST_P(FitsPattern, Decides) {
    EXPECT_EQ(fits_pattern(GetParam().pattern, GetParam().text), GetParam().fits);
}

INSTANTIATE_TEST_SUITE_P(
    Patterns,
    FitsPattern,
    ::testing::Values(
        PatternCase{"TheSameText", "public.a", "public.a", true},
        PatternCase{"APartOfTheText", "public", "public.a", false},
        PatternCase{"MoreThanTheText", "public.ab", "public.a", false},
        PatternCase{"AStarAtTheEnd", "public.*", "public.a", true},
        PatternCase{"AStarForNothing", "public.a*", "public.a", true},
        PatternCase{"AStarThatHasToTryAgain", "*.a*b", "x.a.ab.b", true},
        PatternCase{"AStarThatFindsNoEnd", "*.a*c", "x.a.ab.b", false},
        PatternCase{"AQuestionMark", "public.?", "public.a", true},
        PatternCase{"AQuestionMarkForNothing", "public.a?", "public.a", false},
        PatternCase{"BracketsAsTheyAre", "f(int[])", "f(int[])", true},
        PatternCase{"NothingForNothing", "", "", true},
        PatternCase{"NothingForSomething", "", "a", false}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollpack::core
