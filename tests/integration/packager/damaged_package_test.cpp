#include "integration/packager/hostile_kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

namespace rollpack::packager {
namespace {

using test::Compression;
using test::Entries;
using test::fault_of;
using test::fault_of_file;
using test::small_selection;
using testing::HasSubstr;

struct BytesCase {
    const char* name;
    std::string (*make)(const Entries&);
    const char* fault;
};

std::string without_last(std::string bytes, std::size_t count) {
    bytes.resize(bytes.size() - count);
    return bytes;
}

std::string with_flipped_bit(std::string bytes, std::size_t position) {
    bytes[position] = static_cast<char>(bytes[position] ^ 0x01);
    return bytes;
}

constexpr const char* cut_or_longer = "the archive is cut short or goes on behind its end";

/// What happens to a file on its way.
class OpenPackageRefusesDamage : public testing::TestWithParam<BytesCase> {};

TEST_P(OpenPackageRefusesDamage, OfAFile) {
    EXPECT_THAT(
        fault_of_file(GetParam().make(test::entries_of(small_selection()))),
        HasSubstr(GetParam().fault)
    );
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OpenPackageRefusesDamage,
    testing::Values(
        BytesCase{"nothing", [](const Entries&) { return std::string{}; }, "is not a package"},
        BytesCase{
            "a_tar_without_compression",
            [](const Entries& entries) { return make_tar(entries, Compression::none); },
            "is not a package"},
        BytesCase{
            "a_gzip_cut_short",
            [](const Entries& entries) {
                return without_last(test::sealed(make_tar(entries, Compression::gzip)), 1);
            },
            cut_or_longer},
        BytesCase{
            "a_gzip_cut_at_its_header",
            [](const Entries&) { return std::string{"\x1F\x8B"}; },
            cut_or_longer},
        BytesCase{
            "a_gzip_with_data_behind_it",
            [](const Entries& entries) {
                return test::sealed(make_tar(entries, Compression::gzip)) + "x";
            },
            cut_or_longer},
        BytesCase{
            "a_gzip_without_a_seal",
            [](const Entries& entries) { return make_tar(entries, Compression::gzip); },
            cut_or_longer},
        BytesCase{
            "a_gzip_with_a_flipped_bit",
            [](const Entries& entries) {
                return with_flipped_bit(test::sealed(make_tar(entries, Compression::gzip)), 99);
            },
            "the archive was changed: its bytes do not have the SHA-256 at its end"},
        BytesCase{
            "a_zstd_cut_short",
            [](const Entries& entries) {
                return without_last(test::sealed(make_tar(entries, Compression::zstd)), 12);
            },
            cut_or_longer},
        BytesCase{
            "a_zstd_with_a_flipped_bit",
            [](const Entries& entries) {
                return with_flipped_bit(test::sealed(make_tar(entries, Compression::zstd)), 99);
            },
            "the archive was changed"},
        BytesCase{
            "a_zip_cut_short",
            [](const Entries& entries) { return without_last(test::sealed(make_zip(entries)), 1); },
            cut_or_longer},
        BytesCase{
            "a_zip_with_a_flipped_bit",
            [](const Entries& entries) {
                return with_flipped_bit(test::sealed(make_zip(entries)), 99);
            },
            "the archive was changed"}
    ),
    [](const auto& test) { return test.param.name; }
);

/// What somebody makes who closes it as rollpack does.
class OpenPackageRefuses : public testing::TestWithParam<BytesCase> {};

TEST_P(OpenPackageRefuses, Bytes) {
    EXPECT_THAT(
        fault_of(GetParam().make(test::entries_of(small_selection()))),
        HasSubstr(GetParam().fault)
    );
}

std::string tar_of(const Entries& entries) {
    return make_tar(entries, Compression::none);
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OpenPackageRefuses,
    testing::Values(
        BytesCase{
            "a_gzip_of_no_tar",
            [](const Entries&) { return test::gzip("hello"); },
            "the archive is damaged"},
        BytesCase{
            "a_tar_gz_in_a_gzip",
            [](const Entries& entries) { return test::gzip(make_tar(entries, Compression::gzip)); },
            "the archive is compressed more than once"},
        BytesCase{
            "a_tar_gz_in_a_zstd",
            [](const Entries& entries) { return test::zstd(make_tar(entries, Compression::gzip)); },
            "the archive is compressed more than once"},
        BytesCase{
            "a_zip_in_a_gzip",
            [](const Entries& entries) { return test::gzip(make_zip(entries)); },
            "the archive is compressed more than once"},
        BytesCase{
            "a_gzip_cut_short",
            [](const Entries& entries) {
                return without_last(make_tar(entries, Compression::gzip), 12);
            },
            "compression is damaged: it is cut short"},
        BytesCase{
            "a_gzip_with_a_time",
            [](const Entries& entries) {
                return with_flipped_bit(make_tar(entries, Compression::gzip), 4);
            },
            "the archive's gzip header is not one that rollpack writes"},
        BytesCase{
            "a_gzip_with_another_checksum",
            [](const Entries& entries) {
                const std::string gzip = make_tar(entries, Compression::gzip);
                return with_flipped_bit(gzip, gzip.size() - 8);
            },
            "the archive's compression is damaged"},
        BytesCase{
            "a_gzip_with_another_length",
            [](const Entries& entries) {
                const std::string gzip = make_tar(entries, Compression::gzip);
                return with_flipped_bit(gzip, gzip.size() - 1);
            },
            "the archive's compression is damaged"},
        BytesCase{
            "a_gzip_with_data_behind_it",
            [](const Entries& entries) { return make_tar(entries, Compression::gzip) + "x"; },
            "the file goes on behind the archive's end"},
        BytesCase{
            "a_gzip_with_another_behind_it",
            [](const Entries& entries) {
                return make_tar(entries, Compression::gzip) + test::gzip("more");
            },
            "the file goes on behind the archive's end"},
        BytesCase{
            "a_gzip_with_another_seal",
            [](const Entries& entries) {
                return test::sealed(make_tar(entries, Compression::gzip));
            },
            "the file goes on behind the archive's end"},
        BytesCase{
            "a_zstd_cut_short",
            [](const Entries& entries) {
                return without_last(make_tar(entries, Compression::zstd), 12);
            },
            "compression is damaged: it is not one zstd frame"},
        BytesCase{
            "a_zstd_with_data_behind_it",
            [](const Entries& entries) {
                return make_tar(entries, Compression::zstd) + "xxxxxxxx";
            },
            "compression is damaged: it is not one zstd frame"},
        BytesCase{
            "a_zstd_with_a_frame_behind_it_that_readers_skip",
            [](const Entries& entries) {
                return test::sealed(make_tar(entries, Compression::zstd));
            },
            "compression is damaged: it is not one zstd frame"},
        BytesCase{
            "a_zstd_that_wants_a_window_of_much_memory",
            [](const Entries& entries) {
                std::string zstd = make_tar(entries, Compression::zstd);
                zstd[5] = '\x88';  // 2^27 bytes
                return zstd;
            },
            "compression is damaged: it is not one zstd frame"},
        BytesCase{
            "a_tar_without_its_end_mark",
            [](const Entries& entries) { return test::gzip(without_last(tar_of(entries), 1024)); },
            "the archive is cut short: the mark of its end is missing"},
        BytesCase{
            "a_tar_with_half_its_end_mark",
            [](const Entries& entries) { return test::gzip(without_last(tar_of(entries), 512)); },
            "the archive is cut short: the mark of its end is missing"},
        BytesCase{
            "a_tar_with_data_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(tar_of(entries) + std::string(2000, 'x'));
            },
            "goes on behind its end"},
        BytesCase{
            "a_tar_with_zeros_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(tar_of(entries) + std::string(512, '\0'));
            },
            "goes on behind its end"},
        BytesCase{
            "a_tar_with_data_and_a_new_end_behind_its_end",
            [](const Entries& entries) {
                return test::gzip(tar_of(entries) + "x" + std::string(2000, '\0'));
            },
            "goes on behind its end"},
        BytesCase{
            "a_tar_with_data_in_its_padding",
            [](const Entries& entries) {
                return test::zstd(with_flipped_bit(tar_of(entries), tar_of(entries).size() - 1025));
            },
            "entry 'Rollback-V123/sql/V124__a.sql' has bytes behind its end"},
        BytesCase{
            "a_tar_with_an_owner",
            [](const Entries& entries) {
                std::string tar = tar_of(entries);
                tar[113] = '1';  // the last digit of the first entry's user
                tar[153] = static_cast<char>(tar[153] + 1);  // and of its sum
                return test::gzip(tar);
            },
            "entry 'Rollback-V123/manifest.json' has a header that rollpack does not write"},
        BytesCase{
            "a_tar_of_another_time",
            [](Entries const& entries) {
                Entries changed = entries;
                for (test::RawEntry& entry : changed) {
                    entry.time_unix = 1;
                }
                return make_tar(changed, Compression::gzip);
            },
            "the entries are not dated with the time of the release's commit"},
        BytesCase{
            "a_tar_of_two_times",
            [](const Entries& entries) {
                Entries changed = entries;
                changed.back().time_unix = 1;
                return make_tar(changed, Compression::gzip);
            },
            "entry 'Rollback-V123/sql/V124__a.sql' has another time than the first one"},
        BytesCase{
            "a_zip_with_data_behind_it",
            [](const Entries& entries) { return make_zip(entries) + "xx"; },
            "cut short, or holds more than its entries"},
        BytesCase{
            "a_zip_with_data_before_its_directory",
            [](const Entries& entries) {
                std::string zip = make_zip(entries);
                return zip.insert(zip.find("PK\x01\x02"), "x");
            },
            "the archive is damaged"},
        BytesCase{
            "a_zip_whose_entry_has_another_date_than_its_directory",
            [](const Entries& entries) { return with_flipped_bit(make_zip(entries), 12); },
            "is not what the directory says of it"},
        BytesCase{
            "a_zip_with_another_size_behind_an_entry",
            [](const Entries& entries) {
                const std::string zip = make_zip(entries);
                return with_flipped_bit(zip, zip.find("PK\x07\x08") + 12);
            },
            "is not what the directory says of it"}
    ),
    [](const auto& test) { return test.param.name; }
);

