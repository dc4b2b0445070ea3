#include "rollpack/git/repository.hpp"
#include "support/error_of.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::git {
namespace {

using core::ErrorCode;
using test::error_of;
using test::git_clone;
using test::git_shell;
using test::RepositoryBuilder;
using testing::HasSubstr;
using testing::Not;

/// The first command that a hint shows, without its quotes.
std::string command_in(const std::string& hint) {
    const std::size_t begin = hint.find('`');
    const std::size_t end = hint.find('`', begin + 1);
    EXPECT_NE(end, std::string::npos) << hint;
    return hint.substr(begin + 1, end - begin - 1);
}

/// A release as an independent witness of what the repository gives for it.
struct Contents {
    std::string commit;
    std::vector<std::pair<std::string, std::string>> texts;  ///< path in the repository, bytes

    bool operator==(const Contents&) const = default;
};

Contents read_all(const std::filesystem::path& directory, const std::string& name) {
    Repository repository = Repository::open(directory);
    const core::Release release = repository.resolve(name);
    Contents contents{release.commit.hex(), {}};
    const auto entries = repository.list(release, "sql");
    EXPECT_TRUE(entries.has_value());
    for (const core::SourceEntry& entry : entries.value()) {
        contents.texts.emplace_back(entry.origin.path, repository.read(entry.origin));
    }
    return contents;
}

/// Three releases: v1 and v2 by tag, v3 also on main.
class Clones : public testing::Test {
protected:
    Clones() {
        source_.commit({{"sql/V1__a.sql", "one\n"}, {"sql/R__r.sql", "old\n"}}).tag("v1");
        source_.commit({{"sql/V2__b.sql", "two\n"}, {"sql/R__r.sql", "mid\n"}}).annotated_tag("v2");
        source_.commit({{"sql/V3__c.sql", "three\n"}, {"sql/R__r.sql", "new\n"}}).tag("v3");
        test::git(source_.path(), {"config", "uploadpack.allowFilter", "true"});
        expected_v1_ = read_all(source_.path(), "v1");
    }

    std::filesystem::path clone() const { return folder_ / "clone"; }

    void make_clone(const std::vector<std::string>& options) const {
        git_clone(source_.path(), clone(), options);
    }

    test::TempDir folder_;
    RepositoryBuilder source_;
    Contents expected_v1_;
};

TEST_F(Clones, ABareCloneGivesTheSameAsADirtyWorkTree) {
    make_clone({"--bare"});
    test::write_file(source_.path() / "sql/V1__a.sql", "changed, not committed\n");
    test::write_file(source_.path() / "sql/V9__new.sql", "staged\n");
    test::git(source_.path(), {"add", "sql/V9__new.sql"});
    std::filesystem::remove(source_.path() / "sql/R__r.sql");
    EXPECT_EQ(read_all(source_.path(), "v3"), read_all(clone(), "v3"));
    EXPECT_EQ(read_all(source_.path(), "v1"), expected_v1_);
}

TEST_F(Clones, AnIndexThatIsNotOneDoesNotMatter) {
    test::write_file(source_.path() / ".git/index", "no index at all");
    EXPECT_EQ(read_all(source_.path(), "v1"), expected_v1_);
}

TEST_F(Clones, ReadingChangesNothingInTheRepository) {
    const std::string list_files = "find . -type f -exec sha256sum {} + | sort";
    const std::string before = git_shell(source_.path(), list_files);
    read_all(source_.path(), "v1");
    EXPECT_EQ(git_shell(source_.path(), list_files), before);
}

TEST_F(Clones, PackedObjectsAndReferencesGiveTheSame) {
    test::git(source_.path(), {"gc", "--quiet", "--aggressive", "--prune=now"});
    ASSERT_FALSE(std::filesystem::exists(source_.path() / ".git/refs/tags/v1"));
    EXPECT_EQ(read_all(source_.path(), "v1"), expected_v1_);
    EXPECT_EQ(read_all(source_.path(), "v2").texts.size(), 3U);
}

TEST_F(Clones, ALinkedWorkTreeGivesTheSame) {
    test::git(source_.path(), {"worktree", "add", "--quiet", clone().string(), "v3"});
    EXPECT_EQ(read_all(clone(), "v1"), expected_v1_);
}

TEST_F(Clones, ObjectsBorrowedFromAnotherRepositoryGiveTheSame) {
    make_clone({"--bare", "--reference", source_.path().string()});
    ASSERT_TRUE(std::filesystem::exists(clone() / "objects/info/alternates"));
    EXPECT_EQ(read_all(clone(), "v1"), expected_v1_);
}

class ReplacedObject : public Clones {
protected:
    void replace(const std::string& original, const std::string& replacement) {
        test::git(source_.path(), {"replace", original, replacement});
    }

