#include "rollpack/core/fingerprint_comparison.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace rollpack::core {

namespace {

using Objects = std::vector<SchemaObject>;

auto name_of(const SchemaObject& object) {
    return std::tie(object.kind, object.identity);
}

/// Both are sorted by kind and identity.
void pair_up(const Objects& expected, const Objects& found, SchemaComparison& result) {
    auto left = expected.begin();
    auto right = found.begin();
    while (left != expected.end() || right != found.end()) {
        if (right == found.end() || (left != expected.end() && name_of(*left) < name_of(*right))) {
            result.missing.push_back(*left++);
        } else if (left == expected.end() || name_of(*right) < name_of(*left)) {
            result.left_over.push_back(*right++);
        } else {
            if (left->digest != right->digest) {
                result.different.push_back({*left, *right});
            }
            ++left;
            ++right;
        }
    }
}

/// The columns of each table by their position.
using Columns = std::map<std::string, std::vector<std::pair<std::int64_t, std::string>>>;

Columns columns_of(const Objects& objects) {
    Columns columns;
    for (const SchemaObject& object : objects) {
        if (object.position && object.parent) {
            columns[*object.parent].emplace_back(*object.position, object.identity);
        }
    }
    for (auto& [table, list] : columns) {
        std::ranges::sort(list);
    }
    return columns;
}

/// The identities in `columns` that are in `others` too, in their order.
std::vector<std::string> common(
    const Columns::mapped_type& columns,
    const Columns::mapped_type& others
) {
    std::vector<std::string> wanted;
    for (const auto& [position, identity] : others) {
        wanted.push_back(identity);
    }
    std::ranges::sort(wanted);
    std::vector<std::string> names;
    for (const auto& [position, identity] : columns) {
        if (std::ranges::binary_search(wanted, identity)) {
            names.push_back(identity);
        }
    }
    return names;
}

std::vector<std::string> reordered_tables(const Objects& expected, const Objects& found) {
    const Columns before = columns_of(expected);
    const Columns after = columns_of(found);
    std::vector<std::string> tables;
    for (const auto& [table, columns] : before) {
        const auto now = after.find(table);
        if (now != after.end() && columns != now->second
            && common(columns, now->second) != common(now->second, columns)) {
            tables.push_back(table);
        }
    }
    return tables;
}

}  // namespace

SchemaComparison compare(const Fingerprint& expected, const Fingerprint& found) {
    if (expected.ignored != found.ignored) {
        return compare(leave_out(expected, found.ignored), leave_out(found, expected.ignored));
    }
    SchemaComparison result;
    result.ignored = expected.ignored;
    pair_up(expected.objects, found.objects, result);
    result.reordered = reordered_tables(expected.objects, found.objects);
    return result;
}

}  // namespace rollpack::core
