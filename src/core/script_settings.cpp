#include "detail/properties.hpp"
#include "detail/settings.hpp"
#include "rollpack/core/configuration.hpp"

#include <fmt/format.h>

namespace rollpack::core {

namespace {

/// One property of a script's settings, with what a finding about it needs.
struct Line {
    const detail::Property& property;
    const std::string& path;
    Findings& findings;

    void refuse(std::string fault, std::string hint) const {
        findings.add(
            FindingCode::script_config_invalid,
            path,
            fmt::format("{} {}", property.key, fault),
            std::move(hint),
            property.line
        );
    }
};

std::optional<bool> flag_of(const Line& line) {
    const auto flag = detail::parse_flag(line.property.value);
    if (!flag) {
        line.refuse(fmt::format("is \"{}\"", line.property.value), "Write true or false.");
    }
    return flag;
}

std::string encoding_of(const Line& line) {
    if (!detail::is_supported_encoding(line.property.value)) {
        line.refuse(
            fmt::format("is \"{}\"", line.property.value),
            "rollpack reads UTF-8 only; convert the script, which keeps its checksum."
        );
    }
    return line.property.value;
}

void apply(const Line& line, ScriptSettings& settings) {
    const std::string& key = line.property.key;
    if (key == "executeInTransaction") {
        settings.execute_in_transaction = flag_of(line);
    } else if (key == "placeholderReplacement") {
        settings.placeholder_replacement = flag_of(line);
    } else if (key == "encoding") {
        settings.encoding = encoding_of(line);
    } else if (key == "shouldExecute") {
        settings.should_execute = line.property.value;
    } else {
        line.refuse(
            "is not a setting of a script",
            "Flyway refuses it too; it knows executeInTransaction, placeholderReplacement, encoding "
            "and shouldExecute."
        );
    }
}

}  // namespace

ScriptSettings parse_script_settings(
    std::string_view text,
    const std::string& path,
    Findings& findings
) {
    ScriptSettings settings;
    for (const detail::Property& property : detail::read_properties(text)) {
        apply({property, path, findings}, settings);
    }
    return settings;
}

}  // namespace rollpack::core
