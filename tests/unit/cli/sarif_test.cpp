#include "render/sarif.hpp"

#include "unit/cli/build_result.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rollpack::cli {
namespace {

using core::FindingCode;
using nlohmann::json;
using test::make_finding;
using test::refused_build;
using test::successful_build;

json run_of(const app::BuildResult& result) {
    return json::parse(build_to_sarif(result)).at("runs").at(0);
}

json only_result(const core::Finding& finding) {
    return run_of(refused_build({finding})).at("results").at(0);
}

TEST(Sarif, IsOfVersion210) {
    EXPECT_EQ(json::parse(build_to_sarif(successful_build())).at("version"), "2.1.0");
}

TEST(Sarif, HasARuleForEveryFindingCode) {
    const json rules = run_of(successful_build()).at("tool").at("driver").at("rules");
    ASSERT_EQ(rules.size(), core::finding_table().size());
    EXPECT_EQ(rules.at(0).at("id"), core::finding_table().front().name);
    EXPECT_EQ(rules.at(0).at("defaultConfiguration").at("level"), "error");
}

TEST(Sarif, HasAnEmptyListOfResultsForACleanBuild) {
    EXPECT_EQ(run_of(successful_build()).at("results"), json::array());
}

TEST(Sarif, GivesAResultItsRuleLevelAndMessage) {
    const json result = only_result(make_finding(FindingCode::psql_command, "sql/U1__a.sql", 7));
    EXPECT_EQ(result.at("ruleId"), "psql-command");
    EXPECT_EQ(result.at("level"), "error");
    EXPECT_EQ(result.at("message").at("text"), "sql/U1__a.sql is faulty. Mend it.");
}

TEST(Sarif, PointsFromAResultToTheRowOfItsRule) {
    const json run = run_of(
        refused_build({make_finding(FindingCode::psql_command, "sql/U1__a.sql", 7)})
    );
    const std::size_t index = run.at("results").at(0).at("ruleIndex");
    EXPECT_EQ(run.at("tool").at("driver").at("rules").at(index).at("id"), "psql-command");
}

TEST(Sarif, GivesAnAllowedErrorTheLevelThatItHadInTheBuild) {
    core::Finding finding = make_finding(FindingCode::undo_empty, "sql/U1__a.sql");
    finding.severity = core::Severity::warning;
    EXPECT_EQ(only_result(finding).at("level"), "warning");
}

TEST(Sarif, PutsAResultAtItsFileAndLine) {
    const json place = only_result(make_finding(FindingCode::psql_command, "sql/U1__a.sql", 7))
                           .at("locations")
                           .at(0)
                           .at("physicalLocation");
    EXPECT_EQ(place.at("artifactLocation").at("uri"), "sql/U1__a.sql");
    EXPECT_EQ(place.at("region").at("startLine"), 7);
}

TEST(Sarif, PutsAFindingOnAWholeFileAtItsFirstLine) {
    const json result = only_result(make_finding(FindingCode::undo_empty, "sql/U1__a.sql"));
    EXPECT_EQ(result.at("locations").at(0).at("physicalLocation").at("region").at("startLine"), 1);
}

TEST(Sarif, NamesNoFileForAFindingOnARelease) {
    const json place =
        only_result(make_finding(FindingCode::target_not_highest, "v123")).at("locations").at(0);
    EXPECT_FALSE(place.contains("physicalLocation"));
    EXPECT_EQ(place.at("logicalLocations").at(0).at("fullyQualifiedName"), "v123");
}

TEST(Sarif, WritesAPathAsAUri) {
    const json result = only_result(
        make_finding(FindingCode::name_rejected, "http://x/a b?#%\xFF/ä.sql")
    );
    EXPECT_EQ(
        result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
        "http%3A//x/a%20b%3F%23%25%FF/%C3%A4.sql"
    );
    EXPECT_THAT(result.at("message").at("text"), testing::HasSubstr("\\xff"));
}

}  // namespace
}  // namespace rollpack::cli
