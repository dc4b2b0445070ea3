#pragma once

#include "shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace rollpack::test {

/// A shop whose runs keep data.
class KeepingTest : public ::testing::Test {
protected:
    void sql(const std::string& text) const { static_cast<void>(query(shop_, text)); }

    std::string value(const std::string& text) const { return query_value(shop_, text); }

    /// A table as --keep-data would save it: whole, or some columns of it and the key.
    core::KeptTable table(const std::string& name, const std::vector<std::string>& lost = {})
        const {
        core::LiveQuestions questions;
        questions.history = {shop_.table.schema, shop_.table.table};
        questions.relations[{"public", name}].rows = true;
        const core::LiveFacts facts = shop_.open()->look(questions, std::chrono::seconds{20});
        const core::LiveRelation& live = facts.relations.at({"public", name});
        core::KeptTable
            kept{live.schema, live.name, {}, live.primary_key, lost, live.rows, live.bytes};
        const auto has = [](const std::vector<std::string>& names, const std::string& column) {
            return std::ranges::find(names, column) != names.end();
        };
        for (const core::LiveColumn& column : live.columns) {
            const bool whole = lost.empty() || live.primary_key.empty();
            if (whole || has(lost, column.name) || has(live.primary_key, column.name)) {
                kept.columns.push_back(column);
            }
        }
        return kept;
    }

    static core::Plan plan(const std::string& undo) {
        return PlanBuilder{}.undo("3", undo).build();
    }

    core::Report run(
        const std::string& undo,
        const std::vector<core::KeptTable>& kept,
        const std::string& role = {}
    ) const {
        return run_plan(plan(undo), kept, nullptr, role);
    }

    core::Report run_plan(
        const core::Plan& plan,
        const std::vector<core::KeptTable>& kept,
        executor::KeepSink* sink = nullptr,
        const std::string& role = {}
    ) const {
        const auto database = executor::open_database(
            executor::parse_connection_url(shop_.conninfo() + (role.empty() ? "" : " user=" + role))
        );
        RecordingObserver observer;
        database->lock(plan.history_table, plan.transaction, std::chrono::seconds{5}, observer);
        executor::RunOptions options{"a bad night", "0.1.0"};
        options.kept = kept;
        options.keep_sink = sink;
        return database->run(plan, options, observer);
    }

    executor::KeptRun kept_run(const core::Report& report) const {
        return {
            report.run_id,
            "Rollback-V1",
            shop_.name(),
            core::parse_version("3"),
            *core::parse_version("1"),
            "2026-11-22T02:15:00Z",
            "deploy"};
    }

    std::string dump_without_journal() const {
        return dump(shop_, {.without = {"public.rollpack_journal"}});
    }

    Shop shop_;
};

}  // namespace rollpack::test
