#include "rollpack/git/repository.hpp"
#include "support/error_of.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace rollpack::git {
namespace {

using core::EntryKind;
using core::ErrorCode;
using test::error_of;
using test::RepositoryBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* some_commit = "0f5ad748a86bd980a39543f51cf069b20c50b28b";

class Read : public testing::Test {
protected:
    /// What list() finds at the last commit, by path; fails the test where there is no such folder.
    std::vector<core::SourceEntry> list(const std::string& location) {
        auto entries = repository().list(head(), location);
        EXPECT_TRUE(entries.has_value()) << location;
        return entries.value_or(std::vector<core::SourceEntry>{});
    }

    std::vector<std::string> paths(const std::string& location) {
        std::vector<std::string> found;
        for (core::SourceEntry& entry : list(location)) {
            found.push_back(std::move(entry.path));
        }
        return found;
    }

    Repository& repository() {
        if (!repository_) {
            repository_ = Repository::open(builder_.path());
        }
        return *repository_;
    }

    core::Release head() { return repository().resolve("HEAD"); }

    RepositoryBuilder builder_{RepositoryBuilder::Form::bare};

private:
    std::optional<Repository> repository_;
};

TEST_F(Read, ListsTheFilesBelowALocationOnly) {
    builder_.commit(
        {{"sql/V1__a.sql", "1"}, {"other/V2__b.sql", "2"}, {"sqlite/x", "3"}, {"sql2", ""}}
    );
    EXPECT_THAT(paths("sql"), ElementsAre("V1__a.sql"));
}

TEST_F(Read, GivesPathsRelativeToTheLocationAndOriginsInTheRepository) {
    builder_.commit({{"db/migration/undo/U1__a.sql", "1"}});
    const auto entries = list("db/migration");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().kind, EntryKind::file);
    EXPECT_EQ(entries.front().path, "undo/U1__a.sql");
    EXPECT_EQ(entries.front().origin.path, "db/migration/undo/U1__a.sql");
    EXPECT_EQ(entries.front().origin.commit.hex(), builder_.last_commit());
    EXPECT_EQ(
        entries.front().origin.blob.hex(),
        test::git(builder_.path(), {"rev-parse", "HEAD:db/migration/undo/U1__a.sql"})
    );
}

TEST_F(Read, SortsByTheBytesOfThePath) {
    builder_.commit(
        {{"sql/a.sql", ""},
         {"sql/a/b.sql", ""},
         {"sql/a-b", ""},
         {"sql/B", ""},
         {"sql/\xC3\xA9", ""}}
    );
    EXPECT_THAT(paths("sql"), ElementsAre("B", "a-b", "a.sql", "a/b.sql", "\xC3\xA9"));
}

TEST_F(Read, ListsTheWholeTreeForTheEmptyLocation) {
    builder_.commit({{"V1__a.sql", "1"}, {"sql/V2__b.sql", "2"}});
    EXPECT_THAT(paths(""), ElementsAre("V1__a.sql", "sql/V2__b.sql"));
}

TEST_F(Read, LeavesOutHiddenFoldersButNotHiddenFiles) {
    builder_.commit({{"sql/.old/V1__a.sql", "1"}, {"sql/.keep", ""}, {"sql/x/.y/z", ""}});
    EXPECT_THAT(paths("sql"), ElementsAre(".keep"));
}

TEST_F(Read, ListsAHiddenLocationThatWasAskedFor) {
    builder_.commit({{".db/V1__a.sql", "1"}});
    EXPECT_THAT(paths(".db"), ElementsAre("V1__a.sql"));
}

TEST_F(Read, ReportsSymbolicLinksAndSubmodulesAsWhatTheyAre) {
    builder_.file("sql/a", "1").symlink("sql/b", "a").submodule("sql/c", some_commit).commit();
    const auto entries = list("sql");
    std::vector<EntryKind> kinds;
    std::ranges::transform(entries, std::back_inserter(kinds), &core::SourceEntry::kind);
    EXPECT_THAT(kinds, ElementsAre(EntryKind::file, EntryKind::symlink, EntryKind::submodule));
    EXPECT_EQ(entries.back().origin.blob.hex(), some_commit);
}

