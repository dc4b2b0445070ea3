#include "rollpack/core/init_sql.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace rollpack::core {

namespace {

constexpr const char* name = "initSql";

[[noreturn]] void refuse(const SettingPlace& place, std::string_view fault, std::string hint) {
    throw Error(
        ErrorCode::configuration_invalid,
        fmt::format("{}: {}", to_string(place), fault),
        std::move(hint)
    );
}

std::map<std::string, std::string> values_of(
    const PlaceholderSettings& placeholders,
    const ServerFacts& facts,
    const PlanOptions& options
) {
    std::map<std::string, std::string> values = options.placeholders;
    for (const auto& [placeholder, value] : placeholders.values) {
        if (value) {
            values.try_emplace(placeholder, *value);
        }
    }
    const auto add = [&](std::string_view key, const std::string& value) {
        const std::string full = "flyway" + placeholders.separator + std::string{key};
        values.insert_or_assign(detail::ascii_lower(full), value);
    };
    add("user", facts.user);
    add("database", facts.database);
    add("timestamp", options.timestamp);
    add("workingDirectory", options.working_directory);
    add("environment", options.environment);
    return values;
}

}  // namespace

StepScript init_sql_script(
    const Placed<std::string>& sql,
    const PlaceholderSettings& placeholders,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze
) {
    Findings findings;
    const ObjectId nowhere = *parse_object_id(std::string(40, '0'));
    const Script script{
        .name = {ScriptKind::callback, std::nullopt, "", "", name, true},
        .path = name,
        .text = sql.value,
        .sha256 = sha256(sql.value),
        .checksum = {},
        .settings = {},
        .origin = {nowhere, nowhere, name}};
    ScriptText text = replace_placeholders(
        script,
        placeholders,
        values_of(placeholders, facts, options),
        findings
    );
    if (!findings.all().empty()) {
        refuse(sql.place, findings.all().front().message, findings.all().front().hint);
    }
    SqlAnalysis analysis = analyze(text);
    for (const SqlFault& fault : analysis.faults) {
        if (fault.kind != SqlFault::Kind::unparsable) {
            refuse(sql.place, fault.message, "Write it as SQL statements, each of them whole.");
        }
    }
    return {script.path, script.sha256, std::move(text), std::move(analysis)};
}

}  // namespace rollpack::core
