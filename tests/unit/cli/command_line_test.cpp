#include "command_line.hpp"

#include "commands/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace rollpack::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

/// A command line of one command, whose options a test adds.
class DescribeCommandLine : public testing::Test {
protected:
    OptionInfo only_option() {
        const CommandInfo info = describe_command_line(root_);
        // --help is the first.
        return info.commands.front().options.at(1);
    }

    CLI::App& command() { return *command_; }

    CLI::App root_{"what it does", "tool"};
    CLI::App* command_ = root_.add_subcommand("run", "Run it");
    std::string text_;
    std::vector<std::string> texts_;
    bool flag_ = false;
};

TEST_F(DescribeCommandLine, LeavesOutWhatHelpHides) {
    root_.add_subcommand("inner", "For the build only")->group("");
    command().add_flag("--inner", flag_, "For tests only")->group("");
    const CommandInfo info = describe_command_line(root_);
    ASSERT_EQ(info.commands.size(), 1U);
    EXPECT_EQ(info.commands.front().name, "run");
    EXPECT_THAT(
        info.commands.front().options,
        ElementsAre(Field(&OptionInfo::names, ElementsAre("-h", "--help")))
    );
}

TEST_F(DescribeCommandLine, KnowsAFlagFromAnOptionWithAValue) {
    command().add_flag("--yes", flag_, "Do not ask");
    EXPECT_EQ(only_option().kind, ValueKind::none);
    EXPECT_EQ(only_option().value, "");
}

TEST_F(DescribeCommandLine, TakesTheValuesOfAFixedSet) {
    command()
        .add_option("--format", text_)
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"zip", "dir"}));
    EXPECT_EQ(only_option().kind, ValueKind::choice);
    EXPECT_EQ(only_option().value, "FORMAT");
    EXPECT_THAT(only_option().choices, ElementsAre("zip", "dir"));
}

TEST_F(DescribeCommandLine, OffersOnlyFindingsThatCanBeAllowed) {
    command().add_option("--allow", texts_)->type_name("CODE")->allow_extra_args(false);
    EXPECT_THAT(only_option().choices, Contains("undo-empty"));
    EXPECT_THAT(only_option().choices, Not(Contains("not-utf8")));
    EXPECT_TRUE(only_option().repeatable);
}

TEST_F(DescribeCommandLine, NamesExcludedOptionsInOrder) {
    bool other = false;
    bool third = false;
    CLI::Option* json = command().add_flag("--json", flag_, "");
    json->excludes(command().add_flag("--runbook", other, ""));
    json->excludes(command().add_flag("--diff", third, ""));
    EXPECT_THAT(only_option().excludes, ElementsAre("--diff", "--runbook"));
}

struct KindCase {
    const char* value;
    ValueKind kind;
};

class ValueName
    : public DescribeCommandLine
    , public testing::WithParamInterface<KindCase> {};

TEST_P(ValueName, SaysWhatAShellCompletes) {
    command().add_option("--x", text_)->type_name(GetParam().value);
    EXPECT_EQ(only_option().kind, GetParam().kind);
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    ValueName,
    testing::Values(
        KindCase{"FILE", ValueKind::file},
        KindCase{"DIR", ValueKind::folder},
        KindCase{"COMMAND", ValueKind::command},
        KindCase{"URL", ValueKind::text}
    ),
    [](const auto& named) { return std::string{named.param.value}; }
);

TEST(CommandLine, NamesTheValueOfEveryOption) {
    Action chosen;
    CLI::App root("", "rollpack");
    add_commands(root, chosen);
    for (const CommandInfo& command : describe_command_line(root).commands) {
        for (const OptionInfo& option : command.options) {
            EXPECT_NE(option.value, "TEXT") << command.name << " " << option.names.back();
        }
        for (const OptionInfo& positional : command.positionals) {
            EXPECT_NE(positional.value, "TEXT") << command.name << " " << positional.names.back();
        }
        EXPECT_THAT(command.page, Not(IsEmpty())) << command.name << " has no page";
    }
}

}  // namespace
}  // namespace rollpack::cli
