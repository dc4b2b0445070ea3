#include "rollpack/core/differences.hpp"

#include "rollpack/core/amount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rollpack::core {

namespace {

constexpr std::size_t longest_value = 60;

std::string with_parent(const SchemaObject& object) {
    const bool is_named = !object.parent || object.identity.starts_with(*object.parent + ".")
        || object.identity.ends_with(" on " + *object.parent);
    return describe(object) + (is_named ? "" : " of " + *object.parent);
}

/// The wholes that are in the list: their parts go without saying.
std::set<std::string> wholes_in(const std::vector<SchemaObject>& objects) {
    std::set<std::string> wholes;
    for (const SchemaObject& object : objects) {
        if (has_parts(object.kind)) {
            wholes.insert(object.identity);
        }
    }
    return wholes;
}

void add_one_sided(
    std::string_view what,
    const std::vector<SchemaObject>& objects,
    KnownObjects& known,
    std::vector<std::string>& sentences
) {
    const std::set<std::string> wholes = wholes_in(objects);
    for (const SchemaObject& object : objects) {
        const bool is_part = object.parent && wholes.contains(*object.parent);
        if (known.emplace(object.kind, object.identity).second && !is_part) {
            sentences.push_back(fmt::format("{} {}", what, with_parent(object)));
        }
    }
}

std::string shown(const std::string* value) {
    if (value == nullptr) {
        return "none";
    }
    const std::string line = value->substr(0, value->find('\n'));
    if (line.size() == value->size() && line.size() <= longest_value) {
        return fmt::format("'{}'", line);
    }
    return "another text";
}

/// "default 'b' instead of 'a'": the first property that is another one.
std::string first_difference(const ChangedObject& changed) {
    std::map<std::string, std::pair<const std::string*, const std::string*>> values;
    for (const SchemaProperty& property : changed.expected.definition) {
        values[property.name].first = &property.value;
    }
    for (const SchemaProperty& property : changed.found.definition) {
        values[property.name].second = &property.value;
    }
    for (const auto& [name, sides] : values) {
        const auto [expected, found] = sides;
        if (expected == nullptr || found == nullptr || *expected != *found) {
            const std::string now = shown(found);
            const std::string before = shown(expected);
            return now == before ? fmt::format("{} has another text", name)
                                 : fmt::format("{} {} instead of {}", name, now, before);
        }
    }
    return "its parent is another one";
}

}  // namespace

std::vector<std::string> sentences(const SchemaComparison& comparison, KnownObjects& known) {
    std::vector<std::string> sentences;
    add_one_sided("leaves", comparison.left_over, known, sentences);
    add_one_sided("does not bring back", comparison.missing, known, sentences);
    for (const ChangedObject& changed : comparison.different) {
        if (known.emplace(changed.found.kind, changed.found.identity).second) {
            sentences.push_back(fmt::format(
                "leaves {} changed: {}",
                with_parent(changed.found),
                first_difference(changed)
            ));
        }
    }
    return sentences;
}

std::vector<std::string> sentences(const DataComparison& comparison) {
    std::vector<std::string> sentences;
    for (const auto& [table, expected, found] : comparison.tables) {
        sentences.push_back(
            expected == found
                ? fmt::format("leaves other values in {} ({})", table, counted(expected, "row"))
                : fmt::format(
                    "leaves {} in {}, which had {}",
                    counted(found, "row"),
                    table,
                    grouped(expected)
                )
        );
    }
    for (const auto& [sequence, expected, found] : comparison.sequences) {
        sentences.push_back(fmt::format(
            "sets sequence {} back to {}, which had reached {}",
            sequence,
            found,
            expected
        ));
    }
    return sentences;
}

}  // namespace rollpack::core