/// A package on disk of which single bytes are exchanged.
class FlippedByte : public testing::TestWithParam<PackageFormat> {
protected:
    FlippedByte()
        : sound_(test::read_file(test::write(small_selection(), GetParam(), folder_.path()).artifact
        ))
        , file_(
              folder_ / "package",
              std::ios::in | std::ios::out | std::ios::binary | std::ios::trunc
          ) {
        file_ << sound_ << std::flush;
    }

    const std::string& sound() const { return sound_; }

    bool opens_with(std::size_t position, unsigned mask) {
        put(position, static_cast<char>(static_cast<unsigned char>(sound_[position]) ^ mask));
        bool opens = true;
        try {
            open_package(folder_ / "package");
        } catch (const core::Error& error) {
            EXPECT_EQ(error.code(), core::ErrorCode::package_invalid) << error.what();
            opens = false;
        }
        put(position, sound_[position]);
        return opens;
    }

private:
    void put(std::size_t position, char byte) {
        file_.seekp(static_cast<std::streamoff>(position)).put(byte).flush();
    }

    test::TempDir folder_;
    std::string sound_;
    std::fstream file_;
};

TEST_P(FlippedByte, IsRefusedWhereverItIs) {
    std::vector<std::size_t> opened;
    for (std::size_t i = 0; i < sound().size(); ++i) {
        if (opens_with(i, 1U << (i % 8)) || opens_with(i, 0xFFU)) {
            opened.push_back(i);
        }
    }
    EXPECT_THAT(opened, testing::IsEmpty());
}

