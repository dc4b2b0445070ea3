#pragma once

#include "rollpack/core/build_notes.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/placeholder.hpp"
#include "rollpack/core/script.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core::detail {

/// What the SQL of a script tells while a package is built.
struct Inspection {
    bool is_empty = false;  ///< no statement at all
    /// The views, functions, procedures and triggers that it creates; none if that is not known.
    std::optional<std::vector<DatabaseObject>> objects;
    ScriptEffects effects;
    bool is_transactional = true;  ///< every statement can run in the transaction of another
};

/// A script's text as it is analysed, and what comes of it.
struct SqlReading {
    ScriptText text;  ///< placeholders without a value stand for themselves
    SqlAnalysis analysis;
    bool is_exact = true;  ///< every placeholder has a value, so this is the text that will run
    std::vector<Finding> placeholder_faults;  ///< that no value can mend
};

/// Looks into scripts as far as the project's placeholder values allow.
class SqlInspector {
public:
    SqlInspector(const AnalyzeSql& analyze, const PlaceholderSettings& placeholders);

    /// For a script that is packed: its faults go to `findings`, its placeholders are remembered.
    Inspection inspect(const Script& script, Findings& findings);

    /// For a script that is not packed: what it creates.
    std::optional<std::vector<DatabaseObject>> objects_of(const Script& script) const;

    SqlReading read(const Script& script) const;

    /// What is wrong with the form of a script that was read.
    static void report_faults(const SqlReading& reading, const Script& script, Findings& findings);

    /// Placeholders of all scripts that were inspected.
    const std::set<std::string>& placeholder_names() const noexcept { return names_; }

private:
    static std::optional<std::vector<DatabaseObject>> objects_in(const SqlReading& reading);
    std::set<std::string> names_in(const Script& script) const;

    const AnalyzeSql& analyze_;
    const PlaceholderSettings& placeholders_;
    std::map<std::string, std::string> values_;
    std::set<std::string> names_;
};

}  // namespace rollpack::core::detail
