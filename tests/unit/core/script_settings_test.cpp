#include "rollpack/core/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::IsEmpty;

class ParseScriptSettings : public testing::Test {
protected:
    ScriptSettings parse(std::string_view text) {
        return parse_script_settings(text, "sql/U1__x.sql.conf", findings);
    }

public:
    Findings findings;
};

TEST_F(ParseScriptSettings, ReadsEverySetting) {
    const ScriptSettings settings = parse(
        "# why\n"
        "executeInTransaction=false\n"
        "placeholderReplacement = TRUE\n"
        "encoding=utf-8\n"
        "shouldExecute=${a}==b\n"
    );

    EXPECT_EQ(settings, (ScriptSettings{false, true, "utf-8", "${a}==b"}));
    EXPECT_THAT(findings.all(), IsEmpty());
}

TEST_F(ParseScriptSettings, LeavesAbsentWhatIsNotSet) {
    EXPECT_EQ(parse(""), ScriptSettings{});
    EXPECT_THAT(findings.all(), IsEmpty());
}

struct Fault {
    std::string name;
    std::string line;
    std::string message;
};

class RefusedSetting
    : public ParseScriptSettings
    , public testing::WithParamInterface<Fault> {};

TEST_P(RefusedSetting, IsFoundWithItsLine) {
    parse("# first\n" + GetParam().line + "\n");

    ASSERT_EQ(findings.all().size(), 1U);
    const Finding& finding = findings.all().front();
    EXPECT_EQ(finding.code, FindingCode::script_config_invalid);
    EXPECT_EQ(finding.subject, "sql/U1__x.sql.conf");
    EXPECT_EQ(finding.line, 2U);
    EXPECT_EQ(finding.message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    ParseScriptSettings,
    RefusedSetting,
    testing::Values(
        Fault{
            "unknown",
            "executeInTransactions=true",
            "executeInTransactions is not a setting of a script"},
        Fault{"wrong_case", "Encoding=UTF-8", "Encoding is not a setting of a script"},
        Fault{"not_a_flag", "executeInTransaction=no", "executeInTransaction is \"no\""},
        Fault{"placeholder", "placeholderReplacement=${on}", "placeholderReplacement is \"${on}\""},
        Fault{"encoding", "encoding=ISO-8859-1", "encoding is \"ISO-8859-1\""}
    ),
    [](const auto& fault) { return fault.param.name; }
);

}  // namespace
}  // namespace rollpack::core