    std::string store(const std::string& text) {
        return git_shell(source_.path(), "printf '" + text + "' | git hash-object -w --stdin");
    }
};

TEST_F(ReplacedObject, ACommitIsReadAsGitShowsIt) {
    replace("v1", "v3");
    const Contents contents = read_all(source_.path(), "v1");
    EXPECT_EQ(contents.commit, expected_v1_.commit);
    EXPECT_EQ(contents.texts, read_all(source_.path(), "v3").texts);
    const auto release = Repository::open(source_.path()).resolve("v1");
    EXPECT_EQ(
        std::to_string(release.committed_at_unix),
        test::git(source_.path(), {"log", "-1", "--format=%ct", "v1"})
    );
}

TEST_F(ReplacedObject, AFileIsReadAsGitShowsIt) {
    replace("v1:sql/V1__a.sql", store("mended"));
    Repository repository = Repository::open(source_.path());
    const core::Release release = repository.resolve("v1");
    EXPECT_EQ(repository.read_file(release, "sql/V1__a.sql"), "mended");
    EXPECT_EQ(read_all(source_.path(), "v1").texts.back().second, "mended");
    EXPECT_EQ(test::git(source_.path(), {"show", "v1:sql/V1__a.sql"}), "mended");
}

TEST_F(ReplacedObject, AFolderIsReadAsGitShowsIt) {
    replace("v1:sql", "v2:sql");
    EXPECT_EQ(read_all(source_.path(), "v1").texts, read_all(source_.path(), "v2").texts);
}

TEST_F(ReplacedObject, AReplacementIsReplacedInItsTurn) {
    const std::string first = store("first");
    replace("v1:sql/V1__a.sql", first);
    replace(first, store("second"));
    EXPECT_EQ(read_all(source_.path(), "v1").texts.back().second, "second");
}

TEST_F(ReplacedObject, GivesAnotherHistory) {
    test::git(source_.path(), {"replace", "--graft", "v3", "v1"});
    const auto release = Repository::open(source_.path()).resolve("v3~1");
    EXPECT_EQ(release.commit.hex(), expected_v1_.commit);
}

TEST_F(ReplacedObject, IsReadItselfWhereTheConfigurationSaysSo) {
    replace("v1", "v3");
    test::git(source_.path(), {"config", "core.useReplaceRefs", "false"});
    EXPECT_EQ(read_all(source_.path(), "v1"), expected_v1_);
}

TEST_F(ReplacedObject, ACircleOfReplacementsIsRefused) {
    const std::string first = store("first");
    const std::string second = store("second");
    replace(first, second);
    replace(second, first);
    const auto error = error_of([&] { return Repository::open(source_.path()); });
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.hint(), HasSubstr("git replace --delete"));
}

