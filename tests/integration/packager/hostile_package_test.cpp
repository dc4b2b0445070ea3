#include "integration/packager/archive_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace rollpack::packager {
namespace {

using test::Compression;
using test::RawEntry;
using testing::HasSubstr;

using Entries = std::vector<RawEntry>;

core::Selection small_selection() {
    return test::SelectionBuilder("123")
        .undo("U124__a.sql", "drop table a;\n")
        .restore("R__b.sql", "select 'b';\n")
        .build();
}

RawEntry& named(Entries& entries, const std::string& path) {
    const auto found = std::ranges::find(entries, "Rollback-V123/" + path, &RawEntry::name);
    if (found == entries.end()) {
        throw std::invalid_argument(path);
    }
    return *found;
}

/// What open_package says of these bytes; empty if it opens them.
std::string fault_of(const std::string& bytes, const ReadLimits& limits = {}) {
    const test::TempDir folder;
    test::write_file(folder / "package", bytes);
    try {
        open_package(folder / "package", limits);
        return {};
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::package_invalid) << error.what();
        EXPECT_EQ(error.message().find('\n'), std::string::npos);
        EXPECT_FALSE(error.hint().empty());
        return error.message();
    }
}

struct EntriesCase {
    const char* name;
    void (*change)(Entries&);
    const char* fault;
};

std::vector<EntriesCase> entries_cases() {
    return {
        {"an_absolute_name",
         [](Entries& entries) {
             entries.push_back({"/etc/passwd", "x"});
         },
         "entry '/etc/passwd' is an absolute path"},
        {"a_way_out",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/sql/../../x", "x"});
         },
         "has an empty part, '.' or '..'"},
        {"a_dot",
         [](Entries& entries) {
             entries.push_back({"./Rollback-V123/x", "x"});
         },
         "has an empty part, '.' or '..'"},
        {"a_back_slash",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/sql\\x.sql", "x"});
         },
         "holds a back slash"},
        {"a_drive_letter",
         [](Entries& entries) {
             entries.push_back({"C:x", "x"});
         },
         "entry 'C:x' is an absolute path"},
        {"a_control_character",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/\x1B[2J", "x"});
         },
         "entry 'Rollback-V123/\\x1b[2J' holds a control character"},
        {"another_folder",
         [](Entries& entries) {
             entries.push_back({"elsewhere/x", "x"});
         },
         "entry 'elsewhere/x' is not in the package's folder"},
        {"no_folder",
         [](Entries& entries) {
             entries.push_back({"x", "x"});
         },
         "entry 'x' is not in the package's folder"},
        {"a_stranger",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/sql/x.sql", "x"});
         },
         "entry 'sql/x.sql' is not in the manifest"},
        {"a_second_manifest",
         [](Entries& entries) { entries.push_back(entries.front()); },
         "entry 'manifest.json' is there twice"},
        {"a_second_script",
         [](Entries& entries) { entries.push_back(named(entries, "sql/U124__a.sql")); },
         "entry 'sql/U124__a.sql' is there twice"},
        {"a_second_runbook",
         [](Entries& entries) { entries.push_back(named(entries, "RUNBOOK.md")); },
         "entry 'RUNBOOK.md' is there twice"},
        {"a_name_that_differs_in_case",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/SQL/U124__a.sql", "x"});
         },
         "entry 'SQL/U124__a.sql' is not in the manifest"},
        {"a_missing_script",
         [](Entries& entries) {
             std::erase_if(entries, [](const RawEntry& entry) {
                 return entry.name.ends_with("U124__a.sql");
             });
         },
         "'sql/U124__a.sql' is missing"},
        {"a_missing_runbook",
         [](Entries& entries) {
             std::erase_if(entries, [](const RawEntry& entry) {
                 return entry.name.ends_with("RUNBOOK.md");
             });
         },
         "'RUNBOOK.md' is missing"},
        {"a_late_manifest",
         [](Entries& entries) { std::swap(entries.front(), entries.back()); },
         "the first entry is not manifest.json"},
        {"a_renamed_folder",
         [](Entries& entries) {
             for (RawEntry& entry : entries) {
                 entry.name.replace(0, 13, "Rollback-V122");
             }
         },
         "the entries are in the folder 'Rollback-V122' and not in 'Rollback-V123'"},
        {"a_changed_script",
         [](Entries& entries) { named(entries, "sql/U124__a.sql").bytes[12] = '!'; },
         "entry 'sql/U124__a.sql' does not have the SHA-256 that the manifest says"},
        {"a_shorter_script",
         [](Entries& entries) { named(entries, "sql/U124__a.sql").bytes.pop_back(); },
         "entry 'sql/U124__a.sql' is shorter than the manifest says"},
        {"a_longer_script",
         [](Entries& entries) { named(entries, "sql/U124__a.sql").bytes += ' '; },
         "entry 'sql/U124__a.sql' is longer than the manifest says"},
        {"a_changed_runbook",
         [](Entries& entries) { named(entries, "RUNBOOK.md").bytes += ' '; },
         "the content digest differs"},
        {"a_changed_flyway_toml",
         [](Entries& entries) { named(entries, "flyway.toml").bytes += '\n'; },
         "the content digest differs"},
        {"a_changed_list_of_digests",
         [](Entries& entries) { named(entries, "SHA256SUMS").bytes += '\n'; },
         "SHA256SUMS is not the list of the files' digests"},
        {"a_manifest_with_other_bytes",
         [](Entries& entries) { entries.front().bytes += '\n'; },
         "SHA256SUMS is not the list of the files' digests"},
        {"a_manifest_that_is_no_json",
         [](Entries& entries) { entries.front().bytes = "{"; },
         "$: not JSON"},
        {"a_symbolic_link",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/l", "", AE_IFLNK, 0777, "/etc/passwd"});
         },
         "entry 'Rollback-V123/l' is a link"},
        {"a_folder",
         [](Entries& entries) {
             entries.push_back({"Rollback-V123/sql/", "", AE_IFDIR, 0755});
         },
         "is not a plain file"},
        {"a_setuid_file",
         [](Entries& entries) { named(entries, "sql/U124__a.sql").permissions = 04755; },
         "entry 'Rollback-V123/sql/U124__a.sql' has a setuid, setgid or sticky bit"},
    };
}

