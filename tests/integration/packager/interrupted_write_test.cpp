#include "integration/packager/package_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

namespace rollpack::packager {
namespace {

namespace fs = std::filesystem;
using core::ErrorCode;
using test::write;
using testing::HasSubstr;

/// Text that no compressor makes small, so that archives reach the disk in several writes.
core::Selection incompressible_selection(std::size_t scripts) {
    std::mt19937 random{4711};  // NOLINT(cert-msc51-cpp): the same text in every run
    test::SelectionBuilder builder{"1"};
    for (std::size_t i = 0; i < scripts; ++i) {
        std::string text(20'000, ' ');
        for (char& character : text) {
            character = static_cast<char>('!' + random() % 90);
        }
        builder.undo("U" + std::to_string(i + 2) + "__x.sql", text);
    }
    return builder.build();
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder}) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

class InterruptedWrite : public testing::TestWithParam<PackageFormat> {};

TEST_P(InterruptedWrite, LeavesNothingBehindWhenTheDiskIsFull) {
    const test::TempDir folder;
    const core::Selection selection = incompressible_selection(20);

    const int status = test::run_in_child([&] {
        test::limit_file_size(15'000);
        const core::Error error = test::error_of([&] {
            return write(selection, GetParam(), folder.path());
        });
        return error.code() == ErrorCode::file_unwritable ? 0 : 1;
    });

    EXPECT_EQ(status, 0);
    EXPECT_THAT(names_in(folder.path()), testing::IsEmpty());
}

/// A folder is never replaced, so only archives are.
class ReplacedArchive : public testing::TestWithParam<PackageFormat> {};

TEST_P(ReplacedArchive, StaysWhenTheDiskIsFull) {
    const test::TempDir folder;
    const WrittenPackage earlier =
        write(test::SelectionBuilder("1").build(), GetParam(), folder.path());
    const core::Selection selection = incompressible_selection(20);

    test::run_in_child([&] {
        test::limit_file_size(15'000);
        write(selection, GetParam(), folder.path());
        return 0;
    });

    EXPECT_EQ(open_package(earlier.artifact).artifact_sha256(), earlier.artifact_sha256);
}

TEST_P(InterruptedWrite, IsAbsentOrCompleteAfterAKillAtAnyMoment) {
    const core::Selection selection = incompressible_selection(15);
    std::mt19937 random{42};  // NOLINT(cert-msc51-cpp): the same moments in every run
    std::size_t absent = 0;
    std::size_t complete = 0;
    for (int i = 0; i < 12; ++i) {
        const test::TempDir folder;
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            write(selection, GetParam(), folder.path());
            _exit(0);
        }
        // Each moment is up to twice as late as the one before: some are early on any machine.
        std::this_thread::sleep_for(std::chrono::microseconds{(100U << i) + random() % (100U << i)}
        );
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        const fs::path artifact = folder / ("Rollback-V1" + std::string{suffix(GetParam())});
        if (!fs::exists(artifact)) {
            ++absent;
        } else if (open_package(artifact).selection() == selection) {
            ++complete;
        }
    }

    EXPECT_EQ(absent + complete, 12U);
    EXPECT_GT(absent, 0U);
}

TEST_P(InterruptedWrite, SaysThatTheOutputFolderIsMissing) {
    const test::TempDir folder;

    const core::Error error = test::error_of([&] {
        return write(test::SelectionBuilder("1").build(), GetParam(), folder / "none");
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), HasSubstr("No such file or directory"));
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    InterruptedWrite,
    testing::Values(
        PackageFormat::tar_gz,
        PackageFormat::tar_zst,
        PackageFormat::zip,
        PackageFormat::directory
    ),
    [](const auto& test) { return test::format_name(test.param); }
);

INSTANTIATE_TEST_SUITE_P(
    Formats,
    ReplacedArchive,
    testing::Values(PackageFormat::tar_gz, PackageFormat::tar_zst, PackageFormat::zip),
    [](const auto& test) { return test::format_name(test.param); }
);

TEST(WritePackage, ReplacesAnEarlierArchive) {
    const test::TempDir folder;
    write(test::SelectionBuilder("1").build(), PackageFormat::tar_gz, folder.path());
    const core::Selection selection =
        test::SelectionBuilder("1").undo("U2__a.sql", "select 1;").build();

    const WrittenPackage written = write(selection, PackageFormat::tar_gz, folder.path());

    EXPECT_EQ(open_package(written.artifact).selection(), selection);
    EXPECT_THAT(
        names_in(folder.path()),
        testing::UnorderedElementsAre("Rollback-V1.tar.gz", "Rollback-V1.tar.gz.sha256")
    );
}

TEST(WritePackage, LeavesAnEqualFolderAlone) {
    const test::TempDir folder;
    const core::Selection selection = test::rich_selection();
    write(selection, PackageFormat::directory, folder.path());

    const WrittenPackage again = write(selection, PackageFormat::directory, folder.path());

    EXPECT_EQ(open_package(again.artifact).selection(), selection);
    EXPECT_THAT(
        names_in(folder.path()),
        testing::UnorderedElementsAre("Rollback-V123", "Rollback-V123.sha256")
    );
}

TEST(WritePackage, RefusesAFolderThatHoldsSomethingElse) {
    const test::TempDir folder;
    const core::Selection selection = test::rich_selection();
    write(selection, PackageFormat::directory, folder.path());
    test::write_file(folder / "Rollback-V123/notes.txt", "mine");

    const core::Error error = test::error_of([&] {
        return write(selection, PackageFormat::directory, folder.path());
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), HasSubstr("is there already and holds something else"));
    EXPECT_EQ(test::read_file(folder / "Rollback-V123/notes.txt"), "mine");
}

TEST(WritePackage, RefusesAFileInThePlaceOfTheFolder) {
    const test::TempDir folder;
    test::write_file(folder / "Rollback-V1", "mine");

    const core::Error error = test::error_of([&] {
        return write(test::SelectionBuilder("1").build(), PackageFormat::directory, folder.path());
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_EQ(test::read_file(folder / "Rollback-V1"), "mine");
}

}  // namespace
}  // namespace rollpack::packager
