#include "detail/step_scripts.hpp"

#include "detail/ascii.hpp"
#include "detail/should_execute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// Flyway's own placeholders win over configured ones of the same name.
void add_defaults(const ScriptScope& scope, std::map<std::string, std::string>& values) {
    const HistoryTable& table = scope.table;
    const std::string prefix = "flyway" + scope.selection.placeholders.separator;
    const auto add = [&](std::string_view name, const std::string& value) {
        values.insert_or_assign(ascii_lower(prefix + std::string{name}), value);
    };
    add("defaultSchema", table.schema);
    add("user", scope.facts.user);
    add("database", scope.facts.database);
    add("timestamp", scope.options.timestamp);
    add("workingDirectory", scope.options.working_directory);
    add("table", table.table);
    add("environment", scope.options.environment);
}

std::map<std::string, std::string> placeholder_values(const ScriptScope& scope) {
    std::map<std::string, std::string> values = scope.options.placeholders;
    for (const auto& [name, value] : scope.selection.placeholders.values) {
        if (value) {
            values.try_emplace(name, *value);
        }
    }
    add_defaults(scope, values);
    return values;
}

void report_language(const Script& script, Findings& findings) {
    if (!script.name.is_sql) {
        findings.add(
            FindingCode::script_language_unsupported,
            script.path,
            "the script is not SQL and cannot be run",
            "Replace it by an SQL script and build the package again."
        );
    }
}

bool commits(const SqlStatement& statement, const ServerFacts& facts) {
    return statement.calls
        && std::ranges::any_of(facts.committing_procedures, [&](const RelationName& procedure) {
               return procedure.name == statement.calls->name
                   && (!statement.calls->schema || statement.calls->schema == procedure.schema);
           });
}

/// The first reason; none: the script can.
std::optional<OutsideReason> outside_reason(
    const Script& script,
    const SqlAnalysis& analysis,
    const ServerFacts& facts
) {
    if (script.settings.execute_in_transaction == false) {
        return OutsideReason{"its settings have executeInTransaction=false", std::nullopt};
    }
    for (const SqlStatement& statement : analysis.statements) {
        if (!statement.not_transactional.empty()) {
            return OutsideReason{statement.not_transactional, statement.line};
        }
        if (commits(statement, facts)) {
            return OutsideReason{
                fmt::format("CALL of {}, which commits", full_name(*statement.calls)),
                statement.line};
        }
    }
    return std::nullopt;
}

void report_outside(
    const Script& script,
    const OutsideReason& reason,
    std::string hint,
    Findings& findings
) {
    findings.add(
        FindingCode::not_transactional,
        script.path,
        reason.line ? reason.words + " cannot run in a transaction"
                    : "the script is not to be run in a transaction: " + reason.words,
        std::move(hint),
        reason.line
    );
}

void report_condition(const Script& script, Findings& findings, std::string_view fault) {
    findings.add(
        FindingCode::should_execute_unsupported,
        script.path,
        fmt::format("shouldExecute={} {}", *script.settings.should_execute, fault),
        "Write true, false or a comparison (A==B, A!=B, &&, ||) of values that are known, or remove "
        "the setting, and build the package again."
    );
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

void report_control(const Script& script, const SqlStatement& statement, Findings& findings) {
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
        report_control(script, statement, findings);
    }
}

}  // namespace

StepScripts::StepScripts(const ScriptScope& scope)
    : scope_(scope)
    , values_(placeholder_values(scope)) {}

StepScripts::StepScripts(const PlanContext& context)
    : StepScripts(ScriptScope{
        context.selection,
        context.history.table(),
        context.facts,
        context.options,
        context.analyze,
        context.findings,
    }) {}

ScriptText StepScripts::replaced(const Script& script, Findings& findings) const {
    return without_byte_order_mark(
        replace_placeholders(script, scope_.selection.placeholders, values_, findings)
    );
}

StepScript StepScripts::made(const Script& script, ScriptText text) const {
    SqlAnalysis analysis = scope_.analyze(text);
    report_language(script, scope_.findings);
    report_analysis(script, analysis, scope_.findings);
    return {script.path, script.sha256, std::move(text), std::move(analysis)};
}

StepScript StepScripts::make(const Script& script, ScriptText text) const {
    StepScript step = made(script, std::move(text));
    if (const auto reason = outside_reason(script, step.analysis, scope_.facts)) {
        report_outside(
            script,
            *reason,
            "Use a form that can, or take it out and do it by hand: a callback runs in a transaction.",
            scope_.findings
        );
    }
    return step;
}

StepScript StepScripts::make_needed(const Script& script, ScriptText text) const {
    if (is_to_run(script) == false) {
        report_condition(
            script,
            scope_.findings,
            "is false here, but without the script there is no rollback of its part"
        );
    }
    StepScript step = made(script, std::move(text));
    if (const auto reason = outside_reason(script, step.analysis, scope_.facts)) {
        step.outside_transaction = reason->line
            ? fmt::format("line {} has {}", *reason->line, reason->words)
            : reason->words;
        check_outside(script, *reason);
    }
    return step;
}

void StepScripts::check_outside(const Script& script, const OutsideReason& reason) const {
    if (scope_.options.transaction == TransactionMode::package) {
        report_outside(
            script,
            reason,
            "Leave --transaction package out: rollpack then keeps a journal, with which the rollback can "
            "be resumed but is not all or nothing.",
            scope_.findings
        );
    } else if (script.settings.execute_in_transaction == true) {
        report_outside(
            script,
            reason,
            "Take executeInTransaction=true out of the script's settings and build the package again.",
            scope_.findings
        );
    }
}

std::optional<bool> StepScripts::is_to_run(const Script& script) const {
    if (!script.settings.should_execute) {
        return true;
    }
    const std::optional<std::string> condition = replaced_condition(script);
    const std::optional<bool> value = condition ? evaluate_should_execute(*condition)
                                                : std::nullopt;
    if (condition && !value) {
        report_condition(script, scope_.findings, "cannot be evaluated");
    }
    return value;
}

// Flyway replaces placeholders in the whole ".conf" file; what the script says of itself in there has
// no part in it.
std::optional<std::string> StepScripts::replaced_condition(const Script& script) const {
    Script file = script;
    file.path += ".conf";
    file.text = *script.settings.should_execute;
    file.settings = {};
    Findings faults;
    const ScriptText text =
        replace_placeholders(file, scope_.selection.placeholders, values_, faults);
    for (const Finding& fault : faults.all()) {
        scope_.findings.add(fault.code, fault.subject, fault.message, fault.hint);
    }
    return faults.all().empty() ? std::optional{text.substr(0)} : std::nullopt;
}

}  // namespace rollpack::core::detail
