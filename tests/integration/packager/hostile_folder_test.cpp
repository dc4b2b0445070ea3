#include "integration/packager/package_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace rollpack::packager {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;

class OpenFolder : public testing::Test {
protected:
    OpenFolder() {
        const core::Selection selection = test::SelectionBuilder("123")
                                              .undo("deep/U124__a.sql", "drop table a;\n")
                                              .restore("R__b.sql", "select 'b';\n")
                                              .build();
        root_ = test::write(selection, PackageFormat::directory, folder_.path()).artifact;
    }

    const fs::path& root() const { return root_; }

    void expect_refused(ErrorCode code, const std::string& message) const {
        try {
            open_package(root_);
            ADD_FAILURE() << "was opened";
        } catch (const core::Error& error) {
            EXPECT_EQ(error.code(), code);
            EXPECT_EQ(error.message(), message);
        }
    }

private:
    test::TempDir folder_;
    fs::path root_;
};

TEST_F(OpenFolder, RefusesAFileThatIsNotInTheManifest) {
    test::write_file(root() / "sql/V9__x.sql", "x");

    expect_refused(ErrorCode::package_invalid, "entry 'sql/V9__x.sql' is not in the manifest");
}

TEST_F(OpenFolder, RefusesALinkInsteadOfAFileEvenToTheSameText) {
    fs::rename(root() / "sql/R__b.sql", root().parent_path() / "b.sql");
    fs::create_symlink(root().parent_path() / "b.sql", root() / "sql/R__b.sql");

    expect_refused(ErrorCode::package_invalid, "entry 'sql/R__b.sql' is a link");
}

TEST_F(OpenFolder, RefusesALinkInsteadOfAFolder) {
    fs::rename(root() / "sql/deep", root().parent_path() / "deep");
    fs::create_directory_symlink(root().parent_path() / "deep", root() / "sql/deep");

    expect_refused(ErrorCode::package_invalid, "entry 'sql/deep' is a link");
}

TEST_F(OpenFolder, RefusesAPipeWithoutWaitingForAWriter) {
    fs::remove(root() / "sql/R__b.sql");
    ASSERT_EQ(mkfifo((root() / "sql/R__b.sql").c_str(), 0600), 0);

    expect_refused(ErrorCode::package_invalid, "entry 'sql/R__b.sql' is not a plain file");
}

TEST_F(OpenFolder, RefusesAMissingManifest) {
    fs::remove(root() / "manifest.json");

    expect_refused(ErrorCode::package_invalid, "the first entry is not manifest.json");
}

TEST_F(OpenFolder, RefusesAChangedScript) {
    test::write_file(root() / "sql/R__b.sql", "select 'c';\n");

    expect_refused(
        ErrorCode::package_invalid,
        "entry 'sql/R__b.sql' does not have the SHA-256 that the manifest says"
    );
}

TEST_F(OpenFolder, RefusesANameThatSteersATerminal) {
    test::write_file(root() / "\x1B]0;x\x07", "x");

    expect_refused(ErrorCode::package_invalid, "entry '\\x1b]0;x\\x07' holds a control character");
}

TEST_F(OpenFolder, TakesAFolderThatWasRenamedAndIsReachedThroughALink) {
    fs::rename(root(), root().parent_path() / "renamed");
    fs::create_directory_symlink("renamed", root());

    EXPECT_EQ(open_package(root()).manifest().package, "Rollback-V123");
}

TEST(OpenPackage, SaysThatThereIsNothing) {
    const test::TempDir folder;
    try {
        open_package(folder / "none.tar.gz");
        FAIL() << "was opened";
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
        EXPECT_THAT(error.message(), testing::HasSubstr("No such file or directory"));
    }
}

TEST(OpenPackage, RefusesADevice) {
    try {
        open_package("/dev/zero");
        FAIL() << "was opened";
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
        EXPECT_EQ(error.message(), "/dev/zero is neither a file nor a folder");
    }
}

}  // namespace
}  // namespace rollpack::packager
