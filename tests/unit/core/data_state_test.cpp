#include "rollpack/core/data_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

DataState with_orders(const TableContent& content) {
    DataState state;
    state.tables["public.orders"] = content;
    return state;
}

const TableContent three_orders{3, {"id", "note"}, "aaa"};

TEST(DataState, IsEqualToItself) {
    const DataState state = with_orders(three_orders);
    EXPECT_TRUE(compare(state, state).is_equal());
}

TEST(DataState, TellsOtherValuesInAsManyRows) {
    TableContent changed = three_orders;
    changed.digest = "bbb";
    const DataComparison comparison = compare(with_orders(three_orders), with_orders(changed));
    EXPECT_THAT(comparison.tables, ElementsAre(TableDifference{"public.orders", 3, 3}));
}

TEST(DataState, TellsATableThatWasEmptied) {
    const DataComparison comparison =
        compare(with_orders(three_orders), with_orders({0, {"id", "note"}, ""}));
    EXPECT_THAT(comparison.tables, ElementsAre(TableDifference{"public.orders", 3, 0}));
}

TEST(DataState, ComparesOnlyTheNumberOfRowsWhereTheColumnsAreOthers) {
    const TableContent fewer_columns{3, {"id"}, "ccc"};
    EXPECT_TRUE(compare(with_orders(three_orders), with_orders(fewer_columns)).is_equal());
}

TEST(DataState, LeavesTablesOfOneSideToTheSchema) {
    EXPECT_TRUE(compare(with_orders(three_orders), {}).is_equal());
    EXPECT_TRUE(compare({}, with_orders(three_orders)).is_equal());
}

DataState with_sequence(std::int64_t last) {
    DataState state;
    state.sequences["public.orders_id_seq"] = last;
    return state;
}

TEST(DataState, TellsASequenceThatBeginsAgain) {
    const DataComparison comparison = compare(with_sequence(100), with_sequence(1));
    EXPECT_THAT(comparison.sequences, ElementsAre(SequenceReset{"public.orders_id_seq", 100, 1}));
}

TEST(DataState, AcceptsASequenceThatWentOn) {
    EXPECT_THAT(compare(with_sequence(100), with_sequence(120)).sequences, IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
