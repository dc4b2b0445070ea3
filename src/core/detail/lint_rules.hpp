#pragma once

#include "rollpack/core/finding.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// A script as lint looks at it.
struct LintedScript {
    std::string path;  ///< in the repository
    std::string version;  ///< "V126"
    ScriptText text;  ///< that was analysed
    SqlAnalysis analysis;
    bool is_exact = true;  ///< every placeholder has a value
};

/// Statements that fail, or do their work twice, when the script runs again or after a V script that
/// stopped half-way: unguarded_drop, unguarded_create, unguarded_rename, unguarded_insert. What the
/// script itself made, dropped or emptied before needs no guard.
void check_guards(const LintedScript& undo, Findings& findings);

/// undo_forgets: what the V script made, renamed or dropped, or put rows into, and whose name is in no
/// statement of the undo script. What goes together with something that the undo script drops is not
/// forgotten.
void check_mentions(const LintedScript& undo, const LintedScript& versioned, Findings& findings);

/// loses_older_data, loses_newer_data. Data that the undo script itself made is none of them.
/// `versioned` is null where there is no such script: then all data is older.
void check_losses(const LintedScript& undo, const LintedScript* versioned, Findings& findings);

/// transaction_control, opaque_statement.
void check_statements(const LintedScript& undo, Findings& findings);

/// Whether a statement of the script has the name as a word, without regard to ASCII case.
bool mentions(const LintedScript& script, std::string_view name);

/// Whether two names may mean one object: one without a schema may be in any.
bool may_be_same(const RelationName& one, const RelationName& other) noexcept;
bool may_be_same(const SqlChange& one, const SqlChange& other) noexcept;

}  // namespace rollpack::core::detail
