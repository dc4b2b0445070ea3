#include "rollpack/app/fingerprint_document.hpp"

#include "rollpack/app/fingerprint.hpp"
#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using core::SchemaKind;
using test::error_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

core::Fingerprint example(std::vector<std::string> ignored = {}) {
    core::FingerprintBuilder builder{std::move(ignored)};
    builder.add({SchemaKind::table, "public.a", {}, {{"owner", "shop"}}});
    builder.add(
        {SchemaKind::column, "public.a.id", "public.a", {{"type", "integer"}, {"default", ": "}}, 1}
    );
    builder.add({SchemaKind::view, "public.v", {}, {{"definition", "SELECT 1\nFROM \"x\";"}}});
    return std::move(builder).finish(150004, {"public.flyway_schema_history"});
}

TEST(FingerprintDocument, GivesBackWhatWasWritten) {
    const core::Fingerprint fingerprint = example({"audit.*"});
    const std::string text = write_fingerprint_document(fingerprint);
    EXPECT_EQ(parse_fingerprint_document(text), fingerprint);
    EXPECT_EQ(write_fingerprint_document(parse_fingerprint_document(text)), text);
}

struct Damage {
    std::string name;
    std::string from;
    std::string to;
    std::string message;
};

void PrintTo(const Damage& damage, std::ostream* out) {
    *out << damage.name;
}

class DamagedFingerprint : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedFingerprint, IsRefusedWithWhatIsWrong) {
    std::string text = write_fingerprint_document(example());
    const std::size_t at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, GetParam().from.size(), GetParam().to);
    const core::Error error = error_of([&] { return parse_fingerprint_document(text); });
    EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Damages,
    DamagedFingerprint,
    ::testing::Values(
        Damage{"NotJson", "{", "[", "JSON"},
        Damage{"AnotherFormat", "\"format\": 1", "\"format\": 2", "format that is not 1"},
        Damage{"AnUnknownKind", "\"table\"", "\"thing\"", "$.objects[0].kind"},
        Damage{"AnotherValue", "owner: shop", "owner: other", "digest of table public.a"},
        Damage{"AnotherName", "\"public.a\"", "\"public.b\"", "digest of"},
        Damage{"APropertyWithoutAName", "owner: shop", "owner", "$.objects[0].definition"},
        Damage{"AnIgnoredObject", "\"ignored\": []", "\"ignored\": [\"*.a\"]", "$.objects"},
        Damage{"AMemberThatIsMissing", "\"parent\": null,", "", "$.objects[0].parent"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(FingerprintDocument, RefusesAnotherDigestOfTheWhole) {
    std::string text = write_fingerprint_document(example());
    const std::size_t at = text.find("\"digest\": \"") + std::string_view{"\"digest\": \""}.size();
    text.replace(at, 1, text[at] == '0' ? "1" : "0");
    const core::Error error = error_of([&] { return parse_fingerprint_document(text); });
    EXPECT_THAT(error.message(), HasSubstr("digest of the whole"));
}

TEST(DefinitionDifference, ShowsTheLinesThatDifferAndThoseAround) {
    core::ChangedObject changed;
    changed.expected.definition = {{"owner", "shop"}, {"definition", "SELECT 1\nFROM t"}};
    changed.found.definition = {{"owner", "shop"}, {"definition", "SELECT 2\nFROM t"}};
    EXPECT_THAT(
        definition_difference(changed),
        ElementsAre(" owner: shop", " definition:", "-  SELECT 1", "+  SELECT 2", "   FROM t")
    );
}

TEST(ComparisonDocument, TellsBothSidesOfADifference) {
    ComparedSchemas compared;
    compared.expected.source = "before.json";
    core::ChangedObject changed;
    changed.expected = example().objects.front();
    changed.found = changed.expected;
    changed.found.definition = {{"owner", "other"}};
    compared.comparison.different = {changed};
    const std::string text = comparison_document(compared);
    EXPECT_THAT(text, HasSubstr("\"equal\": false"));
    EXPECT_THAT(text, HasSubstr("\"owner: shop\""));
    EXPECT_THAT(text, HasSubstr("\"owner: other\""));
}

}  // namespace
}  // namespace rollpack::app
