#include "rollpack/os/files.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

namespace rollpack::os {
namespace {

using core::ErrorCode;
using test::error_of;
using test::TempDir;

TEST(ReadFile, RefusesAFileThatIsNotThere) {
    const TempDir folder;

    EXPECT_EQ(
        error_of([&] { return read_file(folder / "nothing", 10); }).code(),
        ErrorCode::file_unreadable
    );
}

TEST(ReadFile, RefusesAFileThatIsLongerThanTheLimit) {
    const TempDir folder;
    test::write_file(folder / "long", "12345678901");

    EXPECT_EQ(
        error_of([&] { return read_file(folder / "long", 10); }).code(),
        ErrorCode::file_unreadable
    );
    EXPECT_EQ(read_file(folder / "long", 11), "12345678901");
}

TEST(WriteFile, ReplacesAFileAndLeavesNothingBeside) {
    const TempDir folder;
    write_file(folder / "a", "first");
    write_file(folder / "a", "second");

    EXPECT_EQ(test::read_file(folder / "a"), "second");
    EXPECT_EQ(
        std::distance(
            std::filesystem::directory_iterator(folder.path()),
            std::filesystem::directory_iterator()
        ),
        1
    );
}

TEST(WriteFile, SaysThatAFolderIsNotThere) {
    const TempDir folder;

    EXPECT_EQ(
        error_of([&] {
            write_file(folder / "no/such", "text");
            return true;
        }).code(),
        ErrorCode::file_unwritable
    );
}

TEST(Beside, AddsToTheNameOfAFolderThatEndsWithASlash) {
    EXPECT_EQ(beside("a/Rollback-V1/", ".sig"), "a/Rollback-V1.sig");
    EXPECT_EQ(beside("a/Rollback-V1.zip", ".sig"), "a/Rollback-V1.zip.sig");
}

TEST(TemporaryFolderTest, GoesWithEverythingInIt) {
    std::filesystem::path path;
    {
        const TemporaryFolder folder("rollpack-test");
        path = folder.path();
        test::write_file(path / "below/file", "text");
        EXPECT_TRUE(std::filesystem::exists(path / "below/file"));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace rollpack::os
