#include "rollpack/core/selection.hpp"

#include "detail/checks.hpp"
#include "detail/locations.hpp"
#include "detail/plan_callbacks.hpp"
#include "detail/repeatable_delta.hpp"
#include "detail/settings.hpp"
#include "detail/version_scripts.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace rollpack::core {

namespace {

/// The manifest's words, in the order of the enumerators.
constexpr auto actions = std::to_array<std::string_view>(
    {"restore", "unchanged", "retire", "revive"}
);

/// None for a setting that is not there or empty.
std::optional<std::string> non_empty(const std::optional<std::string>& text) {
    return text && !text->empty() ? text : std::nullopt;
}

std::string encoding_of(const ProjectConfiguration& configuration) {
    std::string encoding = non_empty(configuration.encoding).value_or("UTF-8");
    if (!detail::is_supported_encoding(encoding)) {
        throw Error(
            ErrorCode::configuration_invalid,
            fmt::format("the project's scripts are in {}", encoding),
            "rollpack reads UTF-8 only; convert the scripts, which keeps their checksums, and set "
            "encoding to UTF-8."
        );
    }
    return encoding;
}

/// Without transactions for all scripts there is no rollback that is all or nothing.
void require_transactions(const ProjectConfiguration& configuration) {
    if (configuration.execute_in_transaction == false) {
        throw Error(
            ErrorCode::configuration_invalid,
            "the project sets executeInTransaction to false for all scripts",
            "Take the setting out of the configuration and put it into the .conf file of each script "
            "that needs it."
        );
    }
}

HistoryLocation history_of(const ProjectConfiguration& configuration) {
    HistoryLocation history;
    history.schema = non_empty(configuration.default_schema);
    if (!history.schema && configuration.schemas && !configuration.schemas->empty()) {
        history.schema = configuration.schemas->front();
    }
    history.table = non_empty(configuration.table).value_or(history.table);
    return history;
}

/// The selection without its scripts.
Selection described(const SelectionRequest& request) {
    return {
        request.target_version,
        request.target,
        std::nullopt,
        request.release,
        naming_of(request.configuration),
        request.locations,
        encoding_of(request.configuration),
        history_of(request.configuration),
        placeholder_settings_of(request.configuration),
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
    };
}

void check_listings(
    const SelectionRequest& request,
    const detail::Listing& current,
    const detail::Listing& target,
    Findings& findings
) {
    detail::check_names(current, request.target_version, findings);
    detail::check_duplicates(current, findings);
    detail::check_target(target, request.target, findings);
    detail::check_target_version(target, request.target, request.target_version, findings);
    detail::check_undo_there(current, request.target_version, findings);
    detail::check_undo_orphans(current, findings);
}

std::vector<Script> read_callbacks(const detail::Workbench& workbench) {
    std::vector<Script> callbacks;
    for (const detail::ListedScript& listed : workbench.current.callbacks) {
        static_cast<void>(
            detail::check_callback(listed.name, listed.entry.origin.path, workbench.findings)
        );
        if (!listed.name.is_sql) {
            continue;
        }
        if (auto script = workbench.reader.read(listed, workbench.current)) {
            if (detail::is_fired(listed.name.event)) {
                static_cast<void>(workbench.inspector.inspect(*script, workbench.findings));
            }
            callbacks.push_back(*std::move(script));
        }
    }
    return callbacks;
}

}  // namespace

std::string_view to_string(RepeatableAction action) noexcept {
    return actions.at(static_cast<std::size_t>(action));
}

std::optional<RepeatableAction> parse_repeatable_action(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(actions, text);
    if (found == actions.end()) {
        return std::nullopt;
    }
    return static_cast<RepeatableAction>(std::distance(actions.begin(), found));
}

std::string package_name(const Selection& selection) {
    return "Rollback-V" + selection.target_version.text();
}

Selection select_scripts(
    const SelectionRequest& request,
    ScriptSource& source,
    const AnalyzeSql& analyze,
    Findings& findings,
    BuildNotes& notes
) {
    require_transactions(request.configuration);
    Selection selection = described(request);
    detail::ReleaseEntries entries = detail::list_releases(request, source);
    const detail::Listing current = detail::classify(
        std::move(entries.current),
        std::move(entries.callbacks),
        selection.naming
    );
    const detail::Listing target =
        detail::classify(std::move(entries.target), {}, selection.naming);
    check_listings(request, current, target, findings);

    detail::ScriptReader reader{source, findings};
    detail::SqlInspector inspector{analyze, selection.placeholders};
    const detail::Workbench workbench{current, target, reader, inspector, findings, notes};
    selection.versioned = detail::read_versioned(workbench);
    selection.undo = detail::select_undo(selection.versioned, request.target_version, workbench);
    detail::check_versioned(selection.versioned, request.target_version, workbench);
    selection.repeatables = detail::select_repeatables(workbench);
    selection.callbacks = read_callbacks(workbench);
    selection.script_configs = reader.take_configs();

    if (!current.versioned.empty()) {
        selection.release_version = current.versioned.back().name.version;
    }
    const auto& names = inspector.placeholder_names();
    selection.placeholder_names_used.assign(names.begin(), names.end());
    const std::vector<Finding> sorted = findings.sorted();
    std::ranges::copy_if(
        sorted,
        std::back_inserter(selection.accepted),
        [](const Finding& finding) { return finding.severity == Severity::warning; }
    );
    return selection;
}

}  // namespace rollpack::core
