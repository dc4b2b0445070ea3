#include "rollpack/git/repository.hpp"
#include "support/error_of.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace rollpack::git {
namespace {

using core::ErrorCode;
using test::error_of;
using test::RepositoryBuilder;
using testing::HasSubstr;
using testing::Not;

constexpr const char* first_commit = "0f5ad748a86bd980a39543f51cf069b20c50b28b";
constexpr const char* second_commit = "0f5aeac92b97c81794dfaa80fa9a8a47e4dc30f8";

/// Two commits whose ids begin with the same four digits, and a tag and a branch that disagree.
class Resolve : public testing::Test {
protected:
    Resolve() {
        builder_.commit({{"a", "1"}}, "first").tag("v1").branch("v2").branch("old/line");
        builder_.commit({{"a", "2"}}, "second 14303").annotated_tag("v2").tag("beef");
    }

    std::string run_git(std::vector<std::string> words) {
        return test::git(builder_.path(), std::move(words));
    }

    core::Release resolve(const std::string& name) {
        return Repository::open(builder_.path()).resolve(name);
    }

    core::Error error_for(const std::string& name) {
        return error_of([&] { return resolve(name); });
    }

    RepositoryBuilder builder_;
};

struct NamedCommit {
    const char* test_name;
    const char* name;
    const char* commit;

