#include "rollpack/git/repository.hpp"
#include "support/error_of.hpp"
#include "support/git_program.hpp"
#include "support/repository_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace rollpack::git {
namespace {

using core::ErrorCode;
using test::error_of;
using test::RepositoryBuilder;
using testing::HasSubstr;

core::Version version(const std::string& text) {
    const auto parsed = core::parse_version(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return *parsed;
}

class FindRelease : public testing::Test {
protected:
    FindRelease() { builder_.commit({{"a", "1"}}); }

    void next_commit() { builder_.commit({{"a", builder_.last_commit()}}); }

    core::Release find(const std::string& wanted) {
        return Repository::open(builder_.path())
            .find_release(version(wanted), Repository::default_tag_patterns());
    }

    core::Release find(const std::string& wanted, const std::vector<std::string>& patterns) {
        return Repository::open(builder_.path()).find_release(version(wanted), patterns);
    }

    RepositoryBuilder builder_{RepositoryBuilder::Form::bare};
};

struct TaggedVersion {
    const char* test_name;
    const char* tag;
    const char* version;

    friend std::ostream& operator<<(std::ostream& out, const TaggedVersion& value) {
        return out << value.tag << " for " << value.version;
    }
};

class FindReleaseByDefaultPattern
    : public FindRelease
    , public testing::WithParamInterface<TaggedVersion> {};

TEST_P(FindReleaseByDefaultPattern, FindsTheTag) {
    builder_.tag(GetParam().tag);
    next_commit();
    builder_.tag("v999");
    const core::Release release = find(GetParam().version);
    EXPECT_EQ(release.ref, GetParam().tag);
    EXPECT_EQ(release.committed_at_unix, RepositoryBuilder::first_commit_unix);
}

INSTANTIATE_TEST_SUITE_P(
    Tags,
    FindReleaseByDefaultPattern,
    testing::Values(
        TaggedVersion{"SmallV", "v123", "123"},
        TaggedVersion{"CapitalV", "V123", "123"},
        TaggedVersion{"Bare", "123", "123"},
        TaggedVersion{"ReleaseDash", "release-123", "123"},
        TaggedVersion{"ReleaseSlash", "release/123", "123"},
        TaggedVersion{"ReleaseSlashV", "release/v123", "123"},
        TaggedVersion{"MoreZeros", "v1.29.0", "1.29"},
        TaggedVersion{"FewerZeros", "v1.29", "1.29.0"},
        TaggedVersion{"Underscores", "v1_29", "1.29"},
        TaggedVersion{"LeadingZeros", "v0123", "123"}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

class FindReleasePassesOver
    : public FindRelease
    , public testing::WithParamInterface<TaggedVersion> {};

TEST_P(FindReleasePassesOver, TheTag) {
    builder_.tag(GetParam().tag);
    const auto error = error_of([&] { return find(GetParam().version); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
}

INSTANTIATE_TEST_SUITE_P(
    Tags,
    FindReleasePassesOver,
    testing::Values(
        TaggedVersion{"AnotherVersion", "v1230", "123"},
        TaggedVersion{"ACandidate", "v123-rc1", "123"},
        TaggedVersion{"AnotherPrefix", "app-v123", "123"},
        TaggedVersion{"NoVersion", "v", "123"},
        TaggedVersion{"PrefixOnly", "release-", "123"}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

TEST_F(FindRelease, GivesTheIdOfAnAnnotatedTag) {
    builder_.annotated_tag("v123");
    EXPECT_EQ(
        find("123").tag_object->hex(),
        test::git(builder_.path(), {"rev-parse", "refs/tags/v123"})
    );
}

TEST_F(FindRelease, LooksAtTagsOnly) {
    builder_.branch("v123");
    EXPECT_EQ(error_of([&] { return find("123"); }).code(), ErrorCode::reference_unknown);
}

TEST_F(FindRelease, PrefersTheEarlierPatternForOneCommit) {
    builder_.tag("release-123").tag("123").annotated_tag("V123");
    EXPECT_EQ(find("123").ref, "V123");
}

TEST_F(FindRelease, PrefersTheTagThatIsWrittenAsTheVersionWasAskedFor) {
    builder_.tag("v1.29.0").tag("v1.29").tag("v1.29.0.0");
    EXPECT_EQ(find("1.29").ref, "v1.29");
    EXPECT_EQ(find("1.29.0").ref, "v1.29.0");
}

TEST_F(FindRelease, TakesOnlyThePatternsItIsGiven) {
    builder_.tag("v123");
    next_commit();
    builder_.tag("shop/123-final");
    EXPECT_EQ(find("123", {"shop/{version}-final"}).ref, "shop/123-final");
}

TEST_F(FindRelease, RefusesTagsOfOneVersionForDifferentCommits) {
    builder_.tag("v1.29");
    const std::string first = builder_.last_commit();
    next_commit();
    builder_.tag("v1.29.0");
    const auto error = error_of([&] { return find("1.29"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_ambiguous);
    EXPECT_EQ(
        error.message(),
        "the tags for version 1.29 name different commits: v1.29 is commit " + first
            + ", v1.29.0 is commit " + builder_.last_commit()
    );
    EXPECT_THAT(error.hint(), HasSubstr("--target-ref v1.29"));
}

TEST_F(FindRelease, ListsTheNearestTagsClosestFirst) {
    for (const char* tag : {"v119", "v120", "v122", "v124", "V125", "v9", "unrelated"}) {
        builder_.tag(tag);
    }
    const auto error = error_of([&] { return find("123"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_THAT(error.message(), HasSubstr("the repository has no tag for version 123"));
    EXPECT_THAT(error.message(), HasSubstr("v{version}, V{version}, {version}"));
    EXPECT_THAT(error.hint(), HasSubstr("The nearest tags are v122, v124, v120, V125, v119, v9. "));
    EXPECT_THAT(error.hint(), HasSubstr("--target-ref"));
    EXPECT_THAT(error.hint(), HasSubstr("--tag-pattern"));
}

TEST_F(FindRelease, ListsAtMostEightTags) {
    for (int i = 1; i <= 20; ++i) {
        builder_.tag("v" + std::to_string(i));
    }
    const auto error = error_of([&] { return find("123"); });
    EXPECT_THAT(
        error.hint(),
        HasSubstr("The nearest tags are v20, v19, v18, v17, v16, v15, v14, v13. ")
    );
}

TEST_F(FindRelease, ShowsNearNamesWhereNoTagFitsAPattern) {
    builder_.tag("app-123").tag("av123");
    const auto error = error_of([&] { return find("123"); });
    EXPECT_THAT(error.hint(), HasSubstr("Near names are av123. "));
}

TEST_F(FindRelease, SaysHowToFetchTagsOfACloneWithoutThem) {
    builder_.tag("v123");
    const test::TempDir folder;
    test::git_clone(builder_.path(), folder / "clone", {"--no-tags"});
    const Repository clone = Repository::open(folder / "clone");
    const auto look = [&] {
        return clone.find_release(version("123"), Repository::default_tag_patterns());
    };
    const std::string command = "git -C " + (folder / "clone").string() + " fetch --tags origin";
    EXPECT_THAT(error_of(look).hint(), HasSubstr("`" + command + "`"));
    test::git_shell(folder.path(), command);
    EXPECT_EQ(look().ref, "v123");
}

TEST_F(FindRelease, RefusesATagThatNamesAFile) {
    test::git(builder_.path(), {"tag", "v123", "HEAD:a"});
    const auto error = error_of([&] { return find("123"); });
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_EQ(error.message(), "the tag v123 names a file, not a commit");
}

class FindReleaseRefusesPattern
    : public FindRelease
    , public testing::WithParamInterface<TaggedVersion> {};

TEST_P(FindReleaseRefusesPattern, WithoutExactlyOneVersion) {
    const auto error = error_of([&] { return find("1", {"v{version}", GetParam().tag}); });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().tag));
    EXPECT_THAT(error.hint(), HasSubstr("v{version}"));
}

INSTANTIATE_TEST_SUITE_P(
    Patterns,
    FindReleaseRefusesPattern,
    testing::Values(
        TaggedVersion{"None", "v1", "1"},
        TaggedVersion{"Two", "{version}-{version}", "1"},
        TaggedVersion{"Misspelt", "v{Version}", "1"}
    ),
    [](const auto& instance) { return instance.param.test_name; }
);

}  // namespace
}  // namespace rollpack::git
