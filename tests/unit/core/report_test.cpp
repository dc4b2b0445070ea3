#include "rollpack/core/report.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace rollpack::core {
namespace {

struct EndingCase {
    Ending ending;
    const char* name;
    int status;
};

void PrintTo(const EndingCase& value, std::ostream* out) {
    *out << value.name;
}

class EveryEnding : public testing::TestWithParam<EndingCase> {};

TEST_P(EveryEnding, HasItsName) {
    EXPECT_EQ(to_string(GetParam().ending), GetParam().name);
}

TEST_P(EveryEnding, HasItsExitStatus) {
    EXPECT_EQ(exit_status(GetParam().ending), GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    EveryEnding,
    testing::Values(
        EndingCase{Ending::done, "done", 0},
        EndingCase{Ending::nothing_to_do, "nothing_to_do", 0},
        EndingCase{Ending::failed_unchanged, "failed_unchanged", 5},
        EndingCase{Ending::stopped_part_way, "stopped_part_way", 6},
        EndingCase{Ending::unknown, "unknown", 7},
        EndingCase{Ending::interrupted, "interrupted", 130},
        EndingCase{Ending::lock_unavailable, "lock_unavailable", 4},
        EndingCase{Ending::tried, "tried", 0},
        EndingCase{Ending::refused_unchanged, "refused_unchanged", 3}
    ),
    [](const testing::TestParamInfo<EndingCase>& parameter) {
        return std::string{parameter.param.name};
    }
);

struct StateCase {
    StepState state;
    const char* name;
};

void PrintTo(const StateCase& value, std::ostream* out) {
    *out << value.name;
}

class EveryStepState : public testing::TestWithParam<StateCase> {};

TEST_P(EveryStepState, HasItsName) {
    EXPECT_EQ(to_string(GetParam().state), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    EveryStepState,
    testing::Values(
        StateCase{StepState::done, "done"},
        StateCase{StepState::rolled_back, "rolled_back"},
        StateCase{StepState::failed, "failed"},
        StateCase{StepState::not_run, "not_run"}
    ),
    [](const testing::TestParamInfo<StateCase>& parameter) {
        return std::string{parameter.param.name};
    }
);

}  // namespace
}  // namespace rollpack::core
