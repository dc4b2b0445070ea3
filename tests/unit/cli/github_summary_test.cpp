#include "render/github_summary.hpp"

#include "unit/cli/build_result.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using core::FindingCode;
using test::make_finding;
using test::refused_build;
using test::successful_build;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(GithubSummary, SaysWhatIsUndoneAndRestored) {
    const std::string text = build_to_github_summary(successful_build());
    EXPECT_THAT(text, StartsWith("### Rollback-V123\n"));
    EXPECT_THAT(text, HasSubstr("| 124 | `sql/U124__stock.sql` |\n"));
    EXPECT_THAT(text, HasSubstr("| restore | `sql/R__totals.sql` |\n"));
}

TEST(GithubSummary, SaysHowToVerifyAndApplyWithTheFileNameOnly) {
    const std::string text = build_to_github_summary(successful_build());
    EXPECT_THAT(text, HasSubstr("sha256sum -c Rollback-V123.tar.gz.sha256\n"));
    EXPECT_THAT(text, HasSubstr("rollpack apply Rollback-V123.tar.gz --url URL\n"));
}

TEST(GithubSummary, HasTheDigests) {
    const std::string text = build_to_github_summary(successful_build());
    EXPECT_THAT(text, HasSubstr("| SHA-256 | `" + core::sha256("artifact").hex() + "` |"));
}

TEST(GithubSummary, OfARefusedBuildHasTheFindingsAndNothingToApply) {
    const std::string text = build_to_github_summary(
        refused_build({make_finding(FindingCode::psql_command, "sql/U124__stock.sql", 3)})
    );
    EXPECT_THAT(text, StartsWith("### Rollback-V123 was refused\n\nNo package was written.\n"));
    EXPECT_THAT(text, HasSubstr("| error | `psql-command` | `sql/U124__stock.sql`, line 3 |"));
    EXPECT_THAT(text, Not(HasSubstr("rollpack apply")));
}

TEST(GithubSummary, EscapesWhatComesFromTheRepository) {
    const std::string text = build_to_github_summary(
        refused_build({make_finding(FindingCode::name_rejected, "sql/|<script>`\n# @team\x1b.sql")})
    );
    EXPECT_THAT(text, Not(HasSubstr("<script>")));
    EXPECT_THAT(text, Not(HasSubstr("@team")));
    EXPECT_THAT(text, Not(HasSubstr("\n# ")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace rollpack::cli
