#include "detail/plan_checks.hpp"

#include "detail/plan_callbacks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <variant>

namespace rollpack::core::detail {

namespace {

/// The servers that the tests ran with. server_version_num is the major version times 10,000 and the
/// minor one.
constexpr int oldest_tested = 12;
constexpr int newest_tested = 18;
constexpr int version_factor = 10'000;

/// The history table with its two indexes, the journal with its own, and Flyway's lock itself.
constexpr std::int64_t locks_of_the_run = 8;
/// A view has a row type, an array of it and a rule beside itself; other kinds have less.
constexpr std::int64_t locks_of_a_drop = 4;

std::int64_t locks_of(const StepScript& script) {
    std::int64_t locks = 0;
    for (const SqlStatement& statement : script.analysis.statements) {
        locks += static_cast<std::int64_t>(statement.estimated_locks);
    }
    return locks;
}

std::int64_t locks_of(const EachCallbacks& callbacks) {
    std::int64_t locks = 0;
    for (const StepScript* const script : scripts_of(callbacks)) {
        locks += locks_of(*script);
    }
    return locks;
}

std::int64_t locks_of(const Step& step) {
    const StepScript* const script = step_script(step);
    return script == nullptr ? locks_of_a_drop * static_cast<std::int64_t>(step_drops(step).size())
                             : locks_of(*script);
}

/// Callbacks lock the same however often they run.
std::int64_t locks_of_stretch(
    const PlanContext& context,
    const Plan& plan,
    const Stretch& stretch
) {
    std::int64_t locks = locks_of_the_run;
    if (plan.transaction == TransactionMode::package) {
        locks += context.options.locks_of_proof;
    }
    std::set<const EachCallbacks*> around;
    for (const Step& step : std::span{plan.steps}.subspan(stretch.first, stretch.count)) {
        locks += locks_of(step);
        const EachCallbacks* const callbacks = each_callbacks(plan, step);
        if (callbacks != nullptr && around.insert(callbacks).second) {
            locks += locks_of(*callbacks);
        }
    }
    return locks;
}

/// The setting that gives `locks` room, rounded up to whole multiples of PostgreSQL's default: the
/// table is shared by all sessions.
std::int64_t sufficient_setting(const ServerFacts& facts, std::int64_t locks) {
    constexpr std::int64_t default_setting = 64;
    const std::int64_t sessions =
        std::max<std::int64_t>(1, facts.max_connections + facts.max_prepared_transactions);
    const std::int64_t needed = (locks + sessions - 1) / sessions;
    return (needed + default_setting - 1) / default_setting * default_setting;
}

void report_locks(
    const PlanContext& context,
    const std::string& subject,
    std::int64_t locks,
    std::string_view other_way
) {
    context.findings.add(
        FindingCode::lock_table_too_small,
        subject,
        fmt::format(
            "one transaction would hold about {} locks, but the server's lock table is made for {}",
            locks,
            lock_table_size(context.facts)
        ),
        fmt::format(
            "Raise max_locks_per_transaction from {} to {} and restart the server, or {}.",
            context.facts.max_locks_per_transaction,
            sufficient_setting(context.facts, locks),
            other_way
        )
    );
}

}  // namespace

void check_callbacks(const PlanContext& context) {
    if (context.options.skip_callbacks) {
        return;
    }
    for (const Script& callback : context.selection.callbacks) {
        check_callback(callback.name, callback.path, context.findings);
    }
}

void check_server(const PlanContext& context) {
    const ServerFacts& facts = context.facts;
    if (facts.standby || facts.read_only) {
        context.findings.add(
            FindingCode::server_read_only,
            facts.database,
            facts.standby ? "the server is a standby, which takes no changes"
                          : "the session is read-only (default_transaction_read_only is on)",
            facts.standby
                ? "Connect to the primary; target_session_attrs=read-write finds it in a list "
                  "of hosts."
                : "Find out who made the database or the role read-only, and why; then turn "
                  "default_transaction_read_only off."
        );
    }
    const int major = facts.version_number / version_factor;
    if (major < oldest_tested || major > newest_tested) {
        context.findings.add(
            FindingCode::server_untested,
            facts.database,
            fmt::format(
                "the server is PostgreSQL {}; rollpack was tested with {} to {}",
                major,
                oldest_tested,
                newest_tested
            ),
            "Try the rollback on a copy of the database first."
        );
    }
}

std::int64_t estimate_locks(const PlanContext& context, const Plan& plan) {
    std::int64_t largest = 0;
    for (const Stretch& stretch : stretches(plan)) {
        largest = std::max(largest, locks_of_stretch(context, plan, stretch));
    }
    return largest;
}

void check_locks(const PlanContext& context, const Plan& plan) {
    const std::int64_t size = lock_table_size(context.facts);
    for (const Stretch& stretch : stretches(plan)) {
        const std::int64_t locks = locks_of_stretch(context, plan, stretch);
        if (locks > size) {
            const bool is_one = plan.transaction == TransactionMode::script
                || (stretch.count == 1 && plan.transaction != TransactionMode::package);
            report_locks(
                context,
                is_one ? step_name(plan.steps[stretch.first + stretch.count - 1])
                       : package_name(context.selection),
                locks,
                is_one ? "split the script" : "commit script by script with --transaction script"
            );
        }
    }
}

}  // namespace rollpack::core::detail
