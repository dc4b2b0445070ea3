#pragma once

#include "rollpack/executor/database.hpp"
#include "support/pg_cluster.hpp"
#include "support/plan_builder.hpp"
#include "support/recording_observer.hpp"

#include <memory>
#include <string>

namespace rollpack::test {

/// A database with tables t1 to t3, each made by the version of its number, and its history.
class Shop : public TestDatabase {
public:
    explicit Shop(core::HistoryTable history = {"public", "flyway_schema_history"})
        : table(std::move(history)) {
        static_cast<void>(query(
            *this,
            "CREATE TABLE t1 (id int); CREATE TABLE t2 (id int); CREATE TABLE t3 (id int);"
            "CREATE SCHEMA IF NOT EXISTS "
                + sql_name(table.schema) + ";" + history_sql(table, 3)
        ));
    }

    std::unique_ptr<executor::Database> open() const {
        return executor::open_database(executor::parse_connection_url(conninfo()));
    }

    /// Locks, runs and gives the lock back.
    core::Report run(const core::Plan& plan, core::Observer& observer) const {
        const auto database = open();
        return run_with(*database, plan, observer);
    }

    core::Report run(const core::Plan& plan) const {
        RecordingObserver observer;
        return run(plan, observer);
    }

    static core::Report run_with(
        executor::Database& database,
        const core::Plan& plan,
        core::Observer& observer
    ) {
        database.lock(plan.history_table, plan.transaction, std::chrono::seconds{5}, observer);
        core::Report report = database.run(plan, {"a bad night", "0.1.0"}, observer);
        database.unlock();
        return report;
    }

    /// The plan, bound to the history as it is now.
    core::Plan bound(core::Plan plan) const {
        core::Findings findings;
        plan.history_fingerprint =
            core::History::read(table, open()->read_history(table), findings).fingerprint();
        return plan;
    }

    std::string value(const std::string& sql) const { return query_value(*this, sql); }

    /// "2:DELETE 3:SQL": the ranks above `rank` with their types.
    std::string rows_above(int rank) const {
        return value(
            "SELECT coalesce(string_agg(installed_rank || ':' || type, ' ' ORDER BY "
            "installed_rank), '') FROM "
            + sql_name(table) + " WHERE installed_rank > " + std::to_string(rank)
        );
    }

    std::string tables() const {
        return value(
            "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE "
            "relkind = 'r' AND relname ~ '^t[0-9]$'"
        );
    }

    core::HistoryTable table;
};

}  // namespace rollpack::test
