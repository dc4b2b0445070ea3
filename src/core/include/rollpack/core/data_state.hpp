#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollpack::core {

/// What a table holds, without its rows.
struct TableContent {
    std::int64_t rows = 0;
    std::vector<std::string> columns;  ///< that were looked at, sorted; not generated ones
    std::string digest;  ///< over all rows, whatever their order

    bool operator==(const TableContent&) const = default;
};

/// What a database holds. Names are as a person writes them: "public.orders".
struct DataState {
    std::map<std::string, TableContent> tables;  ///< all ordinary tables
    std::map<std::string, std::int64_t> sequences;  ///< the value that was given out last

    bool operator==(const DataState&) const = default;
};

/// A table whose rows are not what they were.
struct TableDifference {
    std::string table;
    std::int64_t expected_rows = 0;
    std::int64_t found_rows = 0;

    bool operator==(const TableDifference&) const = default;
};

/// A sequence that gives out values again that it gave out already.
struct SequenceReset {
    std::string sequence;
    std::int64_t expected = 0;  ///< the value that was given out last
    std::int64_t found = 0;  ///< 0: none

    bool operator==(const SequenceReset&) const = default;
};

struct DataComparison {
    std::vector<TableDifference> tables;  ///< by name
    std::vector<SequenceReset> sequences;  ///< by name

    bool is_equal() const noexcept { return tables.empty() && sequences.empty(); }

    bool operator==(const DataComparison&) const = default;
};

/// A row and what tells it from others: its primary key, or all of it where the table has none. Both as
/// the server writes them.
struct KeyedRow {
    std::string key;
    std::string row;

    bool operator==(const KeyedRow&) const = default;
};

/// A row that is not what it was.
struct RowExample {
    std::string key;
    std::string expected;  ///< empty: the row was not there
    std::string found;  ///< empty: the row is not there any more

    bool operator==(const RowExample&) const = default;
};

/// What became of a table's rows.
struct RowDifferences {
    std::string table;
    std::int64_t changed = 0;
    std::int64_t lost = 0;
    std::int64_t gained = 0;
    std::vector<RowExample> examples;  ///< the first few of each

    bool operator==(const RowDifferences&) const = default;
};

/// Both lists are sorted here. At most `most_examples` of each kind are kept.
RowDifferences compare_rows(
    std::string table,
    std::vector<KeyedRow> expected,
    std::vector<KeyedRow> found,
    std::size_t most_examples = 3
);

/// In what `found` holds something else than `expected`. Tables and sequences of one side only are the
/// schema's matter; of a table whose columns are others, only the number of rows is compared. A sequence
/// that went on is as good as before.
DataComparison compare(const DataState& expected, const DataState& found);

}  // namespace rollpack::core
