#include "detail/lint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace rollpack::core::detail {

namespace {

void check_transactions(const LintedScript& undo, Findings& findings) {
    for (const SqlStatement& statement : undo.analysis.statements) {
        if (!statement.transaction_control.empty()) {
            findings.add(
                FindingCode::transaction_control,
                undo.path,
                fmt::format("{} begins or ends a transaction", statement.transaction_control),
                "Take it out: Flyway and rollpack run the script in a transaction of theirs.",
                statement.line
            );
        }
    }
}

std::size_t last_line(const SqlStatement& statement, std::string_view text) {
    const std::string_view sql = text.substr(statement.offset, statement.length);
    return statement.line + static_cast<std::size_t>(std::ranges::count(sql, '\n'));
}

/// A fault is told by itself, unless a placeholder without a value may be the reason.
bool has_fault(const LintedScript& undo, std::size_t line) {
    const auto statement = std::ranges::find(undo.analysis.statements, line, &SqlStatement::line);
    return undo.is_exact && statement != undo.analysis.statements.end()
        && std::ranges::any_of(undo.analysis.faults, [&](const SqlFault& fault) {
               return fault.line >= line && fault.line <= last_line(*statement, undo.text);
           });
}

}  // namespace

void check_statements(const LintedScript& undo, Findings& findings) {
    check_transactions(undo, findings);
    for (const DataEffect& effect : undo.analysis.effects) {
        if (effect.action != DataAction::unknown || has_fault(undo, effect.line)) {
            continue;
        }
        if (effect.cascades) {
            findings.add(
                FindingCode::opaque_statement,
                undo.path,
                fmt::format("{} CASCADE may take more than it names", effect.object),
                "Name what depends on it in statements of their own.",
                effect.line
            );
        } else {
            findings.add(
                FindingCode::opaque_statement,
                undo.path,
                fmt::format("what {} does is not seen in its text", effect.object),
                undo.is_exact
                    ? "No other rule looks into it: read it twice, and try it on a copy."
                    : "No other rule looks into it: read it twice, or give the placeholders "
                      "their values with --placeholder.",
                effect.line
            );
        }
    }
}

}  // namespace rollpack::core::detail
