#include "rollpack/os/program.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace rollpack::os {
namespace {

using core::ErrorCode;
using test::error_of;
using testing::HasSubstr;

TEST(RunProgram, SaysThatAProgramIsMissing) {
    const core::Error error = error_of([] {
        return run_program({{"no-such-program-here"}, {}, {}});
    });

    EXPECT_EQ(error.code(), ErrorCode::program_missing);
    EXPECT_THAT(error.message(), HasSubstr("no-such-program-here"));
}

TEST(RunProgram, GivesTheExitStatusAndBothStreams) {
    const ProgramResult result = run_program(
        {{"sh", "-c", "echo out; echo err >&2; exit 3"}, {}, {}}
    );

    EXPECT_EQ(result.status, 3);
    EXPECT_EQ(result.out, "out\n");
    EXPECT_EQ(result.err, "err\n");
}

TEST(RunProgram, GivesTheSignalThatEndedIt) {
    EXPECT_EQ(run_program({{"sh", "-c", "kill -KILL $$"}, {}, {}}).status, 128 + SIGKILL);
}

TEST(RunProgram, PassesInputThatIsLargerThanAPipeBothWays) {
    const std::string input(std::size_t{900'000}, 'x');

    const ProgramResult result = run_program({{"cat"}, input, {}});

    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, input);
}

TEST(RunProgram, SurvivesAProgramThatReadsNoInput) {
    const std::string input(std::size_t{900'000}, 'x');

    EXPECT_EQ(run_program({{"true"}, input, {}}).status, 0);
}

TEST(RunProgram, KeepsNoMoreThanAMebibyteOfOutput) {
    const ProgramResult result = run_program({{"head", "-c", "3000000", "/dev/zero"}, {}, {}});

    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out.size(), std::size_t{1} << 20U);
}

TEST(RunProgram, GivesItTheAddedVariablesInPlaceOfItsOwn) {
    const ProgramResult result = run_program(
        {{"sh", "-c", "echo $HOME $ADDED"}, {}, {"HOME=/nowhere", "ADDED=yes"}}
    );

    EXPECT_EQ(result.out, "/nowhere yes\n");
}

TEST(LastLine, IsWhatStandsBeforeTheLastLineEndOfAnyKind) {
    EXPECT_EQ(last_line(""), "");
    EXPECT_EQ(last_line("\r\n\n"), "");
    EXPECT_EQ(last_line("reason"), "reason");
    EXPECT_EQ(last_line("first\nthe reason\r\n\n"), "the reason");
}

TEST(RunAttached, GivesTheExitStatusAndTakesVariablesAway) {
    ASSERT_EQ(setenv("ROLLPACK_TEST", "here", 1), 0);  // NOLINT(concurrency-mt-unsafe): one thread

    EXPECT_EQ(run_attached({"sh", "-c", "exit ${#ROLLPACK_TEST}"}, {}), 4);
    EXPECT_EQ(run_attached({"sh", "-c", "exit ${#ROLLPACK_TEST}"}, {"ROLLPACK_TEST="}), 0);
}

TEST(RunAttached, SaysThatAProgramIsMissing) {
    EXPECT_EQ(
        error_of([] { return run_attached({"no-such-program-here"}, {}); }).code(),
        ErrorCode::program_missing
    );
}

}  // namespace
}  // namespace rollpack::os
