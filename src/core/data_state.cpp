#include "rollpack/core/data_state.hpp"

namespace rollpack::core {

namespace {

bool holds_the_same(const TableContent& expected, const TableContent& found) {
    if (expected.rows != found.rows) {
        return false;
    }
    return expected.columns != found.columns || expected.digest == found.digest;
}

}  // namespace

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
