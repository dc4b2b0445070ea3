#include "detail/object_ages.hpp"

#include <fmt/format.h>

namespace rollpack::core::detail {

namespace {

/// Placeholders without a value in the project are left as they are: only names are looked for.
ScriptText replaced_text(const Script& script, const PlaceholderSettings& settings) {
    std::map<std::string, std::string> values;
    for (const auto& [name, value] : settings.values) {
        if (value) {
            values.emplace(name, *value);
        }
    }
    for (const std::string& name : placeholder_names(script.text, settings)) {
        values.try_emplace(name, settings.prefix + name + settings.suffix);
    }
    Findings none;
    return replace_placeholders(script, settings, values, none);
}

/// "2026-10-01 12:00:00 (V124)"
std::string since(const AppliedVersion& applied) {
    constexpr std::size_t to_seconds = 19;
    return fmt::format(
        "{} (V{})",
        applied.entry.installed_on.substr(0, to_seconds),
        applied.version.text()
    );
}

}  // namespace

void ObjectAges::read_scripts() {
    std::map<Version, const AppliedVersion*> in_force;
    for (const AppliedVersion& applied : history_.applied()) {
        if (!applied.baseline && selection_.target_version < applied.version) {
            in_force.insert_or_assign(applied.version, &applied);
        }
    }
    for (const Script& script : selection_.versioned) {
        const auto applied = script.name.version ? in_force.find(*script.name.version)
                                                 : in_force.end();
        if (applied == in_force.end()) {
            continue;
        }
        const SqlAnalysis analysis = analyze_(replaced_text(script, selection_.placeholders));
        for (const DatabaseObject& made : analysis.creates) {
            if (made.kind == ObjectKind::table) {
                tables_[made.name].push_back({applied->second, made.schema});
            }
        }
        for (const AddedColumn& added : analysis.adds_columns) {
            columns_[{added.table.name, added.column}].push_back(
                {applied->second, added.table.schema}
            );
        }
    }
    is_read_ = true;
}

std::string ObjectAges::latest(
    const Origins& origins,
    const LiveRelation& table,
    const std::optional<Version>& at_most
) {
    const AppliedVersion* found = nullptr;
    for (const Origin& origin : origins) {
        const bool is_meant = (!origin.schema || *origin.schema == table.schema)
            && (!at_most || !(*at_most < origin.applied->version));
        if (is_meant && (found == nullptr || found->version < origin.applied->version)) {
            found = origin.applied;
        }
    }
    return found == nullptr ? std::string{} : since(*found);
}

std::string ObjectAges::of_table(const LiveRelation& table, const std::optional<Version>& at_most) {
    if (!is_read_) {
        read_scripts();
    }
    const auto origins = tables_.find(table.name);
    return origins == tables_.end() ? std::string{} : latest(origins->second, table, at_most);
}

std::string ObjectAges::of_column(
    const LiveRelation& table,
    const std::string& column,
    const std::optional<Version>& at_most
) {
    if (!is_read_) {
        read_scripts();
    }
    const auto origins = columns_.find({table.name, column});
    std::string text = origins == columns_.end() ? std::string{}
                                                 : latest(origins->second, table, at_most);
    return text.empty() ? of_table(table, at_most) : text;
}

}  // namespace rollpack::core::detail
