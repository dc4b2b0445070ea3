#include "rollpack/core/data_state.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace rollpack::core {

namespace {

bool holds_the_same(const TableContent& expected, const TableContent& found) {
    if (expected.rows != found.rows) {
        return false;
    }
    return expected.columns != found.columns || expected.digest == found.digest;
}

/// Rows of one key on both sides; null: that side has none.
struct RowPair {
    const KeyedRow* expected = nullptr;
    const KeyedRow* found = nullptr;
};

/// Goes through two lists of rows by key.
class RowPairs {
public:
    RowPairs(std::vector<KeyedRow> expected, std::vector<KeyedRow> found)
        : expected_(std::move(expected))
        , found_(std::move(found)) {
        std::ranges::sort(expected_, {}, &KeyedRow::key);
        std::ranges::sort(found_, {}, &KeyedRow::key);
    }

    std::optional<RowPair> next() {
        const KeyedRow* const left = left_ < expected_.size() ? &expected_[left_] : nullptr;
        const KeyedRow* const right = right_ < found_.size() ? &found_[right_] : nullptr;
        if (left == nullptr && right == nullptr) {
            return std::nullopt;
        }
        const bool takes_left = right == nullptr || (left != nullptr && left->key <= right->key);
        const bool takes_right = left == nullptr || (right != nullptr && right->key <= left->key);
        left_ += takes_left ? 1 : 0;
        right_ += takes_right ? 1 : 0;
        return RowPair{takes_left ? left : nullptr, takes_right ? right : nullptr};
    }

private:
    std::vector<KeyedRow> expected_;
    std::vector<KeyedRow> found_;
    std::size_t left_ = 0;
    std::size_t right_ = 0;
};

RowExample example_of(const RowPair& pair) {
    return {
        pair.expected == nullptr ? pair.found->key : pair.expected->key,
        pair.expected == nullptr ? "" : pair.expected->row,
        pair.found == nullptr ? "" : pair.found->row};
}

}  // namespace

RowDifferences compare_rows(
    std::string table,
    std::vector<KeyedRow> expected,
    std::vector<KeyedRow> found,
    std::size_t most_examples
) {
    RowPairs pairs{std::move(expected), std::move(found)};
    RowDifferences differences{std::move(table), 0, 0, 0, {}};
    const auto count = [&](std::int64_t& counter, const RowPair& pair) {
        if (++counter <= static_cast<std::int64_t>(most_examples)) {
            differences.examples.push_back(example_of(pair));
        }
    };
    while (const auto pair = pairs.next()) {
        if (pair->found == nullptr) {
            count(differences.lost, *pair);
        } else if (pair->expected == nullptr) {
            count(differences.gained, *pair);
        } else if (pair->expected->row != pair->found->row) {
            count(differences.changed, *pair);
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
