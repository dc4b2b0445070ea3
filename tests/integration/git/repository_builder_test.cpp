#include "support/repository_builder.hpp"

#include "support/git_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace rollpack::test {
namespace {

using Form = RepositoryBuilder::Form;

TEST(RepositoryBuilder, MakesTheSameCommitIdsEverywhere) {
    RepositoryBuilder builder;
    builder.commit({{"a", "1"}}, "first");
    EXPECT_EQ(builder.last_commit(), "0f5ad748a86bd980a39543f51cf069b20c50b28b");
    builder.commit({{"a", "2"}}, "second 14303");
    EXPECT_EQ(builder.last_commit(), "0f5aeac92b97c81794dfaa80fa9a8a47e4dc30f8");
}

TEST(RepositoryBuilder, MakesTheSameCommitIdsInABareRepository) {
    RepositoryBuilder builder{Form::bare};
    builder.commit({{"a", "1"}}, "first");
    EXPECT_EQ(builder.last_commit(), "0f5ad748a86bd980a39543f51cf069b20c50b28b");
}

TEST(RepositoryBuilder, LeavesACleanWorkTree) {
    RepositoryBuilder builder;
    builder.commit({{"sql/V1__a.sql", "one"}, {"sql/V2__b.sql", "two"}});
    builder.remove("sql/V2__b.sql").symlink("link", "sql/V1__a.sql").commit();
    EXPECT_EQ(git(builder.path(), {"status", "--porcelain"}), "");
    EXPECT_FALSE(std::filesystem::exists(builder.path() / "sql/V2__b.sql"));
    EXPECT_EQ(read_file(builder.path() / "link"), "one");
}

TEST(RepositoryBuilder, MakesEveryKindOfEntry) {
    RepositoryBuilder builder{Form::bare};
    builder.file("folder/file", "x").symlink("link", "folder/file");
    builder.submodule("module", "0f5ad748a86bd980a39543f51cf069b20c50b28b").commit();
    EXPECT_EQ(
        git(builder.path(), {"ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD"}),
        "100644 folder/file\n120000 link\n160000 module"
    );
}

TEST(RepositoryBuilder, CommitsAFolderOfTheDisk) {
    const TempDir disk;
    write_file(disk / "sub/V1__a.sql", "one");
    RepositoryBuilder builder{Form::bare};
    builder.folder(disk.path(), "sql").commit();
    EXPECT_EQ(git(builder.path(), {"show", "HEAD:sql/sub/V1__a.sql"}), "one");
}

TEST(RepositoryBuilder, RemovesAFolderWithEverythingBelowIt) {
    RepositoryBuilder builder{Form::bare};
    builder.commit({{"a/b/c", "1"}, {"ab", "2"}}).remove("a").commit();
    EXPECT_EQ(git(builder.path(), {"ls-tree", "-r", "--name-only", "HEAD"}), "ab");
}

TEST(RepositoryBuilder, RefusesToRemoveWhatIsNotThere) {
    RepositoryBuilder builder{Form::bare};
    EXPECT_THROW(builder.remove("nothing"), std::runtime_error);
}

TEST(RepositoryBuilder, RefusesToTagBeforeTheFirstCommit) {
    RepositoryBuilder builder{Form::bare};
    EXPECT_THROW(builder.tag("v1"), std::runtime_error);
}

TEST(RepositoryBuilder, MakesRepositoriesThatGitFindsSound) {
    RepositoryBuilder builder;
    builder.commit({{"a/b.sql", "1"}, {"a.sql", "2"}, {"a/b/c", "3"}}).annotated_tag("v1").commit();
    EXPECT_EQ(git(builder.path(), {"fsck", "--strict", "--no-progress"}), "");
}

}  // namespace
}  // namespace rollpack::test
