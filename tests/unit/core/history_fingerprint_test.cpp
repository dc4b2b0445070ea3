#include "rollpack/core/history.hpp"
#include "unit/core/history_builder.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace rollpack::core {
namespace {

using test::HistoryBuilder;

Sha256 fingerprint(const HistoryBuilder& rows) {
    Findings findings;
    return rows.read(findings).fingerprint();
}

TEST(HistoryFingerprint, IsEqualForEqualRows) {
    EXPECT_EQ(
        fingerprint(HistoryBuilder().applied("1")),
        fingerprint(HistoryBuilder().applied("1"))
    );
}

struct FingerprintCase {
    const char* label;
    void (*change)(HistoryEntry&);
};

void PrintTo(const FingerprintCase& value, std::ostream* out) {
    *out << value.label;
}

class HistoryFingerprintChange : public testing::TestWithParam<FingerprintCase> {};

TEST_P(HistoryFingerprintChange, GivesAnotherFingerprint) {
    HistoryBuilder changed;
    GetParam().change(changed.applied("1").last());
    Findings findings;
    EXPECT_NE(changed.read(findings).fingerprint(), fingerprint(HistoryBuilder().applied("1")));
}

INSTANTIATE_TEST_SUITE_P(
    HistoryFingerprint,
    HistoryFingerprintChange,
    testing::Values(
        FingerprintCase{"rank", [](HistoryEntry& row) { row.installed_rank = 2; }},
        FingerprintCase{"version", [](HistoryEntry& row) { row.version = "1.0"; }},
        FingerprintCase{"no_version", [](HistoryEntry& row) { row.version = std::nullopt; }},
        FingerprintCase{"description", [](HistoryEntry& row) { row.description = "other"; }},
        FingerprintCase{"type", [](HistoryEntry& row) { row.type = "JDBC"; }},
        FingerprintCase{"script", [](HistoryEntry& row) { row.script = "V1__other.sql"; }},
        FingerprintCase{"checksum", [](HistoryEntry& row) { row.checksum->value = 70; }},
        FingerprintCase{"no_checksum", [](HistoryEntry& row) { row.checksum = std::nullopt; }},
        FingerprintCase{"installed_by", [](HistoryEntry& row) { row.installed_by = "eve"; }},
        FingerprintCase{"installed_on", [](HistoryEntry& row) { row.installed_on = "later"; }},
        FingerprintCase{"execution_time", [](HistoryEntry& row) { row.execution_time_ms = 13; }},
        FingerprintCase{"success", [](HistoryEntry& row) { row.success = false; }}
    ),
    [](const testing::TestParamInfo<FingerprintCase>& parameter) {
        return std::string{parameter.param.label};
    }
);

TEST(HistoryFingerprint, DependsOnWhereAFieldEnds) {
    HistoryBuilder left;
    left.applied("1").last().description = "ab";
    left.last().type = "SQL";
    HistoryBuilder right;
    right.applied("1").last().description = "abS";
    right.last().type = "QL";
    EXPECT_NE(fingerprint(left), fingerprint(right));
}

}  // namespace
}  // namespace rollpack::core
