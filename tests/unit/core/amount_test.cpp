#include "rollpack/core/amount.hpp"

#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

TEST(Grouped, SetsACommaEveryThreeDigits) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(-1234567), "-1,234,567");
    EXPECT_EQ(grouped(-123), "-123");
}

TEST(SizeText, UsesTheUnitThatFits) {
    EXPECT_EQ(size_text(0), "0 bytes");
    EXPECT_EQ(size_text(1023), "1023 bytes");
    EXPECT_EQ(size_text(1024), "1 kB");
    EXPECT_EQ(size_text(163840), "160 kB");
    EXPECT_EQ(size_text(1048575), "1 MB");
    EXPECT_EQ(size_text(3650722202), "3.4 GB");
}

TEST(Counted, UsesThePluralButForOne) {
    EXPECT_EQ(counted(0, "row"), "0 rows");
    EXPECT_EQ(counted(1, "row"), "1 row");
    EXPECT_EQ(counted(1234, "value"), "1,234 values");
}

}  // namespace
}  // namespace rollpack::core
