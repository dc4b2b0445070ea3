#include "detail/step_scripts.hpp"

#include "detail/ascii.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::core::detail {

namespace {

/// Flyway's own placeholders win over configured ones of the same name.
void add_defaults(const PlanContext& context, std::map<std::string, std::string>& values) {
    const HistoryTable& table = context.history.table();
    const std::string prefix = "flyway" + context.selection.placeholders.separator;
    const auto add = [&](std::string_view name, const std::string& value) {
        values.insert_or_assign(ascii_lower(prefix + std::string{name}), value);
    };
    add("defaultSchema", table.schema);
    add("user", context.facts.user);
    add("database", context.facts.database);
    add("timestamp", context.options.timestamp);
    add("workingDirectory", context.options.working_directory);
    add("table", table.table);
    add("environment", context.options.environment);
}

std::map<std::string, std::string> placeholder_values(const PlanContext& context) {
    std::map<std::string, std::string> values = context.options.placeholders;
    for (const auto& [name, value] : context.selection.placeholders.values) {
        if (value) {
            values.try_emplace(name, *value);
        }
    }
    add_defaults(context, values);
    return values;
}

void report_settings(const Script& script, Findings& findings) {
    if (!script.name.is_sql) {
        findings.add(
            FindingCode::script_language_unsupported,
            script.path,
            "the script is not SQL and cannot be run",
            "Replace it by an SQL script and build the package again."
        );
    }
    if (script.settings.execute_in_transaction == false) {
        findings.add(
            FindingCode::not_transactional,
            script.path,
            "the script's settings have executeInTransaction=false, but rollpack runs every script "
            "in a transaction",
            "Remove the setting, or leave the script out of the package and run it by hand."
        );
    }
    if (script.settings.should_execute && ascii_lower(*script.settings.should_execute) != "true") {
        findings.add(
            FindingCode::script_config_invalid,
            script.path,
            fmt::format("shouldExecute={} is not supported", *script.settings.should_execute),
            "Remove the setting: rollpack cannot tell whether the script is meant to run."
        );
    }
}

FindingCode code_of(SqlFault::Kind kind) noexcept {
    switch (kind) {
    case SqlFault::Kind::psql_command:
        return FindingCode::psql_command;
    case SqlFault::Kind::incomplete:
        return FindingCode::sql_incomplete;
    case SqlFault::Kind::unparsable:
        break;
    }
    return FindingCode::sql_unparsable;
}

std::string hint_for(SqlFault::Kind kind) {
    switch (kind) {
    case SqlFault::Kind::psql_command:
        return "Write it in SQL and build the package again: only psql knows this command.";
    case SqlFault::Kind::incomplete:
        return "Close what is open and build the package again.";
    case SqlFault::Kind::unparsable:
        break;
    }
    return "Check the statement; if this server's version knows it, the run goes on.";
}

void report_statement(const Script& script, const SqlStatement& statement, Findings& findings) {
    if (!statement.not_transactional.empty()) {
        findings.add(
            FindingCode::not_transactional,
            script.path,
            statement.not_transactional + " cannot run in a transaction",
            "Use a form that can, or take the statement out and run it by hand: this version runs "
            "every script in a transaction.",
            statement.line
        );
    }
    if (!statement.transaction_control.empty()) {
        findings.add(
            FindingCode::transaction_control,
            script.path,
            statement.transaction_control + " begins or ends a transaction",
            "Take the statement out of the script: rollpack opens and commits the transaction.",
            statement.line
        );
    }
}

void report_analysis(const Script& script, const SqlAnalysis& analysis, Findings& findings) {
    for (const SqlFault& fault : analysis.faults) {
        findings
            .add(code_of(fault.kind), script.path, fault.message, hint_for(fault.kind), fault.line);
    }
    for (const SqlStatement& statement : analysis.statements) {
        report_statement(script, statement, findings);
    }
}

}  // namespace

StepScripts::StepScripts(const PlanContext& context)
    : context_(context)
    , values_(placeholder_values(context)) {}

std::string StepScripts::replaced(const Script& script, Findings& findings) const {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::string text =
        replace_placeholders(script, context_.selection.placeholders, values_, findings);
    if (text.starts_with(byte_order_mark)) {
        text.erase(0, byte_order_mark.size());
    }
    return text;
}

StepScript StepScripts::make(const Script& script, std::string text) const {
    SqlAnalysis analysis = context_.analyze(text);
    report_settings(script, context_.findings);
    report_analysis(script, analysis, context_.findings);
    return {script.path, script.sha256, std::move(text), std::move(analysis)};
}

}  // namespace rollpack::core::detail
