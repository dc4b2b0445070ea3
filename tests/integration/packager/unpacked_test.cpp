#include "integration/packager/package_kit.hpp"
#include "rollpack/packager/package_reader.hpp"
#include "support/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>

namespace rollpack::packager {
namespace {

namespace fs = std::filesystem;

struct Unpacker {
    std::string name;
    PackageFormat format;
    std::vector<std::string> command;  ///< followed by the archive, in the folder to unpack to
};

std::ostream& operator<<(std::ostream& out, const Unpacker& unpacker) {
    return out << unpacker.name;
}

/// Names that a tool could get wrong: other letters, spaces, quotes, folders.
core::Selection awkward_selection() {
    core::Selection selection =
        test::SelectionBuilder("123")
            .undo("a folder/U125__it's gone (for good).sql", "select 125;\n")
            .undo(
                "U124__gr\xC3\xB6\xC3\x9F"
                "e \xE2\x82\xAC \xF0\x9F\x8D\xB0.sql",
                "select 124;\n"
            )
            .restore("R__caf\xC3\xA9.sql", "select 'composed';\n")
            .restore("R__$HOME `x` \"y\" & ;.sql", "select 'quoted';\n")
            .build();
    return selection;
}

/// Bytes by path, of every file below `root`.
std::map<std::string, std::string> files_below(const fs::path& root) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator{root}) {
        if (entry.is_regular_file()) {
            files.emplace(entry.path().lexically_relative(root), test::read_file(entry.path()));
        }
    }
    return files;
}

class Unpacked : public testing::TestWithParam<Unpacker> {
protected:
    /// The folder that the program leaves.
    fs::path unpack(const core::Selection& selection) const {
        const fs::path artifact =
            test::write(selection, GetParam().format, folder_.path()).artifact;
        const fs::path place = folder_ / "unpacked";
        fs::create_directory(place);
        std::vector<std::string> command = GetParam().command;
        command.push_back(artifact);
        test::must_run(command, {place, {"LC_ALL=C.UTF-8"}, ""});
        return place / "Rollback-V123";
    }

    test::TempDir folder_;
};

TEST_P(Unpacked, PassesItsListOfDigests) {
    const fs::path root = unpack(awkward_selection());

    const std::string report =
        test::must_run({"sha256sum", "--strict", "-c", "SHA256SUMS"}, {root, {"LC_ALL=C"}, ""});

    EXPECT_EQ(std::ranges::count(report, '\n') + 1, std::ssize(files_below(root)));
}

TEST_P(Unpacked, FailsItsListOfDigestsWhenAFileIsChanged) {
    const fs::path root = unpack(awkward_selection());
    test::write_file(root / "repeatables.diff", "other");

    const test::CommandResult result =
        test::run_command({"sha256sum", "-c", "SHA256SUMS"}, {root, {"LC_ALL=C"}, ""});

    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(result.out, testing::HasSubstr("repeatables.diff: FAILED\n"));
}

TEST_P(Unpacked, IsTheFolderThatRollpackWrites) {
    const fs::path root = unpack(awkward_selection());
    const fs::path plain = folder_ / "plain";
    fs::create_directory(plain);
    const fs::path written =
        test::write(awkward_selection(), PackageFormat::directory, plain).artifact;

    EXPECT_EQ(files_below(root), files_below(written));
}

TEST_P(Unpacked, IsAPackageItself) {
    const fs::path root = unpack(awkward_selection());

    EXPECT_EQ(open_package(root).selection(), awkward_selection());
}

INSTANTIATE_TEST_SUITE_P(
    Programs,
    Unpacked,
    testing::Values(
        Unpacker{"TarOfGzip", PackageFormat::tar_gz, {"tar", "-xf"}},
        Unpacker{"TarOfZstandard", PackageFormat::tar_zst, {"tar", "-xf"}},
        Unpacker{"BsdtarOfGzip", PackageFormat::tar_gz, {"bsdtar", "-xf"}},
        Unpacker{"BsdtarOfZstandard", PackageFormat::tar_zst, {"bsdtar", "-xf"}},
        Unpacker{"BsdtarOfZip", PackageFormat::zip, {"bsdtar", "-xf"}},
        Unpacker{"UnzipOfZip", PackageFormat::zip, {"unzip", "-q"}}
    ),
    [](const auto& test) { return test.param.name; }
);

class UnpackedWithSeparateAccents : public Unpacked {};

TEST_P(UnpackedWithSeparateAccents, PassesItsListOfDigests) {
    const fs::path root = unpack(test::rich_selection());

    EXPECT_NO_THROW(test::must_run({"sha256sum", "--strict", "-c", "SHA256SUMS"}, {root, {}, ""}));
    EXPECT_THAT(test::read_file(root / "RUNBOOK.md"), testing::HasSubstr("Use `tar` or `unzip`"));
}

INSTANTIATE_TEST_SUITE_P(
    Programs,
    UnpackedWithSeparateAccents,
    testing::Values(
        Unpacker{"TarOfGzip", PackageFormat::tar_gz, {"tar", "-xf"}},
        Unpacker{"TarOfZstandard", PackageFormat::tar_zst, {"tar", "-xf"}},
        Unpacker{"UnzipOfZip", PackageFormat::zip, {"unzip", "-q"}}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollpack::packager
