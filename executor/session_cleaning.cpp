#include "detail/session_cleaning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

namespace {

// Three settings are the transaction's own, and temp_buffers cannot be set back.
constexpr std::string_view settings_now =
    "(SELECT pg_catalog.json_object_agg(n.name, pg_catalog.current_setting(n.name, true))"
    "::pg_catalog.text FROM (SELECT s.name FROM pg_catalog.pg_settings AS s "
    "WHERE s.context IN ('user', 'superuser') AND s.name NOT IN ('temp_buffers', "
    "'transaction_isolation', 'transaction_read_only', 'transaction_deferrable') "
    "UNION SELECT c FROM pg_catalog.json_array_elements_text($1) AS c) AS n)";

// The answers are numbers: the settings themselves are some kilobytes.
std::string remember_settings() {
    return fmt::format(
        "SELECT pg_catalog.length(pg_catalog.set_config('rollpack.settings', {}, false))",
        settings_now
    );
}

// RESET ALL takes the memory away together with the settings: what is then there is the new start.
std::string remember_settings_if_forgotten() {
    return fmt::format(
        "SELECT pg_catalog.length(pg_catalog.set_config('rollpack.settings', COALESCE(NULLIF("
        "pg_catalog.current_setting('rollpack.settings', true), ''), {}), false))",
        settings_now
    );
}

constexpr const char* restore_settings =
    "SELECT pg_catalog.count(pg_catalog.set_config(s.key, s.value, false)) "
    "FROM pg_catalog.json_each_text(NULLIF(pg_catalog.current_setting('rollpack.settings', true), "
    "'')::pg_catalog.json) AS s "
    "WHERE s.value IS DISTINCT FROM pg_catalog.current_setting(s.key, true)";

// SET CONSTRAINTS takes all constraints of a name in a schema, or fails for one that cannot be deferred:
// a name of which not all are deferred by default stays immediate.
constexpr const char* check_and_defer_again = R"(DO $rollpack$
DECLARE
    late record;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR late IN
        SELECT n.nspname, c.conname
        FROM pg_catalog.pg_constraint AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.connamespace
        GROUP BY n.nspname, c.conname
        HAVING pg_catalog.bool_and(c.condeferred)
    LOOP
        EXECUTE pg_catalog.format(
            'SET CONSTRAINTS %I.%I DEFERRED', late.nspname, late.conname);
    END LOOP;
END
$rollpack$)";

// Rollpack's own lock is held throughout: by the transaction while the session gives back all it has.
constexpr const char* give_back_other_locks =
    "SELECT pg_catalog.pg_advisory_xact_lock($1), pg_catalog.pg_advisory_unlock_all(), "
    "pg_catalog.pg_advisory_lock($1)";

constexpr auto discard = std::to_array<const char*>({
    "CLOSE ALL",
    "DEALLOCATE ALL",
    "UNLISTEN *",
    "DISCARD TEMP",
    "DISCARD SEQUENCES",
});

using Look = std::function<void(const core::StepScript&)>;

void each_script(const core::Plan& plan, const core::Step& step, const Look& look) {
    if (const core::StepScript* const script = core::step_script(step)) {
        look(*script);
    }
    const core::EachCallbacks* const callbacks = core::each_callbacks(plan, step);
    if (callbacks == nullptr) {
        return;
    }
    for (const core::StepScript* const script : core::scripts_of(*callbacks)) {
        look(*script);
    }
}

/// A name of a setting has no character that JSON would have to escape; others cannot be set.
std::string json_array(const std::set<std::string>& names) {
    std::string json = "[";
    for (const std::string& name : names) {
        if (name.find_first_of("\"\\") == std::string::npos) {
            json += (json.size() == 1 ? "\"" : ",\"") + name + '"';
        }
    }
    return json + "]";
}

bool changes_rows(const core::DataEffect& effect) {
    switch (effect.action) {
    case core::DataAction::deletes_rows:
    case core::DataAction::updates_rows:
    case core::DataAction::inserts_rows:
    case core::DataAction::unknown:
        return true;
    default:
        return false;
    }
}

}  // namespace

SessionCleaning::SessionCleaning(const core::Plan& plan)
    : plan_(plan)
    , lock_key_(std::to_string(core::flyway_lock_key(plan.history_table))) {
    for (const core::Step& step : plan.steps) {
        each_script(plan, step, [this](const core::StepScript& script) {
            any_ = any_ || script.analysis.traces.any;
            const auto& names = script.analysis.traces.custom_settings;
            custom_settings_.insert(names.begin(), names.end());
        });
    }
}

bool SessionCleaning::is_needed(std::size_t step) const {
    bool needed = false;
    each_script(plan_, plan_.steps[step], [&](const core::StepScript& script) {
        needed = needed || script.analysis.traces.any;
    });
    return needed;
}

// Deferred checks that are still open keep the next script from altering their tables.
bool SessionCleaning::leaves_constraints(std::size_t step) const {
    bool leaves = false;
    each_script(plan_, plan_.steps[step], [&](const core::StepScript& script) {
        leaves = leaves || script.analysis.traces.constraints
            || std::ranges::any_of(script.analysis.effects, changes_rows);
    });
    return leaves;
}

void SessionCleaning::send_start(const CommandSink& sink) const {
    if (any_) {
        sink({remember_settings(), {json_array(custom_settings_)}, {}});
    }
}

void SessionCleaning::send_identity(const CommandSink& sink, std::size_t step) const {
    if (is_needed(step)) {
        sink({"RESET SESSION AUTHORIZATION", {}, {Purpose::cleaning, step}});
    }
}

void SessionCleaning::send_constraints(const CommandSink& sink, std::size_t step) const {
    const bool is_package = plan_.transaction == core::TransactionMode::package;
    if (is_package && leaves_constraints(step)) {
        sink({check_and_defer_again, {}, {Purpose::constraints, step}});
    }
    // The commit would check them too, but temporary tables with open checks cannot be discarded.
    if (!is_package && is_needed(step)) {
        sink({"SET CONSTRAINTS ALL IMMEDIATE", {}, {Purpose::constraints, step}});
    }
}

void SessionCleaning::send_rest(const CommandSink& sink, std::size_t step) const {
    if (!is_needed(step)) {
        return;
    }
    const Tag tag{Purpose::cleaning, step};
    for (const char* const sql : discard) {
        sink({sql, {}, tag});
    }
    if (plan_.transaction == core::TransactionMode::package) {
        sink({"SELECT pg_catalog.pg_advisory_unlock_all()", {}, tag});
    } else {
        sink({give_back_other_locks, {lock_key_}, tag});
    }
    sink({restore_settings, {}, tag});
    sink({remember_settings_if_forgotten(), {json_array(custom_settings_)}, tag});
}

}  // namespace rollpack::executor::detail
