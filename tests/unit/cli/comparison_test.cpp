#include "render/comparison.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace rollpack::cli {
namespace {

using core::SchemaKind;
using core::SchemaObject;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

app::ComparedSchemas compared() {
    app::ComparedSchemas result;
    result.expected = {"before.json", 150004, {}, 3};
    result.found = {"shop on db:5432", 150010, {}, 3};
    return result;
}

SchemaObject object(SchemaKind kind, std::string identity, std::string value = "shop") {
    return {kind, std::move(identity), {}, {{"owner", std::move(value)}}};
}

SchemaObject child(SchemaKind kind, std::string identity, std::string parent) {
    return {kind, std::move(identity), std::move(parent), {{"type", "integer"}}};
}

TEST(RenderComparison, SaysThatBothAreEqual) {
    const std::string text = render_comparison(compared());
    EXPECT_THAT(text, HasSubstr("expected: before.json\nfound:    shop on db:5432\n"));
    EXPECT_THAT(text, HasSubstr("\nequal: 3 objects, fingerprint 0000"));
}

TEST(RenderComparison, CountsTheColumnsOfAMissingTableWithIt) {
    app::ComparedSchemas result = compared();
    result.comparison.missing = {
        object(SchemaKind::table, "public.a"),
        child(SchemaKind::column, "public.a.id", "public.a"),
        child(SchemaKind::column, "public.a.name", "public.a"),
        child(SchemaKind::column, "public.b.id", "public.b"),
        child(SchemaKind::index, "public.b_idx", "public.b")};
    EXPECT_THAT(
        render_comparison(result),
        AllOf(
            HasSubstr("\nMissing: expected and not found\n"
                      "  table public.a, with 2 columns\n    - owner: shop\n"
                      "  column public.b.id\n    - type: integer\n"
                      "  index public.b_idx of public.b\n"),
            HasSubstr("\n5 missing, 0 left over, 0 different\n"),
            Not(HasSubstr("public.a.id"))
        )
    );
}

TEST(RenderComparison, ShowsBothDefinitionsOfADifferentObject) {
    app::ComparedSchemas result = compared();
    result.comparison.different = {
        {object(SchemaKind::table, "public.a"), object(SchemaKind::table, "public.a", "other")}};
    result.comparison.reordered = {"public.c"};
    EXPECT_THAT(
        render_comparison(result),
        AllOf(
            HasSubstr("  table public.a\n    - owner: shop\n    + owner: other\n"),
            HasSubstr("which does not count: public.c\n")
        )
    );
}

TEST(RenderComparison, WarnsOfServersOfOtherVersions) {
    app::ComparedSchemas result = compared();
    EXPECT_THAT(render_comparison(result), Not(HasSubstr("may word")));
    result.found.server_version = 180001;
    EXPECT_THAT(render_comparison(result), HasSubstr("PostgreSQL 15 and 18 may word"));
}

TEST(RenderComparison, KeepsWithinThePageAndSteersNoTerminal) {
    app::ComparedSchemas result = compared();
    std::string words;
    for (int i = 0; i < 60; ++i) {
        words += "word ";
    }
    result.comparison.left_over = {object(SchemaKind::view, "public.a", words + "\x1b[2J")};
    const std::string text = render_comparison(result);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 100U) << line;
    }
}

}  // namespace
}  // namespace rollpack::cli