TEST_F(Clones, AShallowCloneLacksTheTagAndSaysHowToFetchIt) {
    make_clone({"--depth=1"});
    const auto error = error_of([&] { return read_all(clone(), "v2"); });
    EXPECT_EQ(error.code(), ErrorCode::shallow_clone);
    EXPECT_EQ(error.message(), "there is no tag, branch or commit 'v2' in this shallow clone");
    EXPECT_EQ(
        command_in(error.hint()),
        "git -C " + clone().string() + " fetch --depth=1 origin tag v2"
    );
    git_shell(folder_.path(), command_in(error.hint()));
    EXPECT_EQ(read_all(clone(), "v2"), read_all(source_.path(), "v2"));
}

TEST_F(Clones, AShallowCloneReadsWhatItHas) {
    make_clone({"--depth=1"});
    EXPECT_EQ(read_all(clone(), "HEAD"), read_all(source_.path(), "main"));
}

struct Missing {
    const char* test_name;
    std::string name;

    friend std::ostream& operator<<(std::ostream& out, const Missing& value) {
        return out << value.name;
    }
};

class ShallowClone
    : public Clones
    , public testing::WithParamInterface<Missing> {};

TEST_P(ShallowClone, SaysHowToFetchEverything) {
    make_clone({"--depth=1", "--no-single-branch", "--no-tags"});
    const auto error = error_of([&] { return read_all(clone(), GetParam().name); });
    EXPECT_EQ(error.code(), ErrorCode::shallow_clone);
    EXPECT_EQ(
        command_in(error.hint()),
        "git -C " + clone().string() + " fetch --unshallow --tags origin"
    );
    git_shell(folder_.path(), command_in(error.hint()));
    EXPECT_EQ(read_all(clone(), GetParam().name), expected_v1_);
}

