#include "rollpack/core/differences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SchemaObject object(
    SchemaKind kind,
    std::string identity,
    std::optional<std::string> parent = {},
    std::vector<SchemaProperty> definition = {}
) {
    return {kind, std::move(identity), std::move(parent), std::move(definition)};
}

std::vector<std::string> told(const SchemaComparison& comparison) {
    KnownObjects known;
    return sentences(comparison, known);
}

TEST(Differences, NameWhatIsLeftAndWhatIsMissing) {
    SchemaComparison comparison;
    comparison.left_over = {object(SchemaKind::index, "public.orders_idx", "public.orders")};
    comparison.missing = {object(SchemaKind::trigger, "audit on public.orders", "public.orders")};
    EXPECT_THAT(
        told(comparison),
        ElementsAre(
            "leaves index public.orders_idx of public.orders",
            "does not bring back trigger audit on public.orders"
        )
    );
}

TEST(Differences, TellOfATableWithoutItsParts) {
    SchemaComparison comparison;
    comparison.left_over = {
        object(SchemaKind::table, "public.note"),
        object(SchemaKind::column, "public.note.id", "public.note"),
        object(SchemaKind::constraint, "note_pkey on public.note", "public.note")};
    EXPECT_THAT(told(comparison), ElementsAre("leaves table public.note"));
}

TEST(Differences, NameTheFirstPropertyThatIsAnotherOne) {
    SchemaComparison comparison;
    comparison.different = {
        {object(SchemaKind::column, "public.note.size", "public.note", {{"type", "integer"}}),
         object(
             SchemaKind::column,
             "public.note.size",
             "public.note",
             {{"type", "integer"}, {"default", "5"}}
         )}};
    EXPECT_THAT(
        told(comparison),
        ElementsAre("leaves column public.note.size changed (default: 5 instead of none)")
    );
}

TEST(Differences, NameTheFirstLineOfALongTextThatIsAnotherOne) {
    SchemaComparison comparison;
    comparison.different = {
        {object(SchemaKind::function, "public.f()", {}, {{"definition", "a\n  b"}}),
         object(SchemaKind::function, "public.f()", {}, {{"definition", "a\n  c"}})}};
    EXPECT_THAT(
        told(comparison),
        ElementsAre("leaves function public.f() changed (definition without b)")
    );
}

TEST(Differences, NameTheLineThatCameBesides) {
    SchemaComparison comparison;
    comparison.different = {
        {object(SchemaKind::table, "public.t", {}, {{"grants", "a"}}),
         object(SchemaKind::table, "public.t", {}, {{"grants", "a\nb"}})}};
    EXPECT_THAT(told(comparison), ElementsAre("leaves table public.t changed (grants with b)"));
}

TEST(Differences, AreToldOnce) {
    SchemaComparison comparison;
    comparison.left_over = {object(SchemaKind::index, "public.orders_idx")};
    KnownObjects known;
    EXPECT_THAT(sentences(comparison, known), ElementsAre("leaves index public.orders_idx"));
    EXPECT_THAT(sentences(comparison, known), IsEmpty());
}

TEST(Differences, TellOfRowsAndSequences) {
    DataComparison comparison;
    comparison.tables = {{"public.a", 2, 2}, {"public.b", 2, 1}};
    comparison.sequences = {{"public.s", 100, 1}};
    EXPECT_THAT(
        sentences(comparison),
        ElementsAre(
            "leaves other values in public.a (2 rows)",
            "leaves 1 row in public.b, which had 2",
            "sets sequence public.s back to 1, which had reached 100"
        )
    );
}

}  // namespace
}  // namespace rollpack::core
