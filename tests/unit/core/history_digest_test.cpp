#include "rollpack/core/history_digest.hpp"

#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

HistoryEntry entry() {
    HistoryEntry entry;
    entry.installed_rank = 1;
    entry.version = "1";
    entry.description = "first";
    entry.type = "SQL";
    entry.script = "V1__first.sql";
    entry.checksum = FlywayChecksum{-7};
    entry.installed_by = "deploy";
    entry.execution_time_ms = 5;
    return entry;
}

TEST(HistoryDigest, IsOverLengthsAndTextsOfTheColumns) {
    EXPECT_EQ(
        history_digest({entry()}),
        sha256("1:1;1:1;5:first;3:SQL;13:V1__first.sql;2:-7;6:deploy;1:5;1:t;\n")
    );
}

TEST(HistoryDigest, OfNoRowsIsThatOfNothing) {
    EXPECT_EQ(history_digest({}), sha256(""));
}

TEST(HistoryDigest, TellsNullFromEmpty) {
    HistoryEntry without = entry();
    without.version.reset();
    HistoryEntry empty = entry();
    empty.version = "";
    EXPECT_NE(history_digest({without}), history_digest({empty}));
}

TEST(HistoryDigest, TellsWhereOneColumnEndsAndTheNextBegins) {
    HistoryEntry left = entry();
    left.description = "a;1:b";
    left.type = "c";
    HistoryEntry right = entry();
    right.description = "a";
    right.type = "b;1:c";
    EXPECT_NE(history_digest({left}), history_digest({right}));
}

TEST(HistoryDigest, LeavesOutWhenARowWasWritten) {
    HistoryEntry later = entry();
    later.installed_on = "2026-11-22 02:15:00";
    EXPECT_EQ(history_digest({later}), history_digest({entry()}));
}

}  // namespace
}  // namespace rollpack::core