struct Location {
    const char* test_name;
    const char* location;
    const char* found_at;  ///< where the link or submodule is

    friend std::ostream& operator<<(std::ostream& out, const Location& value) {
        return out << value.location;
    }
};

class ReadLinkedLocation
    : public Read
    , public testing::WithParamInterface<Location> {};

TEST_P(ReadLinkedLocation, GivesTheLinkItself) {
    builder_.file("real/sql/V1__a.sql", "1").symlink("sql", "real/sql");
    builder_.symlink("db", "real").commit();
    const auto entries = list(GetParam().location);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().kind, EntryKind::symlink);
    EXPECT_EQ(entries.front().path, "");
    EXPECT_EQ(entries.front().origin.path, GetParam().found_at);
}

INSTANTIATE_TEST_SUITE_P(
    Locations,
    ReadLinkedLocation,
    testing::Values(
        Location{"TheLocationIsALink", "sql", "sql"},
        Location{"ALinkIsOnTheWay", "db/sql", "db"}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Read, GivesASubmoduleAtTheLocationItself) {
    builder_.submodule("sql", some_commit).commit();
    const auto entries = list("sql");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().kind, EntryKind::submodule);
    EXPECT_EQ(entries.front().path, "");
}

class ReadAbsentLocation
    : public Read
    , public testing::WithParamInterface<Location> {};

