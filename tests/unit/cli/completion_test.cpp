#include "render/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// That the shells understand the scripts is tested with the shells, in tests/completion.

CommandInfo with_option(OptionInfo option) {
    CommandInfo command{"run", "Run it", "", {std::move(option)}, {}, {}};
    return {"tool", "tool takes things back.", "", {}, {}, {std::move(command)}};
}

const OptionInfo
    reason{{"--reason"}, ValueKind::text, "TEXT", {}, "", "It's [why]", {}, false, false};

TEST(ShellQuoted, KeepsAnApostropheInsideTheWord) {
    EXPECT_EQ(shell_quoted("it's"), R"('it'\''s')");
}

TEST(ZshCompletion, KeepsADescriptionFromEndingItsBrackets) {
    EXPECT_THAT(
        render_zsh_completion(with_option(reason)),
        HasSubstr(R"('(--reason)--reason=[It'\''s \[why\]]:TEXT: ')")
    );
}

TEST(ZshCompletion, OffersARepeatableOptionAgain) {
    OptionInfo allow = reason;
    allow.repeatable = true;
    EXPECT_THAT(render_zsh_completion(with_option(allow)), HasSubstr("'*--reason=["));
}

TEST(ZshCompletion, StopsOfferingWhatIsExcluded) {
    const OptionInfo
        json{{"--json"}, ValueKind::none, "", {}, "", "As JSON", {"--diff"}, false, false};
    EXPECT_THAT(
        render_zsh_completion(with_option(json)),
        HasSubstr("'(--diff --json)--json[As JSON]'")
    );
}

TEST(FishCompletion, OffersAnOptionForItsCommandOnly) {
    EXPECT_THAT(
        render_fish_completion(with_option(reason)),
        HasSubstr("complete -c tool -n '__tool_command_is run' -l reason -x -d 'It'\\''s [why]'\n")
    );
}

TEST(BashCompletion, OffersNothingForAValueThatOnlyTheUserKnows) {
    const std::string script = render_bash_completion(with_option(reason));
    EXPECT_THAT(script, HasSubstr("        --reason) : ;;\n"));
    EXPECT_THAT(script, Not(HasSubstr("[why]")));
}

}  // namespace
}  // namespace rollpack::cli
