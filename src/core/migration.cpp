#include "rollpack/core/migration.hpp"

#include "detail/checks.hpp"
#include "detail/history_rows.hpp"
#include "detail/listing.hpp"
#include "detail/locations.hpp"
#include "detail/plan_callbacks.hpp"
#include "detail/script_reader.hpp"
#include "detail/settings.hpp"
#include "detail/step_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::core {

namespace {

std::vector<Script> read_all(
    const std::vector<detail::ListedScript>& listed,
    const detail::Listing& listing,
    detail::ScriptReader& reader,
    Findings& findings
) {
    std::vector<Script> scripts;
    scripts.reserve(listed.size());
    for (const detail::ListedScript& each : listed) {
        if (!detail::check_language(each, findings)) {
            continue;
        }
        if (auto script = reader.read(each, listing)) {
            scripts.push_back(*std::move(script));
        }
    }
    return scripts;
}

/// As a rollback's plan would be without anything to do.
Plan empty_migration(const PlanInputs& inputs) {
    Plan plan{
        .package_name = package_name(inputs.selection),
        .content_sha256 = {},
        .target_version = inputs.selection.target_version,
        .from_version = inputs.history.current_version(),
        .history_table = inputs.history.table(),
        .history_fingerprint = inputs.history.fingerprint(),
        .next_rank = inputs.history.highest_rank() + 1,
        .transaction = inputs.options.transaction.value_or(TransactionMode::script),
        .steps = {},
        .callbacks = {},
        .skipped = {},
        .installed_by = inputs.options.installed_by,
        .nothing_to_do = {},
    };
    return plan;
}

class Migration {
public:
    Migration(
        const detail::PlanContext& context,
        const ReleaseScripts& release,
        const MigrationGoal& goal
    )
        : context_(context)
        , release_(release)
        , goal_(goal)
        , scripts_(context)
        , callbacks_(context, scripts_) {}

    void fill(Plan& plan) {
        std::vector<Step> versions = versioned_steps();
        std::vector<Step> repeatables = goal_.repeatables ? repeatable_steps()
                                                          : std::vector<Step>{};
        if (versions.empty() && repeatables.empty()) {
            plan.nothing_to_do = "Every script of the release is applied.";
            return;
        }
        fire("beforeMigrate");
        add(std::move(versions));
        fire("afterVersioned");
        if (!repeatables.empty()) {
            fire("beforeRepeatables");
            add(std::move(repeatables));
        }
        fire("afterMigrateApplied");
        fire("afterMigrate");
        plan.steps = std::move(steps_);
        plan.callbacks = callbacks_.around({.undo_scripts = false, .repeatables = true});
    }

private:
    void fire(std::string_view event) { add(callbacks_.steps(event)); }

    void add(std::vector<Step> steps) { std::ranges::move(steps, std::back_inserter(steps_)); }

    std::vector<Step> versioned_steps() {
        std::set<Version> in_force;
        std::optional<Version> baseline;
        for (const AppliedVersion& applied : context_.history.applied()) {
            in_force.insert(applied.version);
            if (applied.baseline) {
                baseline = applied.version;
            }
        }
        std::vector<Step> steps;
        for (const Script& script : release_.versioned) {
            const Version& version = *script.name.version;
            const bool is_below_baseline = baseline && version <= *baseline;
            if (is_below_baseline || in_force.contains(version)
                || (goal_.up_to && version > *goal_.up_to)) {
                continue;
            }
            steps.emplace_back(VersionedStep{
                version,
                script.name.description,
                scripts_.make_needed(script, scripts_.replaced(script, context_.findings)),
                detail::versioned_row(script),
                "it is not applied"});
        }
        return steps;
    }

    std::vector<Step> repeatable_steps() {
        std::map<std::string, const HistoryEntry*> rows;
        for (const AppliedRepeatable& repeatable : context_.history.repeatables()) {
            rows.emplace(repeatable.description, &repeatable.entry);
        }
        std::vector<Step> steps;
        for (const Script& script : release_.repeatables) {
            ScriptText text = scripts_.replaced(script, context_.findings);
            const FlywayChecksum checksum = flyway_checksum(text);
            const auto row = rows.find(detail::stored_description(script.name.description));
            const bool is_applied = row != rows.end()
                && (row->second->checksum == checksum || row->second->checksum == script.checksum);
            if (!is_applied) {
                steps.emplace_back(RepeatableStep{
                    script.name.description,
                    RepeatableAction::restore,
                    scripts_.make_needed(script, std::move(text)),
                    detail::repeatable_row(script, checksum),
                    "its text is not the applied one"});
            }
        }
        return steps;
    }

    const detail::PlanContext& context_;
    const ReleaseScripts& release_;
    const MigrationGoal& goal_;
    detail::StepScripts scripts_;
    detail::Callbacks callbacks_;
    std::vector<Step> steps_;
};

}  // namespace

ReleaseScripts read_release(
    const SelectionRequest& request,
    const Release& release,
    ScriptSource& source,
    Findings& findings
) {
    SelectionRequest alone = request;
    alone.release = release;
    alone.target = release;
    detail::ReleaseEntries entries = detail::list_releases(alone, source);
    detail::Listing listing = detail::classify(
        std::move(entries.current),
        std::move(entries.callbacks),
        naming_of(request.configuration)
    );
    // Whether a rollback can do without a callback of another language is asked while it is built.
    std::erase_if(listing.callbacks, [](const detail::ListedScript& callback) {
        return !callback.name.is_sql;
    });
    detail::ScriptReader reader{source, findings};
    return {
        read_all(listing.versioned, listing, reader, findings),
        read_all(listing.repeatables, listing, reader, findings),
        read_all(listing.callbacks, listing, reader, findings)};
}

Plan make_migration(
    const PlanInputs& inputs,
    const ReleaseScripts& release,
    const MigrationGoal& goal,
    Findings& findings
) {
    Plan plan = empty_migration(inputs);
    const detail::PlanContext context{inputs, findings, detail::last_rows(inputs.history)};
    Migration{context, release, goal}.fill(plan);
    return plan;
}

}  // namespace rollpack::core