TEST_P(ReadAbsentLocation, GivesNone) {
    builder_.commit({{"sql/V1__a.sql", "1"}});
    EXPECT_EQ(repository().list(head(), GetParam().location), std::nullopt);
    EXPECT_EQ(repository().read_file(head(), GetParam().location), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Locations,
    ReadAbsentLocation,
    testing::Values(
        Location{"NoSuchFolder", "db", ""},
        Location{"NoSuchFolderInside", "sql/undo", ""},
        Location{"BelowAFile", "sql/V1__a.sql/x", ""},
        Location{"OnlyTheBeginningOfAName", "sq", ""},
        Location{"OtherCase", "SQL", ""},
        Location{"OutsideOfTheRepository", "../sql", ""},
        Location{"OutAndInAgain", "sql/../sql", ""}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Read, GivesNoListForAFile) {
    builder_.commit({{"sql", "1"}});
    EXPECT_EQ(repository().list(head(), "sql"), std::nullopt);
}

class ReadSpelledLocation
    : public Read
    , public testing::WithParamInterface<Location> {};

TEST_P(ReadSpelledLocation, IsTheSameFolder) {
    builder_.commit({{"db/sql/V1__a.sql", "1"}});
    const auto entries = list(GetParam().location);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries.front().origin.path, "db/sql/V1__a.sql");
}

INSTANTIATE_TEST_SUITE_P(
    Locations,
    ReadSpelledLocation,
    testing::Values(
        Location{"SlashAtTheEnd", "db/sql/", ""},
        Location{"DotInFront", "./db/sql", ""},
        Location{"TwoSlashes", "db//sql", ""},
        Location{"DotAtTheEnd", "db/sql/.", ""}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Read, GivesTheBytesAsStored) {
    const std::string bytes{"\xEF\xBB\xBF-- \xFF\r\nSELECT 1;\r\n\0;", 22};
    builder_.commit({{"sql/V1__a.sql", bytes}, {".gitattributes", "* text eol=lf\n"}});
    EXPECT_EQ(repository().read(list("sql").front().origin), bytes);
    EXPECT_EQ(repository().read_file(head(), "sql/V1__a.sql"), bytes);
}

TEST_F(Read, GivesAnEmptyFile) {
    builder_.commit({{"sql/V1__a.sql", ""}});
    EXPECT_EQ(repository().read(list("sql").front().origin), "");
}

TEST_F(Read, GivesAFileAsOfTheReleaseThatWasResolved) {
    builder_.commit({{"flyway.toml", "old"}});
    const core::Release old_release = head();
    builder_.commit({{"flyway.toml", "new"}});
    EXPECT_EQ(repository().read_file(old_release, "flyway.toml"), "old");
    EXPECT_EQ(repository().read_file(head(), "flyway.toml"), "new");
}

TEST_F(Read, KeepsFileNamesThatAreNotUtf8) {
    builder_.commit({{"sql/V1__\xE9.sql", "1"}});
    EXPECT_THAT(paths("sql"), ElementsAre("V1__\xE9.sql"));
}

TEST_F(Read, RefusesToReadAFileThroughALink) {
    builder_.file("conf/flyway.toml", "x").symlink("flyway.toml", "conf/flyway.toml").commit();
    const auto error = error_of([&] { return repository().read_file(head(), "flyway.toml"); });
    EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
    EXPECT_EQ(
        error.message(),
        "'flyway.toml' of HEAD is a symbolic link, so 'flyway.toml' cannot be read"
    );
}

TEST_F(Read, RefusesToReadAFileInsideASubmodule) {
    builder_.submodule("conf", some_commit).commit();
    const auto error = error_of([&] { return repository().read_file(head(), "conf/flyway.toml"); });
    EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
    EXPECT_THAT(error.message(), HasSubstr("'conf' of HEAD is a submodule"));
}

TEST_F(Read, RefusesAFileWhoseObjectIsGone) {
    builder_.commit({{"sql/V1__a.sql", "1"}});
    const auto origin = list("sql").front().origin;
    const std::string id = origin.blob.hex();
    std::filesystem::remove(builder_.path() / "objects" / id.substr(0, 2) / id.substr(2));
    const auto error = error_of([&] { return repository().read(origin); });
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.message(), HasSubstr("'sql/V1__a.sql' of " + builder_.last_commit()));
    EXPECT_THAT(error.hint(), HasSubstr("fsck"));
}

TEST_F(Read, RefusesAFileWhoseBytesAreNotThoseOfItsId) {
    builder_.commit({{"sql/V1__a.sql", "1"}, {"sql/V2__b.sql", "2"}});
    const auto entries = list("sql");
    const auto object_file = [this](const std::string& id) {
        return builder_.path() / "objects" / id.substr(0, 2) / id.substr(2);
    };
    std::filesystem::remove(object_file(entries[0].origin.blob.hex()));
    std::filesystem::copy_file(
        object_file(entries[1].origin.blob.hex()),
        object_file(entries[0].origin.blob.hex())
    );
    const auto error = error_of([&] { return repository().read(entries[0].origin); });
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.message(), HasSubstr("sql/V1__a.sql"));
}

TEST_F(Read, RefusesAnEntryThatLeavesItsFolder) {
    builder_.commit({{"sql/V1__a.sql", "1"}});
    const std::string id = test::git(builder_.path(), {"rev-parse", "HEAD:sql/V1__a.sql"});
    std::string tree{"100644 ../evil\0", 15};
    for (std::size_t i = 0; i < id.size(); i += 2) {
        tree += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
    }
    test::write_file(builder_.path() / "evil-tree", tree);
    test::git_shell(
        builder_.path(),
        "evil=$(git hash-object -t tree --literally -w evil-tree); "
        "root=$(printf '040000 tree %s\tsql\n' $evil | git mktree); "
        "git tag evil $(git commit-tree -m evil $root)"
    );
    const auto error = error_of([&] {
        return repository().list(repository().resolve("evil"), "sql");
    });
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.message(), HasSubstr("'../evil'"));
}

TEST_F(Read, ListsAnEmptyTree) {
    builder_.commit({}, "nothing at all");
    EXPECT_THAT(paths(""), IsEmpty());
}

}  // namespace
}  // namespace rollpack::git
