#include "pipeline_options.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

core::Error error_of(const PipelineOptions& options, const Runtime& runtime = {}) {
    return test::error_of([&] { return pipeline_files(options, runtime); });
}

PipelineOptions github_output() {
    PipelineOptions options;
    options.github_output = true;
    return options;
}

PipelineOptions reports(std::vector<std::string> texts) {
    PipelineOptions options;
    options.reports = std::move(texts);
    return options;
}

Runtime runtime_with(std::map<std::string, std::string> environment) {
    Runtime runtime;
    runtime.environment = std::move(environment);
    return runtime;
}

TEST(PipelineFiles, AreNoneUnlessAskedFor) {
    const PipelineFiles files = pipeline_files(
        {},
        runtime_with({{"GITHUB_OUTPUT", "out"}, {"GITHUB_STEP_SUMMARY", "summary"}})
    );
    EXPECT_FALSE(files.github_output);
    EXPECT_FALSE(files.github_summary);
    EXPECT_TRUE(files.reports.empty());
    EXPECT_FALSE(files.dotenv);
}

TEST(PipelineFiles, TakeGithubsFilesFromTheEnvironment) {
    const PipelineFiles files = pipeline_files(
        github_output(),
        runtime_with({{"GITHUB_OUTPUT", "out"}, {"GITHUB_STEP_SUMMARY", "summary"}})
    );
    EXPECT_EQ(files.github_output, "out");
    EXPECT_EQ(files.github_summary, "summary");
}

TEST(PipelineFiles, CanDoWithoutASummary) {
    const PipelineFiles files =
        pipeline_files(github_output(), runtime_with({{"GITHUB_OUTPUT", "out"}}));
    EXPECT_FALSE(files.github_summary);
}

TEST(PipelineFiles, RefuseGithubOutputOutsideOfGithub) {
    const core::Error error = error_of(github_output(), runtime_with({{"GITHUB_OUTPUT", ""}}));
    EXPECT_EQ(error.code(), core::ErrorCode::usage);
    EXPECT_EQ(error.message(), "--github-output: the variable GITHUB_OUTPUT is not set");
}

TEST(PipelineFiles, TakeTheFileOfAReportAsItIs) {
    const PipelineFiles files = pipeline_files(reports({"junit=a=b.xml", "sarif=c"}), {});
    ASSERT_EQ(files.reports.size(), 2U);
    EXPECT_EQ(files.reports[0].kind, ReportKind::junit);
    EXPECT_EQ(files.reports[0].path, "a=b.xml");
    EXPECT_EQ(files.reports[1].kind, ReportKind::sarif);
}

class UnreadableReport : public testing::TestWithParam<const char*> {};

TEST_P(UnreadableReport, IsAUsageError) {
    const core::Error error = error_of(reports({GetParam()}));
    EXPECT_EQ(error.code(), core::ErrorCode::usage);
    EXPECT_THAT(error.message(), testing::HasSubstr(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    UnreadableReport,
    testing::Values("junit", "junit=", "html=report.html", "=report.xml", "JUNIT=report.xml")
);

}  // namespace
}  // namespace rollpack::cli
