#include "integration/packager/package_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

using test::write;

class OpenPackage : public testing::TestWithParam<PackageFormat> {
protected:
    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    test::TempDir folder_;
};

TEST_P(OpenPackage, GivesBackTheSelectionThatWasWritten) {
    const core::Selection selection = test::rich_selection();
    const WrittenPackage written = write(selection, GetParam(), folder());

    const VerifiedPackage package = open_package(written.artifact);

    EXPECT_EQ(package.selection(), selection);
}

TEST_P(OpenPackage, GivesBackTheShop) {
    const core::Selection selection = test::shop_selection();
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, GivesBackASelectionWithoutAnyScript) {
    const core::Selection selection = test::SelectionBuilder("1.2").build();
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, GivesBackEmptyAndLargeScripts) {
    std::string large;
    for (int i = 0; i < 40'000; ++i) {
        large += "insert into t values (" + std::to_string(i * 7919) + ");\n";
    }
    const core::Selection selection =
        test::SelectionBuilder("1").undo("U2__a.sql", "").undo("U3__b.sql", large).build();
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, GivesBackPathsThatNeedLongTarHeaders) {
    const std::string deep = std::string(120, 'a') + "/" + std::string(150, 'b') + "/";
    const core::Selection selection = test::SelectionBuilder("1")
                                          .undo(deep + "U2__" + std::string(200, 'c') + ".sql", "x")
                                          .build();
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, GivesTheDocumentsThatWerePacked) {
    const PackageNotes notes{{}, "--- a\n+++ b\n\x1B[31m-x\n"};
    const WrittenPackage written = write(test::rich_selection(), GetParam(), folder(), notes);

    const VerifiedPackage package = open_package(written.artifact);

    EXPECT_EQ(package.repeatables_diff(), notes.repeatables_diff);
    EXPECT_EQ(package.content_sha256(), describe(test::rich_selection(), notes).content_sha256);
}

TEST_P(OpenPackage, GivesTheManifestThatDescribesTheSelection) {
    const core::Selection selection = test::rich_selection();
    const WrittenPackage written = write(selection, GetParam(), folder());

    const VerifiedPackage package = open_package(written.artifact);

    EXPECT_EQ(package.manifest(), describe(selection, {}));
    EXPECT_EQ(package.content_sha256(), written.content_sha256);
    EXPECT_EQ(package.artifact_sha256(), written.artifact_sha256);
}

TEST_P(OpenPackage, KeepsTheProjectsDefaultOfRunningOutsideATransaction) {
    core::Selection selection = test::SelectionBuilder("1").undo("U2__a.sql", "select 1;").build();
    selection.undo.front().script.settings.execute_in_transaction = false;
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, KeepsCustomNaming) {
    test::SelectionBuilder builder{"1"};
    builder.edit().naming = {"Ver", "Undo", "Rep", "Base", "--", {".ddl", ".sql"}};
    const core::Selection selection =
        builder.undo("Undo2--a.ddl", "select 1;").restore("Rep--b.sql", "select 2;").build();
    const WrittenPackage written = write(selection, GetParam(), folder());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
}

TEST_P(OpenPackage, ReadsTheSameInAPlainLocale) {
    const core::Selection selection = test::rich_selection();
    const WrittenPackage written = write(selection, GetParam(), folder());

    const int status = test::run_in_child([&] {
        test::set_locale("C");
        return open_package(written.artifact).selection() == selection ? 0 : 1;
    });

    EXPECT_EQ(status, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    OpenPackage,
    testing::Values(
        PackageFormat::tar_gz,
        PackageFormat::tar_zst,
        PackageFormat::zip,
        PackageFormat::directory
    ),
    [](const auto& test) { return test::format_name(test.param); }
);

TEST(WritePackage, GivesEveryFormatTheSameContentDigest) {
    const test::TempDir folder;
    const core::Selection selection = test::rich_selection();

    const core::Sha256 content = describe(selection, {}).content_sha256;

    using enum PackageFormat;
    for (const PackageFormat format : {tar_gz, tar_zst, zip, directory}) {
        EXPECT_EQ(write(selection, format, folder.path()).content_sha256, content);
    }
}

TEST(WritePackage, TellsWhatItWritesAndHowFarItIs) {
    const test::TempDir folder;
    test::RecordingObserver observer;

    write_package(test::shop_selection(), {}, PackageFormat::zip, folder.path(), observer);

    ASSERT_EQ(observer.events().size(), 2U);
    EXPECT_EQ(std::get<core::PhaseStarted>(observer.events()[0]).name, "writing Rollback-V123.zip");
    EXPECT_EQ(std::get<core::PhaseProgress>(observer.events()[1]).done, 24U);
    EXPECT_EQ(std::get<core::PhaseProgress>(observer.events()[1]).total, 24U);
}

}  // namespace
}  // namespace rollpack::packager
