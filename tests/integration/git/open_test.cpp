#include "rollpack/git/repository.hpp"
#include "support/error_of.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace rollpack::git {
namespace {

using core::ErrorCode;
using test::error_of;
using test::RepositoryBuilder;
using test::TempDir;
using test::write_file;
using testing::HasSubstr;

constexpr const char* only_commit = "0f5ad748a86bd980a39543f51cf069b20c50b28b";

void make_repository(
    const std::filesystem::path& folder,
    RepositoryBuilder::Form form = RepositoryBuilder::Form::work_tree
) {
    RepositoryBuilder builder{folder, form};
    builder.commit({{"a", "1"}}, "first");
}

std::string head_of(const std::filesystem::path& directory) {
    return Repository::open(directory).resolve("HEAD").commit.hex();
}

core::Error error_of_opening(const std::filesystem::path& directory) {
    return error_of([&] { return Repository::open(directory); });
}

class Open : public testing::Test {
protected:
    std::filesystem::path repository() const { return folder_ / "project"; }

    TempDir folder_;
};

TEST_F(Open, TakesAWorkTree) {
    make_repository(repository());
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(Open, TakesAFolderInsideAWorkTree) {
    make_repository(repository());
    std::filesystem::create_directories(repository() / "deep/er");
    EXPECT_EQ(head_of(repository() / "deep/er"), only_commit);
}

TEST_F(Open, TakesTheGitFolder) {
    make_repository(repository());
    EXPECT_EQ(head_of(repository() / ".git"), only_commit);
}

TEST_F(Open, TakesABareRepository) {
    make_repository(repository(), RepositoryBuilder::Form::bare);
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(Open, TakesALinkedWorkTreeWithItsOwnHead) {
    make_repository(repository());
    const auto linked = folder_ / "linked";
    test::git(repository(), {"worktree", "add", "--quiet", "-b", "side", linked.string()});
    test::git(repository(), {"commit", "--quiet", "--allow-empty", "--message=on main"});
    EXPECT_EQ(head_of(linked), only_commit);
    EXPECT_NE(head_of(repository()), only_commit);
    EXPECT_EQ(Repository::open(linked).resolve("main").commit.hex(), head_of(repository()));
}

TEST_F(Open, TakesARepositoryWithConfigurationPerWorkTree) {
    make_repository(repository());
    test::git(repository(), {"config", "core.repositoryFormatVersion", "1"});
    test::git(repository(), {"config", "extensions.worktreeConfig", "true"});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(Open, TakesARepositoryThatNamesItsObjectFormat) {
    make_repository(repository());
    test::git(repository(), {"config", "core.repositoryFormatVersion", "1"});
    test::git(repository(), {"config", "extensions.objectFormat", "sha1"});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(Open, RefusesAFolderThatIsNotThere) {
    const auto error = error_of_opening(folder_ / "nowhere");
    EXPECT_EQ(error.code(), ErrorCode::repository_not_found);
    EXPECT_EQ(error.message(), "there is no folder '" + (folder_ / "nowhere").string() + "'");
    EXPECT_THAT(error.hint(), HasSubstr("--repo"));
}

TEST_F(Open, RefusesAFile) {
    write_file(folder_ / "file", "");
    EXPECT_EQ(error_of_opening(folder_ / "file").code(), ErrorCode::repository_not_found);
}

TEST_F(Open, RefusesAFolderOutsideOfAnyRepository) {
    const auto error = error_of_opening(folder_.path());
    EXPECT_EQ(error.code(), ErrorCode::repository_not_found);
    EXPECT_EQ(error.message(), "'" + folder_.path().string() + "' is not in a git repository");
    EXPECT_THAT(error.hint(), HasSubstr("--repo"));
}

TEST_F(Open, RefusesALinkToARepositoryThatIsGone) {
    write_file(repository() / ".git", "gitdir: /nowhere/at/all\n");
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_not_found);
}

TEST_F(Open, RefusesARepositoryWithSha256Ids) {
    test::git(folder_.path(), {"init", "--quiet", "--object-format=sha256", "project"});
    const auto error = error_of_opening(repository());
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_EQ(
        error.message(),
        "the repository '" + repository().string() + "' uses sha256 object ids"
    );
}

TEST_F(Open, RefusesAnExtensionThatItDoesNotKnow) {
    make_repository(repository());
    test::git(repository(), {"config", "core.repositoryFormatVersion", "1"});
    write_file(
        repository() / ".git/config",
        test::read_file(repository() / ".git/config") + "[extensions]\n\trefStorage = reftable\n"
    );
    const auto error = error_of_opening(repository());
    EXPECT_EQ(error.code(), ErrorCode::repository_unreadable);
    EXPECT_THAT(error.message(), HasSubstr("extensions.refstorage"));
}

TEST_F(Open, RefusesABrokenConfiguration) {
    make_repository(repository());
    write_file(repository() / ".git/config", "[core\n");
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_unreadable);
}

/// Makes `folder` the home folder for the time of its life.
class HomeFolder {
public:
    explicit HomeFolder(const std::filesystem::path& folder) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the test program has one thread
        if (const char* before = getenv("HOME"); before != nullptr) {
            before_ = before;
        }
        std::filesystem::create_directories(folder);
        set(folder.c_str());
    }

    ~HomeFolder() { set(before_.c_str()); }

    HomeFolder(const HomeFolder&) = delete;
    HomeFolder& operator=(const HomeFolder&) = delete;
    HomeFolder(HomeFolder&&) = delete;
    HomeFolder& operator=(HomeFolder&&) = delete;

private:
    static void set(const char* folder) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the test program has one thread
        setenv("HOME", folder, 1);
    }

    std::string before_;
};

/// A repository of user 12345, read with a home folder of the test's own.
class OpenOfAnotherUser : public Open {
protected:
    static constexpr uid_t somebody = 12345;

