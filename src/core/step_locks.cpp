#include "detail/step_locks.hpp"

#include "detail/live_names.hpp"
#include "detail/planned_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string>

namespace rollpack::core::detail {

namespace {

/// The locks of one step.
class StepLocks {
public:
    StepLocks(std::size_t step, const LiveFacts& facts, std::vector<StepLock>& locks)
        : step_{step}
        , facts_{facts}
        , locks_{locks} {}

    void add(const LiveRelation& named, const TableLock& wanted) {
        const auto table_name = table_of_index(named);
        const LiveRelation* const table = table_name ? find_live(facts_, {*table_name}) : nullptr;
        const LiveRelation& relation = table == nullptr ? named : *table;
        const RelationName name = table_name.value_or(name_of(named));
        const auto [place, is_new] = places_.try_emplace(name, locks_.size());
        if (is_new) {
            locks_.push_back(
                {.step = step_,
                 .mode = wanted.mode,
                 .relation = full_name(name),
                 .bytes = relation.bytes,
                 .blocked_by = {}}
            );
        }
        StepLock& lock = locks_[place->second];
        lock.mode = std::max(lock.mode, wanted.mode);
        lock.rewrites = lock.rewrites || wanted.rewrites;
        lock.scans = lock.scans || wanted.scans;
        relations_.insert_or_assign(place->second, &relation);
    }

    /// Once the strongest modes are known.
    void find_blocking() {
        for (const auto& [place, relation] : relations_) {
            StepLock& lock = locks_[place];
            std::ranges::copy_if(
                relation->locked_by,
                std::back_inserter(lock.blocked_by),
                [&](const LockedBy& held) { return conflict(held.mode, lock.mode); }
            );
        }
    }

private:
    std::size_t step_;
    const LiveFacts& facts_;
    std::vector<StepLock>& locks_;
    std::map<RelationName, std::size_t> places_;
    std::map<std::size_t, const LiveRelation*> relations_;
};

/// The tables that go with a schema; its text does not name them.
void add_schemas(const SqlAnalysis& analysis, const LiveFacts& facts, StepLocks& locks) {
    for (const DataEffect& effect : analysis.effects) {
        const auto schema = effect.action == DataAction::drops_schema && effect.cascades
            ? facts.schemas.find(effect.relation.name)
            : facts.schemas.end();
        if (schema == facts.schemas.end()) {
            continue;
        }
        for (const RelationName& name : schema->second.tables) {
            if (const LiveRelation* const table = find_live(facts, {name})) {
                locks.add(*table, {.mode = LockMode::access_exclusive, .relation = {}});
            }
        }
    }
}

void add_script(
    const PlannedScript& script,
    const LiveFacts& facts,
    LiveNames& names,
    StepLocks& locks
) {
    for (const RelationName& name : dropped_relations(script)) {
        if (const LiveRelation* const relation = find_live(facts, {name})) {
            locks.add(*relation, {.mode = LockMode::access_exclusive, .relation = {}});
        }
    }
    if (script.script == nullptr) {
        return;
    }
    names.enter(script.script->analysis);
    for (const TableLock& lock : script.script->analysis.locks) {
        names.advance(lock.line);
        if (const LiveRelation* const relation = find_live(facts, names.relation(lock.relation))) {
            locks.add(*relation, lock);
        }
    }
    names.leave();
    add_schemas(script.script->analysis, facts, locks);
}

/// What one session holds of what the plan wants.
struct Blocker {
    OtherSession session;
    std::vector<std::string> holds;  ///< "ROW EXCLUSIVE on public.orders"
    std::size_t step = 0;  ///< the first that waits
    const StepLock* wanted = nullptr;
};

std::map<int, Blocker> blockers_of(const std::vector<StepLock>& locks) {
    std::map<int, Blocker> blockers;
    for (const StepLock& lock : locks) {
        if (lock.mode <= LockMode::row_exclusive) {
            continue;
        }
        for (const LockedBy& held : lock.blocked_by) {
            Blocker& blocker = blockers[held.session.pid];
            if (blocker.wanted == nullptr) {
                blocker.session = held.session;
                blocker.step = lock.step;
                blocker.wanted = &lock;
            }
            const std::string text = fmt::format(
                "{} {} on {}",
                held.granted ? "holds" : "waits for",
                to_string(held.mode),
                lock.relation
            );
            if (std::ranges::find(blocker.holds, text) == blocker.holds.end()) {
                blocker.holds.push_back(text);
            }
        }
    }
    return blockers;
}

/// " in a transaction that is open for 12 min"; empty for a short one.
std::string age_text(const LiveFacts& facts, int pid) {
    const auto found = std::ranges::find(facts.long_transactions, pid, [](const auto& one) {
        return one.session.pid;
    });
    if (found == facts.long_transactions.end() || found->age < std::chrono::minutes{1}) {
        return {};
    }
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(found->age).count();
    return fmt::format(" in a transaction that is open for {} min", minutes);
}

}  // namespace

std::vector<StepLock> step_locks(const Plan& plan, const LiveFacts& facts) {
    std::vector<StepLock> locks;
    LiveNames names;
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
        StepLocks of_step{step, facts, locks};
        for (const PlannedScript& script : scripts_of_step(plan, step)) {
            add_script(script, facts, names, of_step);
        }
        of_step.find_blocking();
    }
    return locks;
}

void report_blocking(
    const Plan& plan,
    const LiveFacts& facts,
    const std::vector<StepLock>& locks,
    Findings& findings
) {
    for (const auto& [pid, blocker] : blockers_of(locks)) {
        const std::size_t others = blocker.holds.size() - 1;
        findings.add(
            FindingCode::blocking_transaction,
            blocker.wanted->relation,
            fmt::format(
                "{} {}{}{}, where {} needs {}",
                describe(blocker.session),
                blocker.holds.front(),
                others == 0 ? "" : fmt::format(" and {} more", others),
                age_text(facts, pid),
                step_name(plan.steps.at(blocker.step)),
                to_string(blocker.wanted->mode)
            ),
            fmt::format(
                "Let it finish, or end it with SELECT pg_terminate_backend({}); until then the "
                "rollback waits, and everybody else waits behind it.",
                pid
            )
        );
    }
}

}  // namespace rollpack::core::detail
