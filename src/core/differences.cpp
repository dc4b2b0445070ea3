#include "rollpack/core/differences.hpp"

#include "rollpack/core/amount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace rollpack::core {

namespace {

constexpr std::size_t longest_value = 60;

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
            sentences.push_back(fmt::format("{} {}", what, describe_with_parent(object)));
        }
    }
}

/// On one line, cut where it is long.
std::string shown(const std::string* value) {
    if (value == nullptr) {
        return "none";
    }
    std::string line;
    for (const char character : value->substr(0, longest_value)) {
        line += character == '\n' ? std::string{", "} : std::string{character};
    }
    return value->size() <= longest_value ? line : line + "...";
}

std::vector<std::string_view> lines_of(const std::string* value) {
    std::vector<std::string_view> lines;
    for (std::string_view rest = value == nullptr ? std::string_view{} : *value; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

/// The first line of one that the other does not have; none for equal lines in another order.
std::optional<std::string> first_without(const std::string* value, const std::string* other) {
    const std::vector<std::string_view> others = lines_of(other);
    for (const std::string_view line : lines_of(value)) {
        if (std::ranges::find(others, line) == others.end()) {
            const std::string text{line.substr(std::min(line.find_first_not_of(' '), line.size()))};
            return shown(&text);
        }
    }
    return std::nullopt;
}

std::string difference(
    std::string_view name,
    const std::string* expected,
    const std::string* found
) {
    const auto has_lines = [](const std::string* value) {
        return value->find('\n') != std::string::npos;
    };
    if (expected == nullptr || found == nullptr || (!has_lines(expected) && !has_lines(found))) {
        return fmt::format("{}: {} instead of {}", name, shown(found), shown(expected));
    }
    if (const auto line = first_without(expected, found)) {
        return fmt::format("{} without {}", name, *line);
    }
    if (const auto line = first_without(found, expected)) {
        return fmt::format("{} with {}", name, *line);
    }
    return fmt::format("{} in another order", name);
}

/// "default: b instead of a": the first property that is another one.
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
            return difference(name, expected, found);
        }
    }
    return "its parent is another one";
}

}  // namespace

std::string describe_with_parent(const SchemaObject& object) {
    const bool is_named = !object.parent || object.identity.starts_with(*object.parent + ".")
        || object.identity.ends_with(" on " + *object.parent);
    return describe(object) + (is_named ? "" : " of " + *object.parent);
}

std::vector<std::string> sentences(
    const SchemaComparison& comparison,
    KnownObjects& known,
    const DifferenceVerbs& verbs
) {
    std::vector<std::string> sentences;
    add_one_sided(verbs.left_over, comparison.left_over, known, sentences);
    add_one_sided(verbs.missing, comparison.missing, known, sentences);
    for (const ChangedObject& changed : comparison.different) {
        if (known.emplace(changed.found.kind, changed.found.identity).second) {
            sentences.push_back(fmt::format(
                "{} {} changed ({})",
                verbs.left_over,
                describe_with_parent(changed.found),
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
