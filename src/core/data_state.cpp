#include "rollpack/core/data_state.hpp"

#include <algorithm>
#include <utility>

namespace rollpack::core {

namespace {

bool holds_the_same(const TableContent& expected, const TableContent& found) {
    if (expected.rows != found.rows) {
        return false;
    }
    return expected.columns != found.columns || expected.digest == found.digest;
}

}  // namespace

RowDifferences compare_rows(
    std::string table,
    std::vector<KeyedRow> expected,
    std::vector<KeyedRow> found,
    std::size_t most_examples
) {
    std::ranges::sort(expected);
    std::ranges::sort(found);
    RowDifferences differences{std::move(table), 0, 0, 0, {}};
    const auto count = [&](std::int64_t& counter, RowExample example) {
        if (++counter <= static_cast<std::int64_t>(most_examples)) {
            differences.examples.push_back(std::move(example));
        }
    };
    auto left = expected.begin();
    auto right = found.begin();
    while (left != expected.end() || right != found.end()) {
        if (right == found.end() || (left != expected.end() && left->key < right->key)) {
            count(differences.lost, {left->key, left->row, ""});
            ++left;
        } else if (left == expected.end() || right->key < left->key) {
            count(differences.gained, {right->key, "", right->row});
            ++right;
        } else {
            if (left->row != right->row) {
                count(differences.changed, {left->key, left->row, right->row});
            }
            ++left;
            ++right;
        }
    }
    return differences;
}

DataComparison compare(const DataState& expected, const DataState& found) {
    DataComparison comparison;
    for (const auto& [name, content] : expected.tables) {
        const auto other = found.tables.find(name);
        if (other != found.tables.end() && !holds_the_same(content, other->second)) {
            comparison.tables.push_back({name, content.rows, other->second.rows});
        }
    }
    for (const auto& [name, last] : expected.sequences) {
        const auto other = found.sequences.find(name);
        if (other != found.sequences.end() && other->second < last) {
            comparison.sequences.push_back({name, last, other->second});
        }
    }
    return comparison;
}

}  // namespace rollpack::core
