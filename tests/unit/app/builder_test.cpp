#include "rollpack/app/builder.hpp"

#include <gtest/gtest.h>

namespace rollpack::app {
namespace {

TEST(FindBuilder, FindsNoneOutsideOfAPipeline) {
    EXPECT_EQ(find_builder({{"PATH", "/bin"}, {"GITHUB_ACTIONS", "false"}}), std::nullopt);
}

TEST(FindBuilder, NamesTheWorkflowAndTheRunOnGitHub) {
    const auto builder = find_builder(
        {{"GITHUB_ACTIONS", "true"},
         {"GITHUB_SERVER_URL", "https://github.example"},
         {"GITHUB_REPOSITORY", "shop/shop"},
         {"GITHUB_WORKFLOW_REF", "shop/shop/.github/workflows/release.yml@refs/tags/v1.29"},
         {"GITHUB_RUN_ID", "4711"},
         {"GITHUB_RUN_ATTEMPT", "2"}}
    );

    ASSERT_TRUE(builder.has_value());
    EXPECT_EQ(
        builder->id,
        "https://github.example/shop/shop/.github/workflows/release.yml@refs/tags/v1.29"
    );
    EXPECT_EQ(builder->invocation, "https://github.example/shop/shop/actions/runs/4711/attempts/2");
}

TEST(FindBuilder, NamesTheRunnerAndTheJobOnGitLab) {
    const auto builder = find_builder(
        {{"GITLAB_CI", "true"},
         {"CI_PROJECT_URL", "https://gitlab.example/shop/shop"},
         {"CI_RUNNER_ID", "12"},
         {"CI_JOB_URL", "https://gitlab.example/shop/shop/-/jobs/99"}}
    );

    ASSERT_TRUE(builder.has_value());
    EXPECT_EQ(builder->id, "https://gitlab.example/shop/shop/-/runners/12");
    EXPECT_EQ(builder->invocation, "https://gitlab.example/shop/shop/-/jobs/99");
}

TEST(FindBuilder, NamesTheJobAndTheBuildOnJenkins) {
    const auto builder = find_builder(
        {{"JENKINS_URL", "https://jenkins.example/"},
         {"JOB_URL", "https://jenkins.example/job/shop/"},
         {"BUILD_URL", "https://jenkins.example/job/shop/7/"}}
    );

    ASSERT_TRUE(builder.has_value());
    EXPECT_EQ(builder->id, "https://jenkins.example/job/shop/");
    EXPECT_EQ(builder->invocation, "https://jenkins.example/job/shop/7/");
}

}  // namespace
}  // namespace rollpack::app
