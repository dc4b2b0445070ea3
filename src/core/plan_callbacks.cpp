#include "detail/plan_callbacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace rollpack::core {

namespace detail {

namespace {

constexpr std::string_view switched_off = "skipDefaultCallbacks is set";

enum class Need {
    nothing,
    undo_scripts,
    repeatables
};

struct EventRule {
    std::string_view event;
    Need need;
    std::string_view reason;  ///< of its steps; empty for an event that has none
};

/// The events that a rollback has an occasion for.
/// Source: CORE/api/callback/Event.java, CORE/internal/command/DbMigrate.java and
/// DOC/Callback Events.md of Flyway 13.0.0.
constexpr auto rules = std::to_array<EventRule>({
    {"beforeUndo", Need::undo_scripts, "Flyway runs it before the first undo script"},
    {"beforeEachUndo", Need::undo_scripts, ""},
    {"beforeEachUndoStatement", Need::undo_scripts, ""},
    {"afterEachUndoStatement", Need::undo_scripts, ""},
    {"afterEachUndo", Need::undo_scripts, ""},
    {"afterUndo", Need::undo_scripts, "Flyway runs it after the last undo script"},
    {"afterUndoError", Need::undo_scripts, ""},
    {"beforeMigrate", Need::nothing, "Flyway runs it when migrate begins, which follows the undo"},
    {"afterVersioned", Need::nothing, "Flyway runs it in migrate, before the repeatables"},
    {"beforeRepeatables", Need::repeatables, "Flyway runs it before the first repeatable"},
    {"beforeEachMigrate", Need::repeatables, ""},
    {"beforeEachMigrateStatement", Need::repeatables, ""},
    {"afterEachMigrateStatement", Need::repeatables, ""},
    {"afterEachMigrate", Need::repeatables, ""},
    {"afterMigrateApplied",
     Need::repeatables,
     "Flyway runs it after the last repeatable if there was one"},
    {"afterMigrate", Need::nothing, "Flyway runs it at the end of migrate"},
    {"afterMigrateError", Need::nothing, ""},
    {"afterConnect", Need::nothing, ""},
    {"beforeConnect", Need::nothing, ""},
});

const EventRule* rule_of(std::string_view event) noexcept {
    const auto* const rule = std::ranges::find(rules, event, &EventRule::event);
    return rule == rules.end() ? nullptr : rule;
}

/// "undo" of "afterUndoError": the events of a command carry its name.
std::string command_of(std::string_view event) {
    constexpr auto commands = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"Validate", "Flyway's validate"},
        {"Info", "Flyway's info"},
        {"Baseline", "Flyway's baseline"},
        {"Repair", "Flyway's repair"},
        {"Clean", "Flyway's clean"},
        {"Deploy", "Flyway's deploy"},
    });
    for (const auto& [part, command] : commands) {
        if (event.find(part) != std::string_view::npos) {
            return std::string{command};
        }
    }
    return "what fires " + std::string{event};
}

std::string why_never(std::string_view event) {
    if (event.ends_with("OperationFinish")) {
        return "a rollback does not fire " + std::string{event};
    }
    if (event.starts_with("afterEach") && event.ends_with("Error")) {
        return "no SQL can run in the transaction of a script that failed, with Flyway neither";
    }
    if (event == "createSchema" || event == "beforeCreateSchema") {
        return "a rollback makes no schema";
    }
    return "a rollback does not run " + command_of(event);
}

std::string why_no_occasion(Need need) {
    return need == Need::undo_scripts ? "no undo script runs" : "no repeatable runs";
}

bool is_met(Need need, const Occasions& occasions) {
    switch (need) {
    case Need::nothing:
        break;
    case Need::undo_scripts:
        return occasions.undo_scripts;
    case Need::repeatables:
        return occasions.repeatables;
    }
    return true;
}

/// Flyway's order of several callbacks of one event; one without a description comes first.
std::vector<const Script*> in_order(const Selection& selection, std::string_view event) {
    std::vector<const Script*> scripts;
    for (const Script& script : selection.callbacks) {
        if (script.name.event == event && script.name.is_sql) {
            scripts.push_back(&script);
        }
    }
    std::ranges::stable_sort(scripts, [](const Script* left, const Script* right) {
        return flyway_description_less(left->name.description, right->name.description);
    });
    return scripts;
}

}  // namespace

bool is_fired(std::string_view event) noexcept {
    return rule_of(event) != nullptr;
}

void check_callback(const ScriptName& name, const std::string& path, Findings& findings) {
    // Flyway takes none but other programs for beforeConnect: there is no session yet.
    if (!is_fired(name.event) || (name.is_sql && name.event != "beforeConnect")) {
        return;
    }
    findings.add(
        FindingCode::callback_not_run,
        path,
        fmt::format(
            "rollpack cannot run the {} callback: {}",
            name.event,
            name.is_sql ? "there is no connection yet" : "it is not SQL"
        ),
        "Make sure that the rollback does without it, or do by hand what it does; then allow it: "
        "--allow callback-not-run."
    );
}

