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

TEST(DataState, TellsRowsApartByTheirKeys) {
    const RowDifferences differences = compare_rows(
        "public.a",
        {{"1", "(1,x)"}, {"2", "(2,y)"}, {"3", "(3,z)"}},
        {{"4", "(4,n)"}, {"3", "(3,z)"}, {"1", "(1,X)"}}
    );
    EXPECT_EQ(
        differences,
        (RowDifferences{
            "public.a",
            1,
            1,
            1,
            {{"1", "(1,x)", "(1,X)"}, {"2", "(2,y)", ""}, {"4", "", "(4,n)"}}})
    );
}

TEST(DataState, CountsEachOfEqualRows) {
    const RowDifferences differences =
        compare_rows("public.a", {{"(1)", "(1)"}, {"(1)", "(1)"}}, {{"(1)", "(1)"}});
    EXPECT_EQ(differences.lost, 1);
}

TEST(DataState, KeepsFewExamples) {
    std::vector<KeyedRow> rows;
    for (int i = 0; i < 10; ++i) {
        rows.push_back({std::to_string(i), "x"});
    }
    const RowDifferences differences = compare_rows("public.a", rows, {}, 2);
    EXPECT_EQ(differences.lost, 10);
    EXPECT_EQ(differences.examples.size(), 2U);
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
