#include "render/lint.hpp"

#include "render/junit.hpp"
#include "render/sarif.hpp"
#include "unit/cli/build_result.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rollpack::cli {
namespace {

using core::FindingCode;
using core::Severity;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

core::Finding finding(FindingCode code, const std::string& script, std::size_t line) {
    return {code, core::finding_info(code).severity, script, line, "is faulty", "Mend it."};
}

core::LintResult result_with(std::vector<core::Finding> findings) {
    const core::Release release{
        "v129",
        *core::parse_object_id(std::string(40, 'a')),
        std::nullopt,
        0};
    return {release, std::nullopt, {"sql/U1__a.sql", "sql/U2__b.sql"}, std::move(findings)};
}

core::LintResult with_a_warning_and_a_note() {
    return result_with(
        {finding(FindingCode::unguarded_drop, "sql/U1__a.sql", 2),
         finding(FindingCode::loses_newer_data, "sql/U1__a.sql", 2)}
    );
}

TEST(RenderLint, TellsAHintOnce) {
    EXPECT_EQ(
        render_lint(with_a_warning_and_a_note()),
        "warning: sql/U1__a.sql:2: is faulty [unguarded-drop]\n"
        "  hint: Mend it.\n"
        "note: sql/U1__a.sql:2: is faulty [loses-newer-data]\n"
        "2 undo scripts of v129 (aaaaaaaaaaaa): 1 warning, 1 note\n"
    );
}

TEST(RenderLint, SaysThatNothingWasFound) {
    EXPECT_EQ(render_lint(result_with({})), "2 undo scripts of v129 (aaaaaaaaaaaa): no findings\n");
}

struct FailCase {
    const char* name;
    FindingCode found;
    Severity fail_on;
    bool fails;
};

void PrintTo(const FailCase& value, std::ostream* out) {
    *out << value.name;
}

class LintFails : public testing::TestWithParam<FailCase> {};

TEST_P(LintFails, FromTheLevelThatWasAskedForOn) {
    const core::LintResult result = result_with({finding(GetParam().found, "sql/U1__a.sql", 2)});

    EXPECT_EQ(has_failed(result, GetParam().fail_on), GetParam().fails);
    EXPECT_EQ(json::parse(lint_to_json(result, GetParam().fail_on)).at("failed"), GetParam().fails);
    EXPECT_THAT(
        lint_to_junit(result, GetParam().fail_on),
        HasSubstr(GetParam().fails ? R"(failures="1")" : R"(failures="0")")
    );
}

INSTANTIATE_TEST_SUITE_P(
    Lint,
    LintFails,
    testing::Values(
        FailCase{"ErrorOnError", FindingCode::undo_orphan, Severity::error, true},
        FailCase{"WarningOnError", FindingCode::unguarded_drop, Severity::error, false},
        FailCase{"WarningOnWarning", FindingCode::unguarded_drop, Severity::warning, true},
        FailCase{"NoteOnWarning", FindingCode::loses_newer_data, Severity::warning, false},
        FailCase{"NoteOnNote", FindingCode::loses_newer_data, Severity::note, true},
        FailCase{"ErrorOnNote", FindingCode::undo_orphan, Severity::note, true}
    ),
    [](const testing::TestParamInfo<FailCase>& value) { return std::string{value.param.name}; }
);

TEST(LintToSarif, GivesNotesTheirLevel) {
    const json run = json::parse(lint_to_sarif(with_a_warning_and_a_note())).at("runs").at(0);

    EXPECT_EQ(run.at("automationDetails").at("id"), "rollpack-lint/");
    EXPECT_EQ(run.at("results").at(0).at("level"), "warning");
    EXPECT_EQ(run.at("results").at(1).at("level"), "note");
}

TEST(LintToSarif, SaysHowARuleOfLintIsSet) {
    const json rules = json::parse(lint_to_sarif(result_with({})))
                           .at("runs")
                           .at(0)
                           .at("tool")
                           .at("driver")
                           .at("rules");
    const json& rule = rules.back();

    EXPECT_EQ(rule.at("id"), "lint-ignore-unknown");
    EXPECT_THAT(rule.at("help").at("text"), HasSubstr("rollpack.toml"));
    EXPECT_THAT(rule.at("help").at("text"), Not(HasSubstr("--allow")));
}

TEST(LintToJunit, HasACaseForEachUndoScript) {
    const std::string text = lint_to_junit(with_a_warning_and_a_note(), Severity::error);

    EXPECT_THAT(text, HasSubstr(R"(<testcase classname="rollpack.undo" name="sql/U2__b.sql")"));
    EXPECT_THAT(text, HasSubstr("<system-out>warning: sql/U1__a.sql:2: is faulty"));
}

}  // namespace
}  // namespace rollpack::cli
