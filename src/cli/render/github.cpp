#include "render/github.hpp"

#include "render/findings.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rollpack::cli {

namespace {

/// What a runner undoes in a workflow command's text and, with `also`, in its properties.
/// Source: actions/toolkit, packages/core/src/command.ts, escapeData and escapeProperty.
std::string escaped(std::string_view text, std::string_view also = {}) {
    std::string out;
    for (const char byte : as_utf8(text)) {
        if (byte == '%' || byte == '\r' || byte == '\n'
            || also.find(byte) != std::string_view::npos) {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
        } else {
            out += byte;
        }
    }
    return out;
}

std::string property(std::string_view name, std::string_view value) {
    return fmt::format("{}={}", name, escaped(printable(value), ":,"));
}

std::string annotation(const core::Finding& finding) {
    std::string properties = property("title", core::finding_info(finding.code).name);
    if (is_about_a_file(finding)) {
        properties += "," + property("file", finding.subject);
        if (finding.line) {
            properties += "," + property("line", std::to_string(*finding.line));
        }
    }
    std::string text = finding_line(finding);
    if (!finding.hint.empty()) {
        text += "\n" + printable(finding.hint);
    }
    return fmt::format("::{} {}::{}\n", to_string(finding.severity), properties, escaped(text));
}

/// Of one line, and nowhere in `value`.
std::string delimiter_for(std::string_view value) {
    std::string delimiter = "end_of_value";
    while (value.find(delimiter) != std::string_view::npos) {
        delimiter += '_';
    }
    return delimiter;
}

}  // namespace

std::string facts_to_github_output(const std::vector<PipelineFact>& facts) {
    std::string text;
    for (const auto& [name, value] : facts) {
        if (value.find_first_of("\r\n") == std::string::npos) {
            text += fmt::format("{}={}\n", name, value);
        } else {
            const std::string delimiter = delimiter_for(value);
            text += fmt::format("{0}<<{2}\n{1}\n{2}\n", name, value, delimiter);
        }
    }
    return text;
}

std::string findings_to_github_annotations(const std::vector<core::Finding>& findings) {
    std::string text;
    for (const core::Finding& finding : errors_first(findings)) {
        text += annotation(finding);
    }
    return text;
}

std::string error_to_github_annotation(const core::Error& error) {
    std::string text = printable(error.message(), Lines::keep);
    if (!error.hint().empty()) {
        text += "\n" + printable(error.hint(), Lines::keep);
    }
    return fmt::format(
        "::error {}::{}\n",
        property("title", fmt::format("rollpack: {}", core::error_info(error.code()).name)),
        escaped(text)
    );
}

}  // namespace rollpack::cli
