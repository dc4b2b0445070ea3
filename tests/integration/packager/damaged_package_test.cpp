#include "integration/packager/hostile_kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

using test::Compression;
using test::Entries;
using test::fault_of;
using test::small_selection;
using testing::HasSubstr;

struct BytesCase {
    const char* name;
    std::string (*make)(const Entries&);
    const char* fault;
};

class OpenPackageRefuses : public testing::TestWithParam<BytesCase> {};

TEST_P(OpenPackageRefuses, Bytes) {
    EXPECT_THAT(
        fault_of(GetParam().make(test::entries_of(small_selection()))),
        HasSubstr(GetParam().fault)
    );
}

std::string without_last(std::string bytes, std::size_t count) {
    bytes.resize(bytes.size() - count);
    return bytes;
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OpenPackageRefuses,
    testing::Values(
        BytesCase{"nothing", [](const Entries&) { return std::string{}; }, "is not a package"},
        BytesCase{
            "a_tar_without_compression",
            [](const Entries& entries) { return make_tar(entries, Compression::none); },
            "is not a package"},
        BytesCase{
            "a_gzip_of_no_tar",
            [](const Entries&) { return test::gzip("hello"); },
            "the archive is damaged"},
        BytesCase{
            "a_tar_gz_in_a_gzip",
            [](const Entries& entries) { return test::gzip(make_tar(entries, Compression::gzip)); },
            "the archive is compressed more than once"},
        BytesCase{
            "a_gzip_cut_short",
            [](const Entries& entries) {
                return without_last(make_tar(entries, Compression::gzip), 12);
            },
            "compression is damaged"},
        BytesCase{
            "a_gzip_with_data_behind_it",
            [](const Entries& entries) { return make_tar(entries, Compression::gzip) + "x"; },
            "the file goes on behind the archive's end"},
        BytesCase{
            "a_gzip_with_another_behind_it",
            [](const Entries& entries) {
                return make_tar(entries, Compression::gzip) + test::gzip("more");
            },
            "goes on behind its end"},
        BytesCase{
            "a_zstd_cut_short",
            [](const Entries& entries) {
                return without_last(make_tar(entries, Compression::zstd), 12);
            },
            "compression is damaged"},
        BytesCase{
            "a_zstd_with_data_behind_it",
            [](const Entries& entries) {
                return make_tar(entries, Compression::zstd) + "xxxxxxxx";
            },
            "damaged"},
        BytesCase{
            "a_tar_without_its_end_mark",
            [](const Entries& entries) {
                return test::gzip(without_last(make_tar(entries, Compression::none), 1024));
            },
            "the archive is cut short"},
        BytesCase{
            "a_tar_with_data_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(make_tar(entries, Compression::none) + std::string(2000, 'x'));
            },
            "goes on behind its end"},
        BytesCase{
            "a_tar_with_data_and_a_new_end_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(
                    make_tar(entries, Compression::none) + "x" + std::string(2000, '\0')
                );
            },
            "goes on behind its end"},
        BytesCase{
            "a_tar_with_many_zeros_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(
                    make_tar(entries, Compression::none) + std::string(8'000'000, '\0')
                );
            },
            "goes on behind its end"},
        BytesCase{
            "a_zip_cut_short",
            [](const Entries& entries) { return without_last(make_zip(entries), 1); },
            "cut short, or holds more than its entries"},
        BytesCase{
            "a_zip_with_data_behind_it",
            [](const Entries& entries) { return make_zip(entries) + "x"; },
            "cut short, or holds more than its entries"},
        BytesCase{
            "a_zip_with_data_before_its_directory",
            [](const Entries& entries) {
                std::string zip = make_zip(entries);
                return zip.insert(zip.find("PK\x01\x02"), "x");
            },
            "cut short, or holds more than its entries"}
    ),
    [](const auto& test) { return test.param.name; }
);

class FlippedByte : public testing::TestWithParam<PackageFormat> {};

/// A few bytes of an archive say nothing, for example the time in a zip's entry.
TEST_P(FlippedByte, IsRefusedOrChangesNothing) {
    const test::TempDir folder;
    const core::Selection selection = small_selection();
    const std::string sound = test::read_file(
        test::write(selection, GetParam(), folder.path()).artifact
    );
    for (std::size_t i = 0; i < sound.size(); i += 13) {
        std::string flipped = sound;
        flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
        test::write_file(folder / "flipped", flipped);
        try {
            EXPECT_EQ(open_package(folder / "flipped").selection(), selection) << "byte " << i;
        } catch (const core::Error& error) {
            EXPECT_EQ(error.code(), core::ErrorCode::package_invalid) << error.what();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    FlippedByte,
    testing::Values(PackageFormat::tar_gz, PackageFormat::tar_zst, PackageFormat::zip),
    [](const auto& test) { return test::format_name(test.param); }
);

TEST(OpenPackageRefuses, AManifestOverItsLimit) {
    ReadLimits limits;
    limits.manifest_bytes = 100;
    const Entries entries = test::entries_of(small_selection());

    EXPECT_THAT(
        fault_of(make_tar(entries, Compression::gzip), limits),
        HasSubstr("entry 'manifest.json' is longer than")
    );
}

TEST(OpenPackageRefuses, AFileOverItsLimit) {
    ReadLimits limits;
    limits.file_bytes = 12;
    const Entries entries = test::entries_of(small_selection());

    EXPECT_EQ(
        fault_of(make_tar(entries, Compression::gzip), limits),
        "entry 'sql/U124__a.sql' is over 12 bytes"
    );
}

TEST(OpenPackageRefuses, FilesOverTheirLimitTogether) {
    ReadLimits limits;
    limits.total_bytes = 30;
    const Entries entries = test::entries_of(small_selection());

    EXPECT_EQ(fault_of(make_zip(entries), limits), "the files are over 30 bytes together");
}

TEST(OpenPackageRefuses, MoreFilesThanTheLimit) {
    ReadLimits limits;
    limits.entries = 2;
    const Entries entries = test::entries_of(small_selection());

    EXPECT_EQ(fault_of(make_zip(entries), limits), "the package has more than 2 files");
}

TEST(OpenPackageRefuses, AnArtifactOverItsLimit) {
    ReadLimits limits;
    limits.artifact_bytes = 1000;
    const Entries entries = test::entries_of(small_selection());

    EXPECT_THAT(fault_of(make_zip(entries), limits), HasSubstr("is larger than 1000 bytes"));
}

}  // namespace
}  // namespace rollpack::packager
