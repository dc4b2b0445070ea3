#include "render/github.hpp"

#include "unit/cli/build_result.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using core::FindingCode;
using test::make_finding;

TEST(GithubOutput, HasALineForEachFact) {
    EXPECT_EQ(
        facts_to_github_output({{"artifact", "a=b<<c"}, {"sha256", ""}}),
        "artifact=a=b<<c\nsha256=\n"
    );
}

TEST(GithubOutput, KeepsAValueWithLineEndsInItsPlace) {
    EXPECT_EQ(
        facts_to_github_output({{"artifact", "a\nresult=built"}}),
        "artifact<<end_of_value\na\nresult=built\nend_of_value\n"
    );
}

TEST(GithubOutput, TakesACarriageReturnForALineEnd) {
    EXPECT_EQ(
        facts_to_github_output({{"artifact", "a\rb"}}),
        "artifact<<end_of_value\na\rb\nend_of_value\n"
    );
}

TEST(GithubOutput, ChoosesADelimiterThatIsNotInTheValue) {
    EXPECT_EQ(
        facts_to_github_output({{"artifact", "a\nend_of_value\nresult=built"}}),
        "artifact<<end_of_value_\na\nend_of_value\nresult=built\nend_of_value_\n"
    );
}

TEST(GithubAnnotations, NameCodeFileAndLine) {
    EXPECT_EQ(
        findings_to_github_annotations({make_finding(FindingCode::psql_command, "sql/U1__a.sql", 7)}
        ),
        "::error title=psql-command,file=sql/U1__a.sql,line=7::sql/U1__a.sql:7: sql/U1__a.sql is "
        "faulty [psql-command]%0AMend it.\n"
    );
}

TEST(GithubAnnotations, PutErrorsFirst) {
    const std::string text = findings_to_github_annotations(
        {make_finding(FindingCode::name_rejected, "a.sql"),
         make_finding(FindingCode::undo_empty, "b.sql")}
    );
    EXPECT_LT(text.find("::error "), text.find("::warning "));
}

TEST(GithubAnnotations, NameNoFileForWhatIsNone) {
    EXPECT_EQ(
        findings_to_github_annotations({make_finding(FindingCode::target_not_highest, "v123")}),
        "::error title=target-not-highest::v123 is faulty [target-not-highest]%0AMend it.\n"
    );
}

TEST(GithubAnnotations, CannotBeLeftByAFileName) {
    const std::string text = findings_to_github_annotations(
        {make_finding(FindingCode::name_rejected, "a,line=1::b%0A\n::set-output name=x::y\x1b\xFF")}
    );
    EXPECT_THAT(
        text,
        testing::StartsWith(
            "::warning title=name-rejected,file=a%2Cline=1%3A%3Ab%250A\\x0a%3A%3Aset-"
            "output name=x%3A%3Ay\\x1b\\xff::a,line=1::b%250A\\x0a::set-output"
        )
    );
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(GithubAnnotations, TellOfAnErrorThatEndsTheRun) {
    const core::Error error(
        core::ErrorCode::shallow_clone,
        "the clone is 100% shallow\nreally",
        "Fetch more."
    );
    EXPECT_EQ(
        error_to_github_annotation(error),
        "::error title=rollpack%3A shallow-clone::the clone is 100%25 shallow%0Areally%0AFetch more.\n"
    );
}

}  // namespace
}  // namespace rollpack::cli
