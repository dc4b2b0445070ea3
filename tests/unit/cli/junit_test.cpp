#include "render/junit.hpp"

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

TEST(Junit, HasACaseForEachScript) {
    const std::string text = build_to_junit(successful_build());
    EXPECT_THAT(
        text,
        HasSubstr(R"(<testsuite name="Rollback-V123" tests="3" failures="0" errors="0" skipped="0")"
        )
    );
    EXPECT_THAT(
        text,
        HasSubstr(R"(<testcase classname="rollpack.undo" name="sql/U124__stock.sql")"
                  R"( file="sql/U124__stock.sql" time="0"/>)")
    );
    EXPECT_THAT(text, HasSubstr(R"(classname="rollpack.versioned" name="sql/V124__stock.sql")"));
    EXPECT_THAT(text, HasSubstr(R"(classname="rollpack.repeatable" name="sql/R__totals.sql")"));
}

TEST(Junit, FailsTheCaseOfAScriptWithAnError) {
    const std::string text = build_to_junit(
        refused_build({make_finding(FindingCode::undo_empty, "sql/U124__stock.sql")})
    );
    EXPECT_THAT(text, HasSubstr(R"( tests="3" failures="1" errors="0")"));
    EXPECT_THAT(
        text,
        HasSubstr("      <failure type=\"undo-empty\" message=\"sql/U124__stock.sql is faulty "
                  "[undo-empty]\">error: sql/U124__stock.sql is faulty [undo-empty]\n"
                  "  hint: Mend it.\n"
                  "</failure>\n    </testcase>\n")
    );
}

TEST(Junit, TellsAllFindingsOfAScriptInOneFailure) {
    const std::string text = build_to_junit(refused_build(
        {make_finding(FindingCode::sql_unparsable, "sql/U124__stock.sql", 1),
         make_finding(FindingCode::psql_command, "sql/U124__stock.sql", 2)}
    ));
    EXPECT_THAT(text, HasSubstr(R"(failures="1")"));
    EXPECT_THAT(text, HasSubstr(R"(<failure type="psql-command")"));
    EXPECT_THAT(text, HasSubstr("warning: sql/U124__stock.sql:1: "));
}

TEST(Junit, LetsACaseWithAWarningPass) {
    const std::string text = build_to_junit(
        successful_build({make_finding(FindingCode::sql_unparsable, "sql/U124__stock.sql", 1)})
    );
    EXPECT_THAT(text, HasSubstr(R"(failures="0")"));
    EXPECT_THAT(text, HasSubstr("<system-out>warning: sql/U124__stock.sql:1: "));
}

TEST(Junit, HasACaseForAFileThatIsNoScript) {
    const std::string text = build_to_junit(
        refused_build({make_finding(FindingCode::name_suspicious, "sql/v125_x.sql")})
    );
    EXPECT_THAT(text, HasSubstr(R"( tests="4" failures="1")"));
    EXPECT_THAT(
        text,
        HasSubstr(R"(classname="rollpack.other_file" name="sql/v125_x.sql" file="sql/v125_x.sql")")
    );
}

TEST(Junit, NamesNoFileForAFindingOnARelease) {
    const std::string text = build_to_junit(
        refused_build({make_finding(FindingCode::target_not_highest, "v123")})
    );
    EXPECT_THAT(text, HasSubstr(R"(<testcase classname="rollpack.release" name="v123" time="0">)"));
}

TEST(Junit, CarriesTheFactsAsProperties) {
    EXPECT_THAT(
        build_to_junit(successful_build()),
        HasSubstr(R"(<property name="target_version" value="123"/>)")
    );
}

TEST(Junit, EscapesWhatComesFromTheRepository) {
    const std::string text = build_to_junit(
        refused_build({make_finding(FindingCode::name_rejected, "sql/\"><x>\x1b\xFF.sql")})
    );
    EXPECT_THAT(text, HasSubstr(R"(name="sql/&quot;&gt;&lt;x&gt;\x1b\xff.sql")"));
    EXPECT_THAT(text, Not(HasSubstr("<x>")));
}

}  // namespace
}  // namespace rollpack::cli