    friend std::ostream& operator<<(std::ostream& out, const NamedCommit& value) {
        return out << value.name;
    }
};

class ResolveName
    : public Resolve
    , public testing::WithParamInterface<NamedCommit> {};

TEST_P(ResolveName, AsGitWould) {
    const core::Release release = resolve(GetParam().name);
    EXPECT_EQ(release.commit.hex(), GetParam().commit);
    EXPECT_EQ(release.ref, GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    Names,
    ResolveName,
    testing::Values(
        NamedCommit{"LightweightTag", "v1", first_commit},
        NamedCommit{"AnnotatedTagOverABranch", "v2", second_commit},
        NamedCommit{"TagThatReadsLikeAnId", "beef", second_commit},
        NamedCommit{"Branch", "main", second_commit},
        NamedCommit{"BranchInAFolder", "old/line", first_commit},
        NamedCommit{"QualifiedBranch", "heads/v2", first_commit},
        NamedCommit{"FullReferenceName", "refs/heads/v2", first_commit},
        NamedCommit{"Head", "HEAD", second_commit},
        NamedCommit{"AtSign", "@", second_commit},
        NamedCommit{"FullId", first_commit, first_commit},
        NamedCommit{"ShortId", "0f5ad", first_commit},
        NamedCommit{"ShortIdInUpperCase", "0F5AD748", first_commit},
        NamedCommit{"Parent", "HEAD^", first_commit},
        NamedCommit{"FirstGeneration", "HEAD~1", first_commit},
        NamedCommit{"NoGeneration", "main~0", second_commit},
        NamedCommit{"ParentOfATag", "v2~", first_commit},
        NamedCommit{"PeeledTag", "v2^{}", second_commit},
        NamedCommit{"PeeledToACommitThenBack", "v2^{commit}~1", first_commit},
        NamedCommit{"Description", "v1-1-g0f5aeac", second_commit},
        NamedCommit{"WordsOfAMessage", ":/first", first_commit}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Resolve, GivesTheCommittersTime) {
    EXPECT_EQ(resolve("v1").committed_at_unix, RepositoryBuilder::first_commit_unix);
    EXPECT_EQ(resolve("main").committed_at_unix, RepositoryBuilder::first_commit_unix + 60);
    EXPECT_EQ(resolve("main~1").committed_at_unix, RepositoryBuilder::first_commit_unix);
}

TEST_F(Resolve, GivesTheIdOfAnAnnotatedTag) {
    const auto release = resolve("v2");
    ASSERT_TRUE(release.tag_object.has_value());
    EXPECT_EQ(release.tag_object->hex(), run_git({"rev-parse", "refs/tags/v2"}));
}

TEST_F(Resolve, GivesNoTagIdForALightweightTagOrABranch) {
    EXPECT_EQ(resolve("v1").tag_object, std::nullopt);
    EXPECT_EQ(resolve("main").tag_object, std::nullopt);
    EXPECT_EQ(resolve("v2~1").tag_object, std::nullopt);
}

TEST_F(Resolve, FollowsATagOfATag) {
    run_git({"tag", "--annotate", "--message=outer", "outer", "v2"});
    const auto release = resolve("outer");
    EXPECT_EQ(release.commit.hex(), second_commit);
    EXPECT_EQ(release.tag_object->hex(), run_git({"rev-parse", "refs/tags/outer"}));
}

TEST_F(Resolve, TakesTheIdOfATagObject) {
    const std::string id = run_git({"rev-parse", "refs/tags/v2"});
    EXPECT_EQ(resolve(id).commit.hex(), second_commit);
    EXPECT_EQ(resolve(id).tag_object->hex(), id);
}

TEST_F(Resolve, TakesAFullIdEvenWhereATagHasThatName) {
    run_git({"update-ref", std::string{"refs/tags/"} + first_commit, second_commit});
    EXPECT_EQ(resolve(first_commit).commit.hex(), first_commit);
}

TEST_F(Resolve, FollowsADetachedHead) {
    run_git({"checkout", "--quiet", "--detach", "v1"});
    EXPECT_EQ(resolve("HEAD").commit.hex(), first_commit);
}

TEST_F(Resolve, TakesAnyParentOfAMerge) {
    run_git({"checkout", "--quiet", "-b", "side", "v1"});
    run_git({"commit", "--quiet", "--allow-empty", "--message=side"});
    const std::string side = run_git({"rev-parse", "HEAD"});
    run_git({"checkout", "--quiet", "main"});
    run_git({"merge", "--quiet", "--no-ff", "--message=merge", "side"});
    EXPECT_EQ(resolve("main^2").commit.hex(), side);
    EXPECT_EQ(resolve("main^1~1").commit.hex(), first_commit);
    EXPECT_EQ(resolve("main^2^").commit.hex(), first_commit);
}

TEST_F(Resolve, TakesWhatWasFetchedLast) {
    const test::TempDir folder;
    test::git_clone(builder_.path(), folder / "clone");
    test::git(folder / "clone", {"fetch", "--quiet", "origin", "tag", "v1"});
    const Repository clone = Repository::open(folder / "clone");
    EXPECT_EQ(clone.resolve("FETCH_HEAD").commit.hex(), first_commit);
}

TEST_F(Resolve, TakesRemoteBranchesOfAClone) {
    const test::TempDir folder;
    test::git_clone(builder_.path(), folder / "clone");
    const Repository clone = Repository::open(folder / "clone");
    EXPECT_EQ(clone.resolve("origin/old/line").commit.hex(), first_commit);
    EXPECT_EQ(clone.resolve("remotes/origin/old/line").commit.hex(), first_commit);
    EXPECT_EQ(clone.resolve("origin").commit.hex(), second_commit);
}

TEST_F(Resolve, LeavesFilesOutOfTheCandidates) {
    builder_.commit({{"b", "text 21686"}}, "a file whose id begins as that of the first commit");
    const std::string prefix = "0f5a";
    const auto error = error_for(prefix);
    EXPECT_EQ(error.code(), ErrorCode::reference_ambiguous);
    EXPECT_THAT(error.message(), HasSubstr(first_commit));
    EXPECT_THAT(error.message(), HasSubstr(second_commit));
    EXPECT_THAT(error.message(), Not(HasSubstr("0f5a11fb552a7b4c486d41140aabdaeb19bc6fdd")));
}

TEST(ResolveShortId, TakesTheCommitWhereOnlyAFileHasTheSamePrefix) {
    RepositoryBuilder builder{RepositoryBuilder::Form::bare};
    builder.commit({{"a", "1"}}, "first").commit({{"b", "text 21686"}});
    const Repository repository = Repository::open(builder.path());
    EXPECT_EQ(repository.resolve("0f5a").commit.hex(), first_commit);
}

TEST_F(Resolve, RefusesAnAmbiguousShortIdWithEveryCandidate) {
    const auto error = error_for("0f5a");
    EXPECT_EQ(error.code(), ErrorCode::reference_ambiguous);
    EXPECT_THAT(error.message(), HasSubstr(first_commit));
    EXPECT_THAT(error.message(), HasSubstr(second_commit));
    EXPECT_THAT(error.hint(), HasSubstr("more digits"));
}

TEST_F(Resolve, SuggestsNearNamesForAnUnknownOne) {
    run_git({"tag", "v123"});
    run_git({"tag", "v124"});
    run_git({"branch", "unlike-anything"});
    const auto error = error_for("v132");
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_EQ(error.message(), "there is no tag, branch or commit 'v132' in the repository");
    EXPECT_THAT(error.hint(), HasSubstr("Near names are v123, "));
    EXPECT_THAT(error.hint(), Not(HasSubstr("unlike")));
}

TEST_F(Resolve, SaysHowToListNamesWhereNothingIsNearAndThereIsNoRemote) {
    const auto error = error_for("something-else-entirely");
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_EQ(
        error.hint(),
        "`git -C " + builder_.path().string() + " show-ref` lists the names that are there."
    );
}

TEST_F(Resolve, SaysHowToFetchTagsWhereThereIsARemote) {
    const test::TempDir folder;
    test::git_clone(builder_.path(), folder / "clone", {"--no-tags"});
    const Repository clone = Repository::open(folder / "clone");
    const auto error = error_of([&] { return clone.resolve("v1"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    const std::string command = "git -C " + (folder / "clone").string() + " fetch --tags origin";
    EXPECT_THAT(error.hint(), HasSubstr("`" + command + "`"));
    test::git_shell(folder.path(), command);
    EXPECT_EQ(clone.resolve("v1").commit.hex(), first_commit);
}

class ResolveRefuses
    : public Resolve
    , public testing::WithParamInterface<NamedCommit> {};

TEST_P(ResolveRefuses, WhatNamesNoCommit) {
    EXPECT_EQ(error_for(GetParam().name).code(), ErrorCode::reference_unknown);
}

INSTANTIATE_TEST_SUITE_P(
    Names,
    ResolveRefuses,
    testing::Values(
        NamedCommit{"Nothing", "", ""},
        NamedCommit{"BlankSpace", " ", ""},
        NamedCommit{"AFolderOfBranches", "old", ""},
        NamedCommit{"AnAbsentFullId", "0123456789012345678901234567890123456789", ""},
        NamedCommit{"AnAbsentShortId", "01234567", ""},
        NamedCommit{"ARange", "v1..v2", ""},
        NamedCommit{"BeforeTheFirstCommit", "HEAD~2", ""},
        NamedCommit{"AParentThatIsNotThere", "HEAD^2", ""},
        NamedCommit{"FarTooManyGenerations", "HEAD~99999999999999999999", ""},
        NamedCommit{"AFolder", "HEAD:", ""},
        NamedCommit{"AFile", "HEAD:a", ""},
        NamedCommit{"AnUnclosedBrace", "HEAD^{commit", ""},
        NamedCommit{"LeavingTheReferences", "../../config", ""},
        NamedCommit{"ALeadingDash", "--all", ""}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(Resolve, SaysThatATagNamesAFile) {
    run_git({"tag", "text", "HEAD:a"});
    EXPECT_EQ(error_for("text").message(), "'text' names a file, not a commit");
}

TEST_F(Resolve, SaysThatAnAnnotatedTagNamesAFolder) {
    run_git({"tag", "--annotate", "--message=x", "folder", "HEAD^{tree}"});
    EXPECT_EQ(error_for("folder").message(), "'folder' names a folder, not a commit");
}

TEST_F(Resolve, CountsTheParentsWhereHistoryEnds) {
    EXPECT_EQ(
        error_for("HEAD~5").message(),
        std::string{"'HEAD~5' leads nowhere: commit "} + first_commit + " has 0 parents"
    );
}

TEST(ResolveHead, SaysThatARepositoryHasNoCommitYet) {
    RepositoryBuilder builder;
    const Repository repository = Repository::open(builder.path());
    const auto error = error_of([&] { return repository.resolve("HEAD"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_EQ(error.message(), "HEAD has no commit yet");
}

TEST_F(Resolve, ReadsATagThatWasMadeAfterOpening) {
    const Repository repository = Repository::open(builder_.path());
    builder_.commit({{"a", "3"}}).tag("v3");
    EXPECT_EQ(repository.resolve("v3").commit.hex(), builder_.last_commit());
}

TEST_F(Resolve, SurvivesBeingMoved) {
    Repository first = Repository::open(builder_.path());
    Repository second = std::move(first);
    EXPECT_EQ(second.resolve("v1").commit.hex(), first_commit);
    second = Repository::open(builder_.path());
    EXPECT_EQ(second.resolve("v1").commit.hex(), first_commit);
}

TEST_F(Resolve, RefusesATagWhoseCommitIsGone) {
    const std::string id = "0123456789012345678901234567890123456789";
    test::write_file(builder_.path() / ".git/refs/tags/broken", id + "\n");
    const auto error = error_for("broken");
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.message(), HasSubstr(id));
    EXPECT_THAT(error.hint(), HasSubstr("fsck"));
}

}  // namespace
}  // namespace rollpack::git