class OpenTarRefuses : public testing::TestWithParam<EntriesCase> {};

TEST_P(OpenTarRefuses, Entries) {
    Entries entries = test::entries_of(small_selection());
    GetParam().change(entries);

    EXPECT_THAT(fault_of(make_tar(entries, Compression::gzip)), HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OpenTarRefuses,
    testing::ValuesIn(entries_cases()),
    [](const auto& test) { return test.param.name; }
);

class OpenZipRefuses : public testing::TestWithParam<EntriesCase> {};

TEST_P(OpenZipRefuses, Entries) {
    Entries entries = test::entries_of(small_selection());
    GetParam().change(entries);

    EXPECT_THAT(fault_of(make_zip(entries)), HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OpenZipRefuses,
    testing::ValuesIn(entries_cases()),
    [](const auto& test) { return test.param.name; }
);

TEST(OpenPackageRefuses, AHardLink) {
    Entries entries = test::entries_of(small_selection());
    entries.push_back({"Rollback-V123/l", "", AE_IFREG, 0644, "Rollback-V123/manifest.json"});

    EXPECT_EQ(fault_of(make_tar(entries, Compression::gzip)), "entry 'Rollback-V123/l' is a link");
}

struct KindCase {
    const char* name;
    unsigned kind;
};

class OpenPackageRefusesKind : public testing::TestWithParam<KindCase> {};

TEST_P(OpenPackageRefusesKind, OfFile) {
    Entries entries = test::entries_of(small_selection());
    entries.push_back({"Rollback-V123/x", "", GetParam().kind});

    EXPECT_EQ(
        fault_of(make_tar(entries, Compression::zstd)),
        "entry 'Rollback-V123/x' is not a plain file"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    OpenPackageRefusesKind,
    testing::Values(
        KindCase{"pipe", AE_IFIFO},
        KindCase{"character_device", AE_IFCHR},
        KindCase{"block_device", AE_IFBLK}
    ),
    [](const auto& test) { return test.param.name; }
);

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

TEST(OpenPackage, TakesTheUnchangedEntriesThatTheRefusedOnesAreMadeFrom) {
    const Entries entries = test::entries_of(small_selection());

    EXPECT_EQ(fault_of(make_tar(entries, Compression::gzip)), "");
    EXPECT_EQ(fault_of(make_tar(entries, Compression::zstd)), "");
    EXPECT_EQ(fault_of(make_zip(entries)), "");
}

}  // namespace
}  // namespace rollpack::packager
