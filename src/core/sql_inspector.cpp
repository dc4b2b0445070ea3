#include "detail/sql_inspector.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/error.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace rollpack::core::detail {

namespace {

FindingCode code_of(SqlFault::Kind kind) {
    switch (kind) {
    case SqlFault::Kind::psql_command:
        return FindingCode::psql_command;
    case SqlFault::Kind::incomplete:
        return FindingCode::sql_incomplete;
    case SqlFault::Kind::unparsable:
        return FindingCode::sql_unparsable;
    }
    ROLLPACK_ASSERT(false);
}

std::string hint_of(SqlFault::Kind kind) {
    switch (kind) {
    case SqlFault::Kind::psql_command:
        return "Only psql knows this command; write SQL instead.";
    case SqlFault::Kind::incomplete:
        return "Close what the line opens.";
    case SqlFault::Kind::unparsable:
        return "Check the statement; a rehearsal shows whether the server takes it.";
    }
    ROLLPACK_ASSERT(false);
}

bool can_be_put_back(const DatabaseObject& object) {
    return object.kind != ObjectKind::table && object.kind != ObjectKind::other;
}

/// A thousand rows that are deleted one by one are one thing to tell.
std::vector<DataEffect> each_once(std::vector<DataEffect> effects) {
    std::set<std::tuple<DataAction, std::string, bool>> told;
    std::erase_if(effects, [&](const DataEffect& effect) {
        return effect.action != DataAction::unknown
            && !told.emplace(effect.action, effect.object, effect.cascades).second;
    });
    effects.shrink_to_fit();
    return effects;
}

}  // namespace

SqlInspector::SqlInspector(const AnalyzeSql& analyze, const PlaceholderSettings& placeholders)
    : analyze_(analyze)
    , placeholders_(placeholders) {
    for (const auto& [name, value] : placeholders.values) {
        if (value) {
            values_.emplace(name, *value);
        }
    }
}

std::optional<std::vector<DatabaseObject>> SqlInspector::objects_in(const SqlReading& reading) {
    const SqlAnalysis& analysis = reading.analysis;
    if (!reading.is_exact || !analysis.creates_known || !analysis.faults.empty()) {
        return std::nullopt;
    }
    std::vector<DatabaseObject> objects;
    std::ranges::copy_if(analysis.creates, std::back_inserter(objects), can_be_put_back);
    return objects;
}

void SqlInspector::report_faults(
    const SqlReading& reading,
    const Script& script,
    Findings& findings
) {
    for (const Finding& finding : reading.placeholder_faults) {
        findings.add(finding.code, script.origin.path, finding.message, finding.hint, finding.line);
    }
    for (const SqlFault& fault : reading.analysis.faults) {
        // A placeholder that has no value yet may stand for anything, so its statement may be right.
        if (reading.is_exact || fault.kind != SqlFault::Kind::unparsable) {
            findings.add(
                code_of(fault.kind),
                script.origin.path,
                fault.message,
                hint_of(fault.kind),
                fault.line
            );
        }
    }
}

Inspection SqlInspector::inspect(const Script& script, Findings& findings) {
    names_.merge(names_in(script));
    SqlReading reading = read(script);
    report_faults(reading, script, findings);
    SqlAnalysis& analysis = reading.analysis;
    return {
        analysis.statements.empty() && analysis.faults.empty(),
        objects_in(reading),
        reading.is_exact ? ScriptEffects{each_once(std::move(analysis.effects))} : std::nullopt,
        std::ranges::all_of(analysis.statements, [](const SqlStatement& statement) {
            return statement.not_transactional.empty() && statement.transaction_control.empty();
        })};
}

std::optional<std::vector<DatabaseObject>> SqlInspector::objects_of(const Script& script) const {
    return objects_in(read(script));
}

std::set<std::string> SqlInspector::names_in(const Script& script) const {
    const bool replaces = script.settings.placeholder_replacement.value_or(placeholders_.replacement
    );
    return replaces ? core::placeholder_names(script.text, placeholders_) : std::set<std::string>{};
}

SqlReading SqlInspector::read(const Script& script) const {
    const std::string file_name = ascii_lower("flyway" + placeholders_.separator + "filename");
    std::map<std::string, std::string> values = values_;
    bool is_exact = true;
    for (const std::string& name : names_in(script)) {
        // A value may be missing here: it can still be given when the package is applied.
        const bool is_missing =
            values.try_emplace(name, placeholders_.prefix + name + placeholders_.suffix).second;
        is_exact = is_exact && (!is_missing || name == file_name);
    }
    Findings faults;
    ScriptText text = replace_placeholders(script, placeholders_, values, faults);
    SqlAnalysis analysis = analyze_(text);
    return {std::move(text), std::move(analysis), is_exact && faults.all().empty(), faults.all()};
}

}  // namespace rollpack::core::detail