    void SetUp() override {
        if (geteuid() != 0) {
            GTEST_SKIP() << "only root can give a repository away";
        }
    }

    std::filesystem::path home() const { return folder_ / "home"; }

    void make_foreign(RepositoryBuilder::Form form = RepositoryBuilder::Form::work_tree) {
        make_repository(repository(), form);
        ASSERT_EQ(chown(repository().c_str(), somebody, somebody), 0);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(repository())) {
            ASSERT_EQ(chown(entry.path().c_str(), somebody, somebody), 0);
        }
    }

    void trust(const std::vector<std::string>& folders) {
        std::string text = "[safe]\n";
        for (const std::string& folder : folders) {
            text += "\tdirectory = " + folder + "\n";
        }
        write_file(home() / ".gitconfig", text);
    }

private:
    HomeFolder home_folder_{home()};
};

TEST_F(OpenOfAnotherUser, IsRefusedWithTheCommandThatAllowsIt) {
    make_foreign();
    const auto error = error_of_opening(repository());
    EXPECT_EQ(error.code(), ErrorCode::repository_not_owned);
    EXPECT_EQ(
        error.message(),
        "the repository '" + repository().string()
            + "' belongs to user 12345, but rollpack runs as user 0"
    );
    const std::string command = "git config --global --add safe.directory " + repository().string();
    EXPECT_THAT(error.hint(), HasSubstr("`" + command + "`"));
    test::must_run({"sh", "-ec", command});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(OpenOfAnotherUser, IsRefusedForABareRepositoryWithTheCommandThatAllowsIt) {
    make_foreign(RepositoryBuilder::Form::bare);
    const auto error = error_of_opening(repository());
    EXPECT_EQ(error.code(), ErrorCode::repository_not_owned);
    EXPECT_THAT(error.hint(), HasSubstr("safe.directory " + repository().string() + "`"));
    trust({repository().string()});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(OpenOfAnotherUser, IsRefusedFromAFolderInside) {
    make_foreign();
    std::filesystem::create_directories(repository() / "sql");
    EXPECT_EQ(error_of_opening(repository() / "sql").code(), ErrorCode::repository_not_owned);
}

TEST_F(OpenOfAnotherUser, IsRefusedWhereTheUserTrustsAnotherFolder) {
    make_foreign();
    trust({repository().string() + "2", (folder_ / "proj").string()});
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_not_owned);
}

TEST_F(OpenOfAnotherUser, IsRefusedWhereAnEmptyValueTakesTrustBack) {
    make_foreign();
    trust({"*", repository().string(), "\"\""});
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_not_owned);
}

TEST_F(OpenOfAnotherUser, IsNotTrustedByTheRepositorysOwnConfiguration) {
    make_foreign();
    const auto config = repository() / ".git/config";
    write_file(config, test::read_file(config) + "[safe]\n\tdirectory = *\n");
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_not_owned);
}

TEST_F(OpenOfAnotherUser, StaysRefusedAfterATrustedOneWasOpened) {
    make_foreign();
    trust({"*"});
    EXPECT_EQ(head_of(repository()), only_commit);
    trust({});
    EXPECT_EQ(error_of_opening(repository()).code(), ErrorCode::repository_not_owned);
}

TEST_F(OpenOfAnotherUser, IsTakenWhereTheUserTrustsEverything) {
    make_foreign();
    trust({"*"});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(OpenOfAnotherUser, IsTakenWhereTheUserTrustsEverythingBelowAFolder) {
    make_foreign();
    trust({folder_.path().string() + "/*"});
    EXPECT_EQ(head_of(repository()), only_commit);
}

TEST_F(OpenOfAnotherUser, IsTakenWhereTheUserTrustsItAfterAnEmptyValue) {
    make_foreign();
    trust({"\"\"", repository().string()});
    EXPECT_EQ(head_of(repository()), only_commit);
}

}  // namespace
}  // namespace rollpack::git
