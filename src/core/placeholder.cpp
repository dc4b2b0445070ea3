#include "rollpack/core/placeholder.hpp"

#include "detail/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace rollpack::core {

namespace {

/// A placeholder in a text, as found from left to right.
struct Occurrence {
    std::size_t begin;  ///< of the prefix
    std::size_t end;  ///< behind the suffix; the text's end if `closed` is false
    std::string name;  ///< lower case
    std::string written;
    bool closed;
};

/// Flyway takes everything up to the next suffix as the name, line ends included.
std::optional<Occurrence> next_placeholder(
    const ScriptText& text,
    std::size_t from,
    const PlaceholderSettings& settings
) {
    const std::size_t begin = settings.prefix.empty() ? std::string_view::npos
                                                      : text.find(settings.prefix, from);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t name_begin = begin + settings.prefix.size();
    const std::size_t name_end = text.find(settings.suffix, name_begin);
    const bool closed = name_end != std::string_view::npos;
    const std::string_view name =
        text.view().substr(name_begin, closed ? name_end - name_begin : name_end);
    return Occurrence{
        begin,
        closed ? name_end + settings.suffix.size() : text.size(),
        detail::ascii_lower(name),
        std::string{name},
        closed,
    };
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

void add_unclosed(
    const Script& script,
    const PlaceholderSettings& settings,
    std::size_t line,
    Findings& findings
) {
    findings.add(
        FindingCode::placeholder_unknown,
        script.path,
        fmt::format(
            "the placeholder that begins with {} is not closed with {}",
            settings.prefix,
            settings.suffix
        ),
        "Close the placeholder, or switch replacement off for this script with "
        "placeholderReplacement=false in its .conf file.",
        line
    );
}

void add_unknown(
    const Script& script,
    const PlaceholderSettings& settings,
    const Occurrence& placeholder,
    std::size_t line,
    Findings& findings
) {
    const std::string reserved = "flyway" + detail::ascii_lower(settings.separator);
    const std::string hint = placeholder.name.starts_with(reserved)
        ? "Flyway has no default placeholder of this name; mend the script."
        : fmt::format("Give its value with --placeholder '{}=VALUE'.", placeholder.written);
    findings.add(
        FindingCode::placeholder_unknown,
        script.path,
        fmt::format(
            "no value for the placeholder {}{}{}",
            settings.prefix,
            placeholder.written,
            settings.suffix
        ),
        hint,
        line
    );
}

}  // namespace

std::set<std::string> placeholder_names(
    const ScriptText& text,
    const PlaceholderSettings& settings
) {
    std::set<std::string> names;
    auto placeholder = next_placeholder(text, 0, settings);
    while (placeholder && placeholder->closed) {
        names.insert(placeholder->name);
        placeholder = next_placeholder(text, placeholder->end, settings);
    }
    return names;
}

ScriptText replace_placeholders(
    const Script& script,
    const PlaceholderSettings& settings,
    const std::map<std::string, std::string>& values,
    Findings& findings
) {
    if (!script.settings.placeholder_replacement.value_or(settings.replacement)) {
        return script.text;
    }
    const ScriptText& text = script.text;
    const std::string file_name_placeholder = detail::ascii_lower(
        "flyway" + settings.separator + "filename"
    );
    std::string result;
    std::set<std::string> reported;
    std::size_t copied = 0;
    while (const auto placeholder = next_placeholder(text, copied, settings)) {
        result += text.view().substr(copied, placeholder->begin - copied);
        copied = placeholder->end;
        if (!placeholder->closed) {
            add_unclosed(script, settings, line_at(text, placeholder->begin), findings);
        } else if (placeholder->name == file_name_placeholder) {
            result += script.name.file_name;
        } else if (const auto value = values.find(placeholder->name); value != values.end()) {
            result += value->second;
        } else if (reported.insert(placeholder->name).second) {
            add_unknown(
                script,
                settings,
                *placeholder,
                line_at(text, placeholder->begin),
                findings
            );
        }
    }
    if (copied == 0) {
        return text;
    }
    result += text.view().substr(copied);
    return result;
}

}  // namespace rollpack::core