/// Minutes, so only when it is asked for: --gtest_also_run_disabled_tests.
TEST_P(FlippedByte, DISABLED_IsRefusedWhicheverBitItIs) {
    std::size_t opened = 0;
    for (std::size_t i = 0; i < sound().size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            opened += opens_with(i, 1U << bit) ? 1U : 0U;
        }
    }
    EXPECT_EQ(opened, 0U);
    std::cout << opened << " of " << 8 * sound().size() << " flipped bits were accepted\n";
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    FlippedByte,
    testing::Values(PackageFormat::tar_gz, PackageFormat::tar_zst, PackageFormat::zip),
    [](const auto& test) { return test::format_name(test.param); }
);

/// What the seal alone finds, the checks below it find as well but for bits that say nothing: here
/// somebody flips a bit and seals the archive again.
class ResealedFlippedByte : public testing::TestWithParam<PackageFormat> {};

TEST_P(ResealedFlippedByte, IsRefusedOrGivesTheSamePackage) {
    const core::Selection selection = small_selection();
    const Entries entries = test::entries_of(selection);
    const std::string sound = GetParam() == PackageFormat::zip
        ? make_zip(entries)
        : make_tar(
            entries,
            GetParam() == PackageFormat::tar_gz ? Compression::gzip : Compression::zstd
        );
    const test::TempDir folder;
    for (std::size_t i = 0; i < sound.size(); i += 31) {
        test::write_file(folder / "package", test::sealed(with_flipped_bit(sound, i)));
        try {
            EXPECT_EQ(open_package(folder / "package").selection(), selection) << "byte " << i;
        } catch (const core::Error& error) {
            EXPECT_EQ(error.code(), core::ErrorCode::package_invalid) << error.what();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    ResealedFlippedByte,
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
