#include "detail/privileges.hpp"

#include "detail/live_names.hpp"
#include "detail/planned_scripts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// Every other plan only adds rows to the history.
bool deletes_failed_rows(const Plan& plan) {
    return std::ranges::any_of(plan.steps, [](const Step& step) {
        const auto* const failed = std::get_if<FailedStep>(&step);
        return failed != nullptr && failed->failed_rank;
    });
}

class PrivilegeCheck {
public:
    PrivilegeCheck(const Plan& plan, const LiveFacts& facts, Findings& findings)
        : plan_{plan}
        , facts_{facts}
        , findings_{findings} {}

    /// `takes_role`: the script or a callback around it takes on a role whose privileges are not known.
    void study(const PlannedScript& script, bool takes_role) {
        subject_ = detail::name_of(plan_, script);
        for (const RelationName& name : dropped_relations(script)) {
            study_owner({name}, true);
        }
        if (script.script == nullptr) {
            return;
        }
        const SqlAnalysis& analysis = script.script->analysis;
        study_roles(analysis);
        names_.enter_whole(analysis);
        if (!takes_role) {
            study_owners(analysis);
            study_schemas(analysis);
        }
        names_.leave();
    }

    void study_history() {
        std::set<std::string> missing = facts_.history_privileges_missing;
        if (!deletes_failed_rows(plan_)) {
            missing.erase("DELETE");
        }
        if (!missing.empty()) {
            add(plan_.history_table.schema + "." + plan_.history_table.table,
                fmt::format(
                    "the history table {}.{} needs {}, which the role does not have",
                    plan_.history_table.schema,
                    plan_.history_table.table,
                    fmt::join(missing, " and ")
                ),
                "Connect as the role that runs Flyway, or GRANT what is missing.");
        }
    }

private:
    void study_owners(const SqlAnalysis& analysis) {
        std::set<std::pair<std::optional<std::string>, std::string>> dropped;
        for (const DatabaseObject& object : analysis.drops) {
            dropped.insert({object.schema, object.name});
        }
        for (const RelationName& name : analysis.needs_owner) {
            study_owner(names_.relation(name), dropped.contains({name.schema, name.name}));
        }
    }

    /// The owner of a schema may drop what is in it.
    void study_owner(const std::vector<RelationName>& names, bool is_dropped) {
        const LiveRelation* const relation = find_live(facts_, names);
        if (relation == nullptr || relation->may_alter) {
            return;
        }
        const auto schema = facts_.schemas.find(relation->schema);
        const bool may_drop = is_dropped && schema != facts_.schemas.end()
            && schema->second.may_alter;
        const std::string name = full_name(detail::name_of(*relation));
        if (!may_drop && reported_.insert("relation " + name).second) {
            add(subject_,
                fmt::format(
                    "{} belongs to {}, of which the session's role is no member",
                    name,
                    relation->owner
                ),
                fmt::format(
                    "Connect as {0}, or have a superuser run GRANT {0} TO your role.",
                    relation->owner
                ));
        }
    }

    void study_schemas(const SqlAnalysis& analysis) {
        for (const std::string& name : analysis.creates_in) {
            const auto schema = facts_.schemas.find(name);
            if (schema != facts_.schemas.end() && !schema->second.may_create
                && reported_.insert("create " + name).second) {
                add(subject_,
                    fmt::format("schema {} lets the session's role create nothing", name),
                    fmt::format("Have its owner run GRANT CREATE ON SCHEMA {} TO the role.", name));
            }
        }
        for (const DataEffect& effect : analysis.effects) {
            const auto schema = effect.action == DataAction::drops_schema
                ? facts_.schemas.find(effect.relation.name)
                : facts_.schemas.end();
            if (schema != facts_.schemas.end() && !schema->second.may_alter
                && reported_.insert("schema " + schema->first).second) {
                add(subject_,
                    fmt::format(
                        "schema {} belongs to a role of which the session's role is no member",
                        schema->first
                    ),
                    "Connect as its owner, or have the role granted.");
            }
        }
    }

    void study_roles(const SqlAnalysis& analysis) {
        for (const std::string& name : analysis.roles) {
            const auto role = facts_.roles.find(name);
            if (role != facts_.roles.end() && role->second) {
                continue;
            }
            if (!reported_.insert("role " + name).second) {
                continue;
            }
            if (role == facts_.roles.end()) {
                add(subject_,
                    fmt::format("role {} does not exist", name),
                    "Create it, or allow it when a script of the package creates it.");
            } else {
                add(subject_,
                    fmt::format("the session's role may not act as {}", name),
                    fmt::format("Connect as {0}, or have {0} granted to the role.", name));
            }
        }
    }

    void add(std::string subject, std::string message, std::string hint) {
        findings_.add(
            FindingCode::privilege_missing,
            std::move(subject),
            std::move(message),
            std::move(hint)
        );
    }

    const Plan& plan_;
    const LiveFacts& facts_;
    Findings& findings_;
    std::string subject_;
    LiveNames names_;
    std::set<std::string> reported_;  ///< each thing once, for the first script that needs it
};

bool takes_role(const std::vector<PlannedScript>& scripts) {
    return std::ranges::any_of(scripts, [](const PlannedScript& script) {
        return script.script != nullptr && script.script->analysis.takes_role;
    });
}

}  // namespace

void report_privileges(const Plan& plan, const LiveFacts& facts, Findings& findings) {
    if (plan.steps.empty()) {
        return;
    }
    PrivilegeCheck check{plan, facts, findings};
    check.study_history();
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
        const std::vector<PlannedScript> scripts = scripts_of_step(plan, step);
        for (const PlannedScript& script : scripts) {
            check.study(script, takes_role(scripts));
        }
    }
}

}  // namespace rollpack::core::detail
