#pragma once

#include "order_cases.hpp"
#include "rollpack/core/fingerprint_comparison.hpp"
#include "rollpack/executor/database.hpp"
#include "rollpack/executor/ordered_plan.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "support/pg_cluster.hpp"
#include "support/plan_builder.hpp"
#include "support/recording_observer.hpp"
#include "support/selection_builder.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rollpack::test {

inline const core::HistoryTable order_history{"public", "flyway_schema_history"};

/// A database that is migrated script by script, with Flyway's rows.
class OrderDatabase : public TestDatabase {
public:
    OrderDatabase() { static_cast<void>(query(*this, history_sql(order_history, 0))); }

    explicit OrderDatabase(const OrderDatabase& other)
        : TestDatabase(other.name()) {}

    void migrate(int version, const std::string& text) const {
        static_cast<void>(query(*this, text));
        add_row(fmt::format("'{}'", version), "step", fmt::format("V{}__step.sql", version), text);
    }

    void repeat(const std::string& description, const std::string& text) const {
        static_cast<void>(query(*this, text));
        add_row("NULL", description, fmt::format("R__{}.sql", description), text);
    }

    std::unique_ptr<executor::Database> open() const {
        return executor::open_database(executor::parse_connection_url(conninfo()));
    }

    core::Fingerprint fingerprint() const { return open()->fingerprint({}); }

private:
    void add_row(
        const std::string& version,
        const std::string& description,
        const std::string& script,
        const std::string& text
    ) const {
        static_cast<void>(query(
            *this,
            fmt::format(
                "INSERT INTO flyway_schema_history SELECT COALESCE(max(installed_rank), 0) + 1, {}, "
                "'{}', 'SQL', '{}', {}, current_user, now(), 5, true FROM flyway_schema_history",
                version,
                description,
                script,
                core::flyway_checksum(text).value
            )
        ));
    }
};

/// As a build learns them from the text.
inline std::optional<std::vector<core::DatabaseObject>> objects_of(const std::string& text) {
    const core::SqlAnalysis analysis = executor::analyze_sql(core::ScriptText{text});
    if (!analysis.creates_known) {
        return std::nullopt;
    }
    std::vector<core::DatabaseObject> objects;
    for (const core::DatabaseObject& object : analysis.creates) {
        if (object.kind != core::ObjectKind::table && object.kind != core::ObjectKind::other) {
            objects.push_back(object);
        }
    }
    return objects;
}

inline void migrate_to_target(const OrderDatabase& database, const OrderCase& of) {
    database.migrate(1, of.target);
    for (const CaseRepeatable& repeatable : of.repeatables) {
        if (repeatable.target) {
            database.repeat(repeatable.description, *repeatable.target);
        }
    }
}

inline void migrate_on(const OrderDatabase& database, const OrderCase& of) {
    for (std::size_t i = 0; i < of.newer.size(); ++i) {
        database.migrate(static_cast<int>(i) + 2, of.newer[i]);
    }
    for (const CaseRepeatable& repeatable : of.repeatables) {
        if (repeatable.current && repeatable.current != repeatable.target) {
            database.repeat(repeatable.description, *repeatable.current);
        }
    }
}

/// The package of the case.
inline core::Selection select(const OrderCase& of) {
    SelectionBuilder package{"1"};
    package.versioned("V1__step.sql", of.target);
    for (std::size_t i = of.undo.size(); i-- > 0;) {
        package.versioned(fmt::format("V{}__step.sql", i + 2), of.newer[i]);
        package.undo(fmt::format("U{}__step.sql", i + 2), of.undo[i]);
    }
    for (const CaseRepeatable& repeatable : of.repeatables) {
        const std::string path = fmt::format("R__{}.sql", repeatable.description);
        if (!repeatable.target) {
            package.retire(repeatable.description);
        } else if (!repeatable.current) {
            package.revive(path, *repeatable.target);
        } else if (repeatable.current == repeatable.target) {
            package.unchanged(path, *repeatable.target);
        } else {
            package.restore(path, *repeatable.target);
        }
        const auto objects = objects_of(repeatable.target.value_or(repeatable.current.value_or(""))
        );
        if (objects) {
            package.creating(*objects);
        }
        if (repeatable.target && repeatable.current && repeatable.current != repeatable.target) {
            if (const auto now = objects_of(*repeatable.current)) {
                package.creating_now(*now);
            }
        }
    }
    return package.build();
}

enum class Order {
    planned,
    naive  ///< as if nothing were known of the catalog
};

/// Plans, for a database at the current release. `findings` has what the plan is refused for.
inline core::Plan plan_for(
    const OrderDatabase& of,
    const core::Selection& selection,
    Order order,
    core::Findings& findings,
    const core::PlanOptions& options = {}
) {
    const auto database = of.open();
    core::ServerFacts facts = database->planning_facts(order_history, true);
    const core::History history =
        core::History::read(order_history, database->read_history(order_history), findings);
    const core::Sha256 digest = core::sha256("the package");
    if (order == Order::planned) {
        return executor::make_ordered_plan(
            {selection, digest, history, options},
            facts,
            *database,
            findings
        );
    }
    return core::make_plan(
        {selection, history, facts, options, executor::analyze_sql},
        digest,
        findings
    );
}

inline core::Report run(const OrderDatabase& on, const core::Plan& plan) {
    RecordingObserver observer;
    const auto database = on.open();
    database->lock(plan.history_table, plan.transaction, std::chrono::seconds{5}, observer);
    core::Report report = database->run(plan, {"a bad night", "0.1.0"}, observer);
    database->unlock();
    return report;
}

/// "clear the way for U2__step.sql: view public.v": the steps' names, with what they drop.
inline std::vector<std::string> steps_of(const core::Plan& plan) {
    std::vector<std::string> steps;
    for (const core::Step& step : plan.steps) {
        std::string drops;
        for (const core::DatabaseObject& object : core::step_drops(step)) {
            drops += (drops.empty() ? ": " : ", ") + core::describe(object);
        }
        steps.push_back(core::step_name(step) + drops);
    }
    return steps;
}

/// "missing view public.v", one a line; empty for equal schemas.
inline std::string difference(const core::Fingerprint& expected, const core::Fingerprint& found) {
    const core::SchemaComparison comparison = core::compare(expected, found);
    std::string text;
    for (const core::SchemaObject& object : comparison.missing) {
        text += "missing " + core::describe(object) + "\n";
    }
    for (const core::SchemaObject& object : comparison.left_over) {
        text += "left over " + core::describe(object) + "\n";
    }
    for (const core::ChangedObject& object : comparison.different) {
        text += "different " + core::describe(object.found) + "\n";
        for (const std::string& line : core::definition_lines(object.expected)) {
            text += "    expected " + line + "\n";
        }
        for (const std::string& line : core::definition_lines(object.found)) {
            text += "    found " + line + "\n";
        }
    }
    return text;
}

}  // namespace rollpack::test
