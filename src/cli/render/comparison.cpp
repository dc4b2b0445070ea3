#include "render/comparison.hpp"

#include "layout.hpp"
#include "rollpack/core/differences.hpp"
#include "text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace rollpack::cli {

namespace {

using core::SchemaKind;
using core::SchemaObject;

constexpr std::size_t most_lines = 40;
constexpr int numbers_of_a_major = 10'000;

/// One line of a definition behind its sign, within the page.
std::string signed_line(char sign, std::string_view line) {
    constexpr std::size_t indent = 6;
    const std::string text = printable(line);
    if (width_of(text) <= page_columns - indent) {
        return fmt::format("    {} {}\n", sign, text);
    }
    std::string result;
    for (const std::string& part : wrap(text, page_columns - indent)) {
        result += fmt::format("    {} {}\n", result.empty() ? sign : ' ', part);
    }
    return result;
}

/// Lines that begin with their sign.
std::string signed_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (std::size_t at = 0; at < std::min(lines.size(), most_lines); ++at) {
        text += signed_line(lines[at].front(), std::string_view{lines[at]}.substr(1));
    }
    if (lines.size() > most_lines) {
        text +=
            fmt::format("      and {} more lines; --json has them\n", lines.size() - most_lines);
    }
    return text;
}

std::string definition(const SchemaObject& object, char sign) {
    std::vector<std::string> lines = core::definition_lines(object);
    for (std::string& line : lines) {
        line.insert(0, 1, sign);
    }
    return signed_lines(lines);
}

/// How many parts of each kind go with an object that is in the same list.
using Parts = std::map<std::string, std::map<SchemaKind, std::size_t>>;

Parts parts_of(const std::vector<SchemaObject>& objects) {
    Parts parts;
    for (const SchemaObject& object : objects) {
        if (core::has_parts(object.kind)) {
            parts[object.identity];
        }
    }
    for (const SchemaObject& object : objects) {
        const auto whole = object.parent ? parts.find(*object.parent) : parts.end();
        if (whole != parts.end()) {
            ++whole->second[object.kind];
        }
    }
    return parts;
}

std::string with_parts(const std::map<SchemaKind, std::size_t>& counts) {
    std::vector<std::string> words;
    for (const auto& [kind, count] : counts) {
        const core::SchemaKindInfo& info = core::schema_kind_info(kind);
        words.push_back(counted(count, info.one, info.many));
    }
    return words.empty() ? "" : fmt::format(", with {}", fmt::join(words, ", "));
}

std::string headline(const SchemaObject& object, std::string_view behind = "") {
    return "  " + wrapped(printable(core::describe_with_parent(object)) + std::string{behind}, 4);
}

std::string one_sided(std::string_view title, const std::vector<SchemaObject>& objects, char sign) {
    if (objects.empty()) {
        return "";
    }
    const Parts parts = parts_of(objects);
    std::string text = fmt::format("\n{}\n", title);
    for (const SchemaObject& object : objects) {
        if (object.parent && parts.contains(*object.parent)) {
            continue;
        }
        text += headline(
            object,
            core::has_parts(object.kind) ? with_parts(parts.at(object.identity)) : std::string{}
        );
        text += definition(object, sign);
    }
    return text;
}

std::string different(const std::vector<core::ChangedObject>& objects) {
    std::string text = objects.empty() ? "" : "\nDifferent: - as expected, + as found\n";
    for (const core::ChangedObject& changed : objects) {
        text += headline(changed.found);
        text += signed_lines(app::definition_difference(changed));
    }
    return text;
}

std::string reordered(const std::vector<std::string>& tables) {
    return tables.empty() ? ""
                          : "\n"
            + wrapped(fmt::format(
                          "Columns in another physical order, which does not count: {}",
                          printable(fmt::format("{}", fmt::join(tables, ", ")))
                      ),
                      2);
}

std::string sides(const app::ComparedSchemas& compared) {
    std::string text = fmt::format(
        "expected: {}\nfound:    {}\n",
        printable(compared.expected.source),
        printable(compared.found.source)
    );
    if (!compared.comparison.ignored.empty()) {
        text += fmt::format(
            "ignored:  {}\n",
            printable(fmt::format("{}", fmt::join(compared.comparison.ignored, ", ")))
        );
    }
    const int left = compared.expected.server_version / numbers_of_a_major;
    const int right = compared.found.server_version / numbers_of_a_major;
    if (left != right) {
        text += fmt::format(
            "PostgreSQL {} and {} may word the same definition differently.\n",
            left,
            right
        );
    }
    return text;
}

std::string ending(const app::ComparedSchemas& compared) {
    const core::SchemaComparison& comparison = compared.comparison;
    if (comparison.is_equal()) {
        return fmt::format(
            "\nequal: {}, fingerprint {}\n",
            counted(compared.found.objects, "object", "objects"),
            compared.found.digest.hex()
        );
    }
    return fmt::format(
        "\n{} missing, {} left over, {} different\n",
        comparison.missing.size(),
        comparison.left_over.size(),
        comparison.different.size()
    );
}

}  // namespace

std::string render_differences(const core::SchemaComparison& comparison) {
    return one_sided("Missing: expected and not found", comparison.missing, '-')
        + one_sided("Left over: found and not expected", comparison.left_over, '+')
        + different(comparison.different);
}

std::string render_comparison(const app::ComparedSchemas& compared) {
    return sides(compared) + render_differences(compared.comparison)
        + reordered(compared.comparison.reordered) + ending(compared);
}

}  // namespace rollpack::cli