INSTANTIATE_TEST_SUITE_P(
    Names,
    ShallowClone,
    testing::Values(
        Missing{"Ancestor", "HEAD~2"},
        Missing{"FullId", "1400277fbf316cd723351246588568f38b7a2ef7"},
        Missing{"ShortId", "1400277f"}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Clones, AShallowCloneLacksTheVersionsTagAndSaysHowToFetchAll) {
    make_clone({"--depth=1"});
    const Repository repository = Repository::open(clone());
    const auto look = [&] {
        return repository.find_release(
            *core::parse_version("1"),
            Repository::default_tag_patterns()
        );
    };
    const auto error = error_of(look);
    EXPECT_EQ(error.code(), ErrorCode::shallow_clone);
    EXPECT_THAT(error.message(), HasSubstr("this shallow clone has no tag for version 1"));
    git_shell(folder_.path(), command_in(error.hint()));
    EXPECT_EQ(look().commit.hex(), expected_v1_.commit);
}

TEST_F(Clones, ALinkedWorkTreeOfAShallowCloneIsShallowToo) {
    make_clone({"--depth=1"});
    const auto linked = folder_ / "linked";
    test::git(clone(), {"worktree", "add", "--quiet", linked.string()});
    const auto error = error_of([&] { return read_all(linked, "v1"); });
    EXPECT_EQ(error.code(), ErrorCode::shallow_clone);
}

TEST_F(Clones, ACompleteCloneIsNotCalledShallow) {
    make_clone({"--depth=1"});
    test::git(clone(), {"fetch", "--quiet", "--unshallow", "--tags"});
    const auto error = error_of([&] { return read_all(clone(), "v4"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_THAT(error.hint(), Not(HasSubstr("unshallow")));
}

TEST_F(Clones, CommandsQuoteAFolderThatAShellWouldSplit) {
    const auto odd = folder_ / "it's a clone";
    git_clone(source_.path(), odd, {"--depth=1"});
    const auto error = error_of([&] { return read_all(odd, "v1"); });
    git_shell(folder_.path(), command_in(error.hint()));
    EXPECT_EQ(read_all(odd, "v1"), expected_v1_);
}

struct Filter {
    const char* test_name;
    const char* filter;
    const char* missing;
    bool bare;

    friend std::ostream& operator<<(std::ostream& out, const Filter& value) {
        return out << value.filter;
    }
};

class PartialClone
    : public Clones
    , public testing::WithParamInterface<Filter> {
protected:
    void make_partial_clone() {
        std::vector<std::string> options = {std::string{"--filter="} + GetParam().filter};
        if (GetParam().bare) {
            options.emplace_back("--bare");
        }
        make_clone(options);
    }
};

TEST_P(PartialClone, SaysWhatIsMissingAndHowToFetchIt) {
    make_partial_clone();
    const auto error = error_of([&] { return read_all(clone(), "v1"); });
    EXPECT_EQ(error.code(), ErrorCode::object_missing);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().missing));
    EXPECT_THAT(error.message(), HasSubstr("is not in this partial clone"));
    git_shell(folder_.path(), command_in(error.hint()));
    EXPECT_EQ(read_all(clone(), "v1"), expected_v1_);
}

TEST_P(PartialClone, IsMendedWhileTheRepositoryIsOpen) {
    make_partial_clone();
    Repository repository = Repository::open(clone());
    const core::Release release = repository.resolve("v1");
    const auto read = [&] { return repository.read_file(release, "sql/R__r.sql"); };
    git_shell(folder_.path(), command_in(error_of(read).hint()));
    EXPECT_EQ(read(), "old\n");
}

INSTANTIATE_TEST_SUITE_P(
    Filters,
    PartialClone,
    testing::Values(
        Filter{"WithoutFiles", "blob:none", "sql/R__r.sql", false},
        Filter{"WithoutFilesBare", "blob:none", "sql/R__r.sql", true},
        Filter{"WithoutFolders", "tree:0", "the root folder of v1", false},
        Filter{"WithoutFoldersBare", "tree:0", "the root folder of v1", true}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Clones, APartialCloneListsAReleaseWithoutItsFiles) {
    make_clone({"--filter=blob:none", "--bare"});
    Repository repository = Repository::open(clone());
    const auto entries = repository.list(repository.resolve("v2"), "sql");
    EXPECT_EQ(entries.value().size(), 3U);
}

TEST_F(Clones, APartialCloneNamesItsOwnRemote) {
    make_clone({"--filter=blob:none", "--bare", "--origin=upstream"});
    const auto error = error_of([&] { return read_all(clone(), "v1"); });
    EXPECT_EQ(
        command_in(error.hint()),
        "git -C " + clone().string() + " fetch --refetch --no-filter upstream"
    );
}

TEST_F(Clones, APartialCloneWithTheExtensionOfOlderGitsIsOpened) {
    make_clone({"--filter=blob:none", "--bare"});
    test::git(clone(), {"config", "core.repositoryFormatVersion", "1"});
    test::git(clone(), {"config", "extensions.partialClone", "origin"});
    test::git(clone(), {"config", "--unset", "remote.origin.promisor"});
    const auto error = error_of([&] { return read_all(clone(), "v1"); });
    EXPECT_EQ(error.code(), ErrorCode::object_missing);
}

TEST_F(Clones, AShallowPartialCloneTellsTheTwoApart) {
    make_clone({"--depth=1", "--filter=blob:none", "--bare"});
    EXPECT_EQ(error_of([&] { return read_all(clone(), "v1"); }).code(), ErrorCode::shallow_clone);
    EXPECT_EQ(
        error_of([&] { return read_all(clone(), "HEAD"); }).code(),
        ErrorCode::object_missing
    );
}

TEST_F(Clones, AFileOutsideOfTheLocationIsNeverRead) {
    source_.commit({{"big.bin", "unreadable"}}).tag("v4");
    const std::string id = test::git(source_.path(), {"rev-parse", "v4:big.bin"});
    test::write_file(source_.path() / ".git/objects" / id.substr(0, 2) / id.substr(2), "damaged");
    EXPECT_EQ(read_all(source_.path(), "v4").texts, read_all(source_.path(), "v3").texts);
}

}  // namespace
}  // namespace rollpack::git
