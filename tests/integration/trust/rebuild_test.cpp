#include "kit.hpp"
#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using packager::PackageFormat;
using test::error_of;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

class RebuildTest : public test::Trust {
protected:
    Rebuild rebuild(const std::filesystem::path& artifact) {
        return *verify({{artifact, {}, {}, {}}, repository.path()}).rebuild;
    }

    /// A package whose selection was changed by `change` after it was read from git.
    template <typename Change>
    std::filesystem::path forged(Change&& change) {
        const std::filesystem::path honest = build();
        core::Selection selection = packager::open_package(honest).selection();
        change(selection);
        const std::filesystem::path other = folder / "forged";
        std::filesystem::create_directory(other);
        return packager::write_package(selection, {}, PackageFormat::tar_gz, other, observer)
            .artifact;
    }
};

void set_text(core::Script& script, const std::string& text) {
    script.text = text;
    script.sha256 = core::sha256(text);
    script.checksum = core::flyway_checksum(text);
}

std::vector<std::string> kinds_and_subjects(const Rebuild& rebuild) {
    std::vector<std::string> lines;
    for (const Difference& difference : rebuild.differences) {
        lines.push_back(difference.kind + " " + difference.subject);
    }
    return lines;
}

TEST_F(RebuildTest, FindsAScriptWhoseTextIsNotThatOfTheCommit) {
    const Rebuild result = rebuild(forged([](core::Selection& selection) {
        set_text(selection.undo.front().script, "drop table a, b;\n");
    }));

    EXPECT_FALSE(result.same_bytes);
    EXPECT_THAT(kinds_and_subjects(result), Contains("content sql/U2__b.sql"));
}

TEST_F(RebuildTest, FindsAScriptThatTheRepositoryDoesNotGive) {
    const Rebuild result = rebuild(forged([](core::Selection& selection) {
        core::Script callback = selection.undo.front().script;
        callback.name = std::get<core::ScriptName>(
            core::parse_script_name("beforeEachUndo.sql", selection.naming)
        );
        callback.path = "beforeEachUndo.sql";
        selection.callbacks.push_back(callback);
    }));

    EXPECT_THAT(kinds_and_subjects(result), Contains("added sql/beforeEachUndo.sql"));
}

TEST_F(RebuildTest, FindsAScriptThatIsMissing) {
    const Rebuild result = rebuild(forged([](core::Selection& selection) {
        selection.repeatables.clear();
    }));

    EXPECT_THAT(kinds_and_subjects(result), Contains("missing sql/R__view.sql"));
}

TEST_F(RebuildTest, FindsAnotherOriginOfTheSameText) {
    const Rebuild result = rebuild(forged([](core::Selection& selection) {
        selection.undo.front().script.origin.path = "elsewhere/U2__b.sql";
    }));

    EXPECT_THAT(kinds_and_subjects(result), Contains("origin sql/U2__b.sql"));
}

TEST_F(RebuildTest, FindsAChangedMemberOfTheManifest) {
    const Rebuild result = rebuild(forged([](core::Selection& selection) {
        selection.history.table = "other_history";
    }));

    EXPECT_THAT(
        result.differences,
        Contains(testing::AllOf(
            Field(&Difference::kind, "member"),
            Field(&Difference::subject, "$.history.table"),
            Field(&Difference::packaged, "\"other_history\""),
            Field(&Difference::rebuilt, "\"flyway_schema_history\"")
        ))
    );
}

TEST_F(RebuildTest, RefusesCommitsThatTheRepositoryDoesNotHave) {
    const std::filesystem::path artifact = build();
    const test::RepositoryBuilder other;

    EXPECT_EQ(
        error_of([&] {
            return verify({{artifact, {}, {}, {}}, other.path()});
        }).code(),
        ErrorCode::reference_unknown
    );
}

TEST_F(RebuildTest, SaysThatATagWasMovedAndStillBuildsFromTheRecordedCommit) {
    const std::filesystem::path artifact = build();
    repository.commit({{"sql/V3__c.sql", "create table c (x int);\n"}});
    repository.annotated_tag("v2");

    const Rebuild result = rebuild(artifact);

    EXPECT_TRUE(result.same_bytes);
    EXPECT_THAT(result.notes, ElementsAre(HasSubstr("'v2' is " + repository.last_commit())));
}

class RebuildForm
    : public RebuildTest
    , public testing::WithParamInterface<PackageFormat> {};

TEST_P(RebuildForm, IsTheSameByteForByte) {
    BuildRequest wanted = request();
    wanted.format = GetParam();
    wanted.overrides.placeholders["owner"] = "shop";
    wanted.allowed = {core::FindingCode::undo_empty};

    const Rebuild result = rebuild(build(wanted).package->artifact);

    EXPECT_TRUE(result.same_bytes);
    EXPECT_THAT(result.differences, IsEmpty());
    EXPECT_THAT(result.notes, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    RebuildForm,
    testing::Values(
        PackageFormat::tar_gz,
        PackageFormat::tar_zst,
        PackageFormat::zip,
        PackageFormat::directory
    ),
    [](const auto& instance) {
        std::string name{to_string(instance.param)};
        std::ranges::replace(name, '.', '_');
        return name;
    }
);

TEST_F(RebuildTest, ComparesTheContentOfAnArtifactWhoseNameTellsNoForm) {
    const std::filesystem::path artifact = build();
    const std::filesystem::path renamed = folder / "package";
    std::filesystem::rename(artifact, renamed);

    const Rebuild result = rebuild(renamed);

    EXPECT_FALSE(result.bytes_compared);
    EXPECT_THAT(result.differences, IsEmpty());
}

TEST_F(RebuildTest, UsesTheOptionsThatTheManifestRecords) {
    repository.commit({{"other/V1__a.sql", "create table a (x int);\n"}});
    repository.annotated_tag("v2");
    BuildRequest wanted = request();
    wanted.overrides.locations = {"sql"};
    wanted.overrides.table = "my_history";
    wanted.target_ref = "v1";

    EXPECT_TRUE(rebuild(build(wanted).package->artifact).same_bytes);
}

}  // namespace
}  // namespace rollpack::app