Callbacks::Callbacks(const PlanContext& context, const StepScripts& scripts)
    : context_(context)
    , scripts_(scripts) {}

const std::vector<StepScript>& Callbacks::scripts_of(std::string_view event) {
    const auto [entry, is_new] = made_.try_emplace(std::string{event});
    if (!is_new || context_.options.skip_callbacks) {
        return entry->second;
    }
    for (const Script* const script : in_order(context_.selection, event)) {
        const std::optional<bool> runs = scripts_.is_to_run(*script);
        if (runs == false) {
            not_to_execute_.insert(script);
        } else {
            entry->second.push_back(
                scripts_.make(*script, scripts_.replaced(*script, context_.findings))
            );
        }
    }
    return entry->second;
}

std::vector<Step> Callbacks::steps(std::string_view event) {
    std::vector<Step> steps;
    for (const StepScript& script : scripts_of(event)) {
        const EventRule* const rule = rule_of(event);
        steps.emplace_back(CallbackStep{std::string{event}, script, std::string{rule->reason}});
    }
    return steps;
}

EachCallbacks Callbacks::each(std::string_view command) {
    return {
        scripts_of(fmt::format("beforeEach{}", command)),
        scripts_of(fmt::format("beforeEach{}Statement", command)),
        scripts_of(fmt::format("afterEach{}Statement", command)),
        scripts_of(fmt::format("afterEach{}", command)),
    };
}

PlanCallbacks Callbacks::around(const Occasions& occasions) {
    PlanCallbacks callbacks;
    if (occasions.undo_scripts) {
        callbacks.undo = each("Undo");
        callbacks.undo_error = scripts_of("afterUndoError");
    }
    if (occasions.repeatables) {
        callbacks.migrate = each("Migrate");
    }
    callbacks.migrate_error = scripts_of("afterMigrateError");
    return callbacks;
}

void Callbacks::add_changes(
    std::initializer_list<std::string_view> events,
    ObjectChanges& changes
) {
    for (const std::string_view event : events) {
        for (const StepScript& script : scripts_of(event)) {
            changes.add_script(script.analysis, script.path, ObjectChanges::in_this_run);
        }
    }
}

std::vector<Skipped> Callbacks::skipped(const Occasions& occasions) const {
    std::vector<Skipped> skipped;
    for (const Script& script : context_.selection.callbacks) {
        const std::string& event = script.name.event;
        const EventRule* const rule = rule_of(event);
        if (context_.options.skip_callbacks) {
            skipped.push_back({script.path, std::string{switched_off}});
        } else if (rule == nullptr) {
            skipped.push_back({script.path, why_never(event)});
        } else if (!is_met(rule->need, occasions)) {
            skipped.push_back({script.path, why_no_occasion(rule->need)});
        } else if (is_not_to_execute(script)) {
            skipped.push_back(
                {script.path, fmt::format("shouldExecute={}", *script.settings.should_execute)}
            );
        }
    }
    return skipped;
}

// Those of afterConnect are made elsewhere: they run before there is a plan.
bool Callbacks::is_not_to_execute(const Script& script) const {
    return script.name.event == "afterConnect" ? scripts_.is_to_run(script) == false
                                               : not_to_execute_.contains(&script);
}

std::vector<Skipped> skip_callbacks(const PlanContext& context) {
    std::vector<Skipped> skipped;
    for (const Script& script : context.selection.callbacks) {
        if (context.options.skip_callbacks) {
            skipped.push_back({script.path, std::string{switched_off}});
        } else if (script.name.event != "afterConnect") {
            skipped.push_back({script.path, "there is nothing to do"});
        }
    }
    return skipped;
}

}  // namespace detail

// NOLINTNEXTLINE(readability-function-size): planning is pure, so every input is a parameter
std::vector<StepScript> after_connect_scripts(
    const Selection& selection,
    const ServerFacts& facts,
    const PlanOptions& options,
    const AnalyzeSql& analyze,
    Findings& findings
) {
    std::vector<StepScript> scripts;
    if (options.skip_callbacks) {
        return scripts;
    }
    const HistoryTable table{
        selection.history.schema.value_or(facts.current_schema),
        selection.history.table,
    };
    const detail::StepScripts made{
        detail::ScriptScope{selection, table, facts, options, analyze, findings}};
    for (const Script* const script : detail::in_order(selection, "afterConnect")) {
        if (made.is_to_run(*script) != false) {
            scripts.push_back(made.make(*script, made.replaced(*script, findings)));
        }
    }
    return scripts;
}

}  // namespace rollpack::core
