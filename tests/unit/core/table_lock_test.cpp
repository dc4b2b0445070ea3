#include "rollpack/core/table_lock.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace rollpack::core {
namespace {

/// The manual's table "Conflicting Lock Modes" of PostgreSQL 15, one row a mode, "x" for a conflict.
constexpr std::array<const char*, 8> manual = {
    ".......x",
    "......xx",
    "....xxxx",
    "...xxxxx",
    "..xx.xxx",
    "..xxxxxx",
    ".xxxxxxx",
    "xxxxxxxx",
};

class LockConflicts : public testing::TestWithParam<int> {};

TEST_P(LockConflicts, AreThoseOfTheManual) {
    std::string row;
    for (int wanted = 0; wanted < 8; ++wanted) {
        row += conflict(static_cast<LockMode>(GetParam()), static_cast<LockMode>(wanted)) ? 'x'
                                                                                          : '.';
    }
    EXPECT_EQ(row, manual.at(static_cast<std::size_t>(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(EachMode, LockConflicts, testing::Range(0, 8));

TEST(LockMode, IsNamedAsInTheManual) {
    EXPECT_EQ(to_string(LockMode::share_update_exclusive), "SHARE UPDATE EXCLUSIVE");
    EXPECT_EQ(to_string(LockMode::access_exclusive), "ACCESS EXCLUSIVE");
}

}  // namespace
}  // namespace rollpack::core
