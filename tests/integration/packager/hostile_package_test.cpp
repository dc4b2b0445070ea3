#include "integration/packager/hostile_kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

using test::Compression;
using test::Entries;
using test::fault_of;
using test::RawEntry;
using test::small_selection;
using testing::HasSubstr;

RawEntry& named(Entries& entries, const std::string& path) {
    const auto found = std::ranges::find(entries, "Rollback-V123/" + path, &RawEntry::name);
    if (found == entries.end()) {
        throw std::invalid_argument(path);
    }
    return *found;
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
        {"a_changed_difference",
         [](Entries& entries) { named(entries, "repeatables.diff").bytes += "+\x1B[2J\n"; },
         "the content digest differs"},
        {"no_difference",
         [](Entries& entries) {
             std::erase_if(entries, [](const RawEntry& entry) {
                 return entry.name.ends_with("repeatables.diff");
             });
         },
         "'repeatables.diff' is missing"},
        {"a_second_difference",
         [](Entries& entries) { entries.push_back(named(entries, "repeatables.diff")); },
         "entry 'repeatables.diff' is there twice"},
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

TEST(OpenPackage, TakesTheUnchangedEntriesThatTheRefusedOnesAreMadeFrom) {
    const Entries entries = test::entries_of(small_selection());

    EXPECT_EQ(fault_of(make_tar(entries, Compression::gzip)), "");
    EXPECT_EQ(fault_of(make_tar(entries, Compression::zstd)), "");
    EXPECT_EQ(fault_of(make_zip(entries)), "");
}

}  // namespace
}  // namespace rollpack::packager
