#include "integration/packager/package_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"
#include "rollpack/packager/rehearsal.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace rollpack::packager {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

core::SchemaObject table(std::string identity) {
    return {core::SchemaKind::table, std::move(identity), {}, {{"owner", "shop \"x\"\nü"}}};
}

core::Fingerprint schema(const std::vector<core::SchemaObject>& objects) {
    core::FingerprintBuilder builder{{"tmp.*"}};
    for (const core::SchemaObject& object : objects) {
        builder.add(object);
    }
    return std::move(builder).finish(150004, {"public.flyway_schema_history"});
}

core::RecordedRehearsal recorded(const char* version = "124") {
    const core::Fingerprint target = schema({table("a"), table("b")});
    const core::Fingerprint above = schema({table("b"), table("c")});
    const core::Fingerprint release = schema({table("b"), table("c"), table("r")});
    using core::LockMode;
    return {
        target,
        {{*core::parse_version(version),
          core::delta_between(target, above),
          {{{"public", "c"}, LockMode::access_exclusive}, {{"public", "d"}, LockMode::share}},
          {{"public", "c"}},
          12}},
        core::delta_between(above, release)};
}

class RehearsedPackage : public testing::TestWithParam<PackageFormat> {
protected:
    WrittenPackage write_with(const core::RecordedRehearsal& rehearsal) const {
        test::RecordingObserver observer;
        PackageNotes notes;
        notes.rehearsal = rehearsal;
        return write_package(test::rich_selection(), notes, GetParam(), folder_.path(), observer);
    }

    test::TempDir folder_;
    test::RecordingObserver observer_;
};

TEST_P(RehearsedPackage, GivesBackWhatWasRecorded) {
    const VerifiedPackage package = open_package(write_with(recorded()).artifact);
    EXPECT_EQ(package.rehearsal(), recorded());
    EXPECT_EQ(package.selection(), test::rich_selection());
    EXPECT_EQ(package.manifest().rehearsal, manifest_rehearsal(recorded()));
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    RehearsedPackage,
    testing::Values(PackageFormat::tar_gz, PackageFormat::zip, PackageFormat::directory),
    [](const auto& each) {
        std::string name{to_string(each.param)};
        std::erase(name, '.');
        return name;
    }
);

class RecordIntoPackage : public testing::Test {
protected:
    test::TempDir folder_;
    WrittenPackage written_ =
        test::write(test::rich_selection(), PackageFormat::tar_gz, folder_.path());

    WrittenPackage record(const core::RecordedRehearsal& rehearsal) {
        const VerifiedPackage package = open_package(written_.artifact);
        return write_rehearsed_package(
            package,
            rehearsal,
            PackageFormat::tar_gz,
            folder_.path(),
            observer_
        );
    }

    test::RecordingObserver observer_;
};

TEST_F(RecordIntoPackage, ChangesNothingElse) {
    const VerifiedPackage before = open_package(written_.artifact);
    const WrittenPackage again = record(recorded());
    const VerifiedPackage after = open_package(again.artifact);

    EXPECT_EQ(again.artifact, written_.artifact);
    EXPECT_EQ(after.rehearsal(), recorded());
    EXPECT_EQ(after.selection(), before.selection());
    EXPECT_EQ(after.documents(), before.documents());
    EXPECT_EQ(after.manifest().tool_version, before.manifest().tool_version);
    EXPECT_NE(after.content_sha256(), before.content_sha256());
}

TEST_F(RecordIntoPackage, GivesTheBytesThatABuildWithItGives) {
    PackageNotes notes;
    notes.rehearsal = recorded();
    const test::TempDir other;
    test::RecordingObserver observer;
    const WrittenPackage built =
        write_package(test::rich_selection(), notes, PackageFormat::tar_gz, other.path(), observer);
    EXPECT_EQ(record(recorded()).artifact_sha256, built.artifact_sha256);
}

