#include "integration/packager/package_kit.hpp"
#include "support/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <chrono>
#include <thread>

namespace rollpack::packager {
namespace {

using test::write;

/// Something that differs between two machines.
struct Surroundings {
    const char* name;
    void (*take_effect)();
};

class WrittenArtifact : public testing::TestWithParam<std::tuple<PackageFormat, Surroundings>> {};

TEST_P(WrittenArtifact, HasTheSameBytesElsewhere) {
    const PackageFormat format = std::get<0>(GetParam());
    const Surroundings surroundings = std::get<1>(GetParam());
    const test::TempDir here;
    const test::TempDir there;
    const core::Selection selection = test::rich_selection();
    const WrittenPackage written = write(selection, format, here.path());

    const int status = test::run_in_child([&] {
        surroundings.take_effect();
        return write(selection, format, there.path()).artifact_sha256 == written.artifact_sha256
            ? 0
            : 1;
    });

    EXPECT_EQ(status, 0);
    const std::string name = written.artifact.filename().string();
    EXPECT_EQ(test::read_file(there / name), test::read_file(written.artifact));
    EXPECT_EQ(test::read_file(there / (name + ".sha256")), test::read_file(written.digest_file));
}

INSTANTIATE_TEST_SUITE_P(
    Everywhere,
    WrittenArtifact,
    testing::Combine(
        testing::Values(PackageFormat::tar_gz, PackageFormat::tar_zst, PackageFormat::zip),
        testing::Values(
            Surroundings{"far_east", [] { test::set_time_zone("Pacific/Kiritimati"); }},
            Surroundings{"far_west", [] { test::set_time_zone("Pacific/Niue"); }},
            Surroundings{"plain_locale", [] { test::set_locale("C"); }},
            Surroundings{"utf8_locale", [] { test::set_locale("C.UTF-8"); }},
            Surroundings{"strict_umask", [] { umask(0777 & ~0700); }},
            Surroundings{"other_user", [] { static_cast<void>(geteuid() == 0 && setgid(65534)); }},
            Surroundings{"other_folder", [] { static_cast<void>(chdir("/")); }}
        )
    ),
    [](const auto& test) {
        return test::format_name(std::get<0>(test.param)) + "_" + std::get<1>(test.param).name;
    }
);

TEST(WritePackage, GivesTheSameBytesASecondLater) {
    const test::TempDir first;
    const test::TempDir second;
    const core::Selection selection = test::rich_selection();

    const WrittenPackage now = write(selection, PackageFormat::zip, first.path());
    std::this_thread::sleep_for(std::chrono::seconds{2});  // a zip's dates count two seconds
    const WrittenPackage later = write(selection, PackageFormat::zip, second.path());

    EXPECT_EQ(now.artifact_sha256, later.artifact_sha256);
}

TEST(WritePackage, WritesTheFilesOfASelectionWhateverItsOrderInMemoryWas) {
    const test::TempDir first;
    const test::TempDir second;
    const auto build = [](bool reversed) {
        test::SelectionBuilder builder{"1"};
        builder.callback(reversed ? "beforeUndo.sql" : "afterUndo.sql", "select 1;");
        builder.callback(reversed ? "afterUndo.sql" : "beforeUndo.sql", "select 1;");
        return builder.build();
    };

    EXPECT_EQ(
        write(build(false), PackageFormat::tar_gz, first.path()).artifact_sha256,
        write(build(true), PackageFormat::tar_gz, second.path()).artifact_sha256
    );
}

/// Unpacks with programs that know nothing of rollpack.
class UnpackedPackage : public testing::TestWithParam<PackageFormat> {
protected:
    UnpackedPackage()
        : written_(write(test::rich_selection(), GetParam(), folder_.path())) {
        if (GetParam() == PackageFormat::zip) {
            test::must_run(
                {"python3", "-m", "zipfile", "-e", written_.artifact, folder_.path()},
                {}
            );
        } else if (GetParam() != PackageFormat::directory) {
            test::must_run({"tar", "-xf", written_.artifact, "-C", folder_.path()});
        }
    }

    const WrittenPackage& written() const { return written_; }

    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    test::TempDir folder_;
    WrittenPackage written_;
};

TEST_P(UnpackedPackage, PassesSha256sumInsideItsFolder) {
    test::must_run(
        {"sha256sum", "--strict", "-c", "SHA256SUMS"},
        {folder() / "Rollback-V123", {}, {}}
    );
}

TEST_P(UnpackedPackage, PassesSha256sumWithTheFileBesideIt) {
    test::must_run(
        {"sha256sum", "--strict", "-c", written().digest_file.filename()},
        {folder(), {}, {}}
    );
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    UnpackedPackage,
    testing::Values(
        PackageFormat::tar_gz,
        PackageFormat::tar_zst,
        PackageFormat::zip,
        PackageFormat::directory
    ),
    [](const auto& test) { return test::format_name(test.param); }
);

TEST(WritePackage, StoresPlainFilesOfNobodyWithTheReleasesTimeManifestFirst) {
    const test::TempDir folder;
    const core::Selection selection =
        test::SelectionBuilder("123").undo("U124__a.sql", "select 1;\n").build();
    const WrittenPackage written = write(selection, PackageFormat::tar_gz, folder.path());

    const std::string listing = test::must_run(
        {"tar", "--utc", "--full-time", "--numeric-owner", "-tvf", written.artifact}
    );

    EXPECT_THAT(
        listing,
        testing::ContainsRegex(
            "^-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/manifest.json\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/RUNBOOK.md\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/SHA256SUMS\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/flyway.toml\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/repeatables.diff\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/sql/U124__a.sql\n"
            "-rw-r--r-- 0/0 +[0-9]+ 2025-12-12 05:48:20 Rollback-V123/sql/V124__a.sql\n$"
        )
    );
}

}  // namespace
}  // namespace rollpack::packager
