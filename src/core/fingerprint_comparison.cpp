#include "rollpack/core/fingerprint_comparison.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace rollpack::core {

namespace {

using Objects = std::vector<SchemaObject>;

auto name_of(const SchemaObject& object) {
    return std::tie(object.kind, object.identity);
}

/// What is in one list and not in the other, by kind and identity; both are sorted by them.
Objects without(const Objects& objects, const Objects& others) {
    Objects rest;
    std::ranges::set_difference(objects, others, std::back_inserter(rest), {}, name_of, name_of);
    return rest;
}

std::vector<ChangedObject> changed(const Objects& expected, const Objects& found) {
    std::vector<ChangedObject> result;
    auto right = found.begin();
    for (const SchemaObject& left : expected) {
        while (right != found.end() && name_of(*right) < name_of(left)) {
            ++right;
        }
        if (right == found.end()) {
            break;
        }
        if (name_of(*right) == name_of(left)) {
            if (right->digest != left.digest) {
                result.push_back({left, *right});
            }
            ++right;
        }
    }
    return result;
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
    result.missing = without(expected.objects, found.objects);
    result.left_over = without(found.objects, expected.objects);
    result.different = changed(expected.objects, found.objects);
    result.reordered = reordered_tables(expected.objects, found.objects);
    return result;
}

}  // namespace rollpack::core