TEST_F(RecordIntoPackage, ReplacesAnEarlierRehearsal) {
    const core::Sha256 first = record(recorded()).artifact_sha256;
    core::RecordedRehearsal other = recorded();
    other.versions.front().rows = 13;
    EXPECT_NE(record(other).artifact_sha256, first);
    EXPECT_EQ(open_package(written_.artifact).rehearsal(), other);
    EXPECT_EQ(record(recorded()).artifact_sha256, first);
}

TEST_F(RecordIntoPackage, WritesTheDigestFileOfTheNewBytes) {
    const WrittenPackage again = record(recorded());
    EXPECT_THAT(bytes_of(again.digest_file), HasSubstr(again.artifact_sha256.hex()));
}

TEST_F(RecordIntoPackage, RefusesAVersionThatIsNotAboveTheTarget) {
    record(recorded("123"));
    const core::Error error = test::error_of([&] {
        return open_package(written_.artifact).content_sha256();
    });
    EXPECT_EQ(error.code(), core::ErrorCode::package_invalid);
    EXPECT_THAT(error.message(), HasSubstr("not above the target"));
}

TEST(WithoutARehearsal, NoFileIsInThePackage) {
    const test::TempDir folder;
    const WrittenPackage written =
        test::write(test::rich_selection(), PackageFormat::directory, folder.path());
    EXPECT_FALSE(std::filesystem::exists(written.artifact / "rehearsal.json"));
    EXPECT_EQ(open_package(written.artifact).rehearsal(), std::nullopt);
}

/// The one member of a document, replaced.
struct Damage {
    const char* name;
    const char* from;
    const char* to;
    const char* message;
};

void PrintTo(const Damage& damage, std::ostream* out) {
    *out << damage.name;
}

class DamagedRehearsal : public testing::TestWithParam<Damage> {};

TEST_P(DamagedRehearsal, IsRefused) {
    std::string text = to_json(recorded());
    const std::size_t at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, std::string_view{GetParam().from}.size(), GetParam().to);
    const core::Error error = test::error_of([&] { return parse_rehearsal(text); });
    EXPECT_EQ(error.code(), core::ErrorCode::package_invalid);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Members,
    DamagedRehearsal,
    testing::Values(
        Damage{"Format", "\"format\": 1", "\"format\": 2", "$.format"},
        Damage{"Unknown", "\"ignored\"", "\"extra\": 1, \"ignored\"", "extra"},
        Damage{"Definition", "owner: shop", "owner: shop2", "$.target"},
        Damage{"Identity", "\"identity\": \"r\"", "\"identity\": \"s\"", "digest"},
        Damage{"Mode", "ACCESS EXCLUSIVE", "ACCESS", "a mode of lock"},
        Damage{"Rows", "\"rows\": 12", "\"rows\": -1", "rows"},
        Damage{"Version", "\"version\": \"124\"", "\"version\": \"124.\"", "version"},
        Damage{"Space", "\"rows\": 12", "\"rows\":  12", "as rollpack writes it"}
    ),
    [](const auto& each) { return std::string{each.param.name}; }
);

TEST(RehearsalDocument, RefusesVersionsThatDoNotAscend) {
    core::RecordedRehearsal twice = recorded();
    const core::Fingerprint above = core::apply_delta(twice.target, twice.versions[0].schema);
    twice.versions.push_back(
        {*core::parse_version("124"), core::delta_between(above, above), {}, {}, 0}
    );
    const core::Error error = test::error_of([&] { return parse_rehearsal(to_json(twice)); });
    EXPECT_THAT(error.message(), HasSubstr("ascending"));
}

TEST(RehearsalDocument, HasNeitherTimesNorDurations) {
    EXPECT_THAT(to_json(recorded()), Not(HasSubstr("_ms")));
    EXPECT_THAT(to_json(recorded()), Not(HasSubstr("_at")));
}

}  // namespace
}  // namespace rollpack::packager
