#include "rollpack/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

/// The enumerators, chained: one that is added and not put in here does not compile.
std::optional<ErrorCode> next(ErrorCode code) {
    using enum ErrorCode;
    switch (code) {
    case internal:
        return usage;
    case usage:
        return checks_failed;
    case checks_failed:
        return history_changed;
    case history_changed:
        return declined;
    case declined:
        return plan_changed;
    case plan_changed:
        return approvals_missing;
    case approvals_missing:
        return repository_not_found;
    case repository_not_found:
        return repository_not_owned;
    case repository_not_owned:
        return repository_unreadable;
    case repository_unreadable:
        return reference_unknown;
    case reference_unknown:
        return reference_ambiguous;
    case reference_ambiguous:
        return shallow_clone;
    case shallow_clone:
        return object_missing;
    case object_missing:
        return location_missing;
    case location_missing:
        return configuration_invalid;
    case configuration_invalid:
        return file_unreadable;
    case file_unreadable:
        return file_unwritable;
    case file_unwritable:
        return connection_failed;
    case connection_failed:
        return connection_lost;
    case connection_lost:
        return server_unsuitable;
    case server_unsuitable:
        return lock_unavailable;
    case lock_unavailable:
        return history_missing;
    case history_missing:
        return programs_missing;
    case programs_missing:
        return program_missing;
    case program_missing:
        return signing_failed;
    case signing_failed:
        return plan_invalid;
    case plan_invalid:
        return sql_failed;
    case sql_failed:
        return stopped_part_way;
    case stopped_part_way:
        return statement_in_doubt;
    case statement_in_doubt:
        return outcome_unknown;
    case outcome_unknown:
        return package_invalid;
    case package_invalid:
        return signature_missing;
    case signature_missing:
        return signature_invalid;
    case signature_invalid:
        return provenance_invalid;
    case provenance_invalid:
        return rebuild_differs;
    case rebuild_differs:
        return interrupted;
    case interrupted:
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<ErrorCode> all_codes() {
    std::vector<ErrorCode> codes;
    for (std::optional<ErrorCode> code = ErrorCode::internal; code; code = next(*code)) {
        codes.push_back(*code);
    }
    return codes;
}

/// The hundreds of an error's number tell its exit status.
int status_of(ErrorCode code) {
    static const std::map<int, int>
        statuses{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {7, 7}, {8, 8}, {13, 130}};
    return statuses.at(static_cast<int>(code) / 100);
}

TEST(ErrorTable, HasEveryCodeOnceByNumber) {
    std::vector<ErrorCode> codes;
    std::ranges::transform(error_table(), std::back_inserter(codes), &ErrorInfo::code);
    EXPECT_EQ(codes, all_codes());
    EXPECT_TRUE(std::ranges::is_sorted(codes));
    EXPECT_EQ(std::ranges::adjacent_find(codes), codes.end());
}

TEST(ErrorTable, GivesNoNameTwice) {
    std::vector<std::string_view> names;
    std::ranges::transform(error_table(), std::back_inserter(names), &ErrorInfo::name);
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

class EveryError : public testing::TestWithParam<ErrorCode> {};

TEST_P(EveryError, HasTheExitStatusThatItsNumberTells) {
    EXPECT_EQ(error_info(GetParam()).exit_status, status_of(GetParam()));
}

TEST_P(EveryError, HasAKebabCaseName) {
    EXPECT_THAT(std::string{error_info(GetParam()).name}, MatchesRegex("[a-z]+(-[a-z]+)*"));
}

TEST_P(EveryError, HasASentence) {
    EXPECT_THAT(std::string{error_info(GetParam()).sentence}, MatchesRegex("[A-Z].*\\."));
}

INSTANTIATE_TEST_SUITE_P(
    ErrorTable,
    EveryError,
    testing::ValuesIn(all_codes()),
    [](const testing::TestParamInfo<ErrorCode>& parameter) {
        return "number" + std::to_string(static_cast<int>(parameter.param));
    }
);

TEST(Error, KeepsWhatHappenedAndWhatToDo) {
    const Error error{ErrorCode::reference_unknown, "no tag v123", "Run `git fetch --tags`."};
    EXPECT_EQ(error.code(), ErrorCode::reference_unknown);
    EXPECT_EQ(error.message(), "no tag v123");
    EXPECT_EQ(error.hint(), "Run `git fetch --tags`.");
    EXPECT_THAT(error.context(), IsEmpty());
    EXPECT_STREQ(error.what(), "no tag v123");
}

TEST(Error, TellsTheOutermostContextFirst) {
    Error error{ErrorCode::file_unreadable, "no such file"};
    error.add_context("reading flyway.toml");
    error.add_context("building Rollback-V123");
    EXPECT_THAT(error.context(), ElementsAre("building Rollback-V123", "reading flyway.toml"));
    EXPECT_STREQ(error.what(), "building Rollback-V123: reading flyway.toml: no such file");
}

TEST(InContext, AddsContextToAnErrorThatPasses) {
    const auto fail = []() -> int { throw Error{ErrorCode::object_missing, "blob is missing"}; };
    try {
        in_context("reading v1.23", fail);
        FAIL() << "the error did not pass";
    } catch (const Error& error) {
        EXPECT_THAT(error.context(), ElementsAre("reading v1.23"));
    }
}

TEST(InContext, LeavesOtherExceptionsAlone) {
    const auto fail = [] { throw std::runtime_error{"not ours"}; };
    EXPECT_THROW(in_context("reading v1.23", fail), std::runtime_error);
}

TEST(InContext, GivesTheResult) {
    EXPECT_EQ(in_context("counting", [] { return 3; }), 3);
}

TEST(AssertionDeathTest, EndsTheProcess) {
    EXPECT_DEATH(ROLLPACK_ASSERT(1 + 1 == 3), "broken invariant: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace rollpack::core
