#include "render/sarif.hpp"

#include "render/findings.hpp"
#include "rollpack/json/writer.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <array>

namespace rollpack::cli {

namespace {

/// A path as a relative URI reference: RFC 3986, section 2.3, keeps these; so no segment reads as a
/// scheme or a query.
std::string uri_of(std::string_view path) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    std::string uri;
    for (const char byte : path) {
        if (unreserved.find(byte) != std::string_view::npos) {
            uri += byte;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
        }
    }
    return uri;
}

void write_text(json::ObjectWriter& parent, std::string_view name, std::string_view text) {
    parent.object(name, [&](json::ObjectWriter& message) {
        message.member("text", as_utf8(text));
    });
}

std::string_view way_out(const core::FindingInfo& info) {
    return core::is_found_by_lint_only(info.code)
        ? "Only `rollpack lint` finds it; the table [lint] of rollpack.toml sets its level."
        : "It cannot be allowed.";
}

void write_rule(json::ObjectWriter& rule, const core::FindingInfo& info) {
    rule.member("id", info.name);
    write_text(rule, "shortDescription", info.sentence);
    rule.object("defaultConfiguration", [&](json::ObjectWriter& configuration) {
        configuration.member("level", to_string(info.severity));
    });
    write_text(
        rule,
        "help",
        fmt::format(
            "{} {}",
            info.sentence,
            info.can_allow ? fmt::format("`--allow {}` accepts it.", info.name)
                           : std::string{way_out(info)}
        )
    );
}

void write_logical_location(json::ObjectWriter& location, const core::Finding& finding) {
    location.member("fullyQualifiedName", as_utf8(finding.subject));
}

void write_physical_location(json::ObjectWriter& location, const core::Finding& finding) {
    location.object("artifactLocation", [&](json::ObjectWriter& artifact) {
        artifact.member("uri", uri_of(finding.subject));
        artifact.member("uriBaseId", "%SRCROOT%");
    });
    location.object("region", [&](json::ObjectWriter& region) {
        region.member("startLine", finding.line.value_or(1));
    });
}

void write_location(json::ObjectWriter& location, const core::Finding& finding) {
    if (is_about_a_file(finding)) {
        location.object("physicalLocation", [&](json::ObjectWriter& physical) {
            write_physical_location(physical, finding);
        });
    } else {
        location.objects("logicalLocations", std::array{finding}, write_logical_location);
    }
}

void write_result(json::ObjectWriter& result, const core::Finding& finding) {
    const core::FindingInfo& info = core::finding_info(finding.code);
    result.member("ruleId", info.name);
    result.member("ruleIndex", &info - core::finding_table().data());
    result.member("level", to_string(finding.severity));
    write_text(
        result,
        "message",
        finding.hint.empty() ? finding.message : finding.message + ". " + finding.hint
    );
    result.objects("locations", std::array{finding}, write_location);
}

struct Log {
    std::string_view id;
    const std::vector<core::Finding>& findings;
};

void write_run(json::ObjectWriter& run, const Log* log) {
    run.object("tool", [](json::ObjectWriter& tool) {
        tool.object("driver", [](json::ObjectWriter& driver) {
            driver.member("name", "rollpack");
            driver.member("version", ROLLPACK_VERSION);
            driver.objects("rules", core::finding_table(), write_rule);
        });
    });
    // A log replaces the last one of its category, whatever version that one went back to.
    run.object("automationDetails", [&](json::ObjectWriter& details) {
        details.member("id", log->id);
    });
    run.objects("results", errors_first(log->findings), write_result);
}

std::string to_sarif(const Log& log) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        root.member("version", "2.1.0");
        root.objects("runs", std::array{&log}, write_run);
    });
}

}  // namespace

std::string build_to_sarif(const app::BuildResult& result) {
    return to_sarif({"rollpack-build/", result.findings});
}

std::string lint_to_sarif(const core::LintResult& result) {
    return to_sarif({"rollpack-lint/", result.findings});
}

}  // namespace rollpack::cli
