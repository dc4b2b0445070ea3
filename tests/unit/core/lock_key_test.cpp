#include "rollpack/core/history.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace rollpack::core {
namespace {

struct LockKeyCase {
    const char* label;
    HistoryTable table;
    std::int64_t key;
};

void PrintTo(const LockKeyCase& value, std::ostream* out) {
    *out << value.label;
}

class LockKey : public testing::TestWithParam<LockKeyCase> {};

TEST_P(LockKey, IsFlyways) {
    EXPECT_EQ(flyway_lock_key(GetParam().table), GetParam().key);
}

/// The first two were seen in the log of a server that Flyway 13.0.0 migrated; the others follow from
/// java.lang.String.hashCode of the quoted name.
INSTANTIATE_TEST_SUITE_P(
    History,
    LockKey,
    testing::Values(
        LockKeyCase{"public", {"public", "flyway_schema_history"}, 77433833903597},
        LockKeyCase{"app", {"app", "flyway_schema_history"}, 77431436970681},
        LockKeyCase{"flyway", {"flyway", "flyway_schema_history"}, 77432057852442},
        LockKeyCase{"schema_version", {"public", "schema_version"}, 77430801598678},
        LockKeyCase{"quote_in_a_name", {"a\"b", "t"}, 77432167190042},
        LockKeyCase{"surrogates_in_a_name", {"\xF0\x9F\x98\x80", "\xC3\xA9"}, 77433831740355}
    ),
    [](const testing::TestParamInfo<LockKeyCase>& parameter) {
        return std::string{parameter.param.label};
    }
);

}  // namespace
}  // namespace rollpack::core
