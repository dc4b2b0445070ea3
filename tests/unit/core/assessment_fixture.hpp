#pragma once

#include "rollpack/core/assessment.hpp"
#include "support/plan_builder.hpp"
#include "support/selection_builder.hpp"
#include "unit/core/history_builder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rollpack::test {

/// "shop.orders" or "orders".
inline core::RelationName relation(const std::string& text) {
    const std::size_t dot = text.find('.');
    return dot == std::string::npos ? core::RelationName{std::nullopt, text}
                                    : core::RelationName{text.substr(0, dot), text.substr(dot + 1)};
}

/// A script as a step has it, with the real analysis of its text.
inline core::StepScript script_of(const std::string& path, const std::string& sql) {
    const core::Plan plan = PlanBuilder{}.undo("1", sql).build();
    core::StepScript script = *core::step_script(plan.steps.front());
    script.path = path;
    return script;
}

inline core::LiveColumn column(
    const std::string& name,
    const std::string& type = "text",
    std::optional<std::int64_t> filled = std::nullopt
) {
    core::LiveColumn result;
    result.name = name;
    result.type = type;
    if (filled) {
        result.filled = core::Count{*filled, true};
    }
    return result;
}

/// A plan for one database, what is in it, and what the operator decided; made small and changed by
/// each test.
struct Assessed {
    core::Plan plan = PlanBuilder{}.build();
    SelectionBuilder package{"123"};
    HistoryBuilder history;
    core::LiveFacts facts;
    core::DataPolicy policy;
    core::Findings findings;
    int analyzed = 0;  ///< how many texts assess() asked about

    /// Adds the step U`version`__undo.sql.
    Assessed& undoes(const std::string& version, const std::string& sql) {
        return add(PlanBuilder{}.undo(version, sql).build());
    }

    Assessed& restores(const std::string& description, const std::string& sql) {
        return add(PlanBuilder{}.repeatable(description, sql).build());
    }

    Assessed& retires(const std::string& description, core::DatabaseObject object) {
        return add(PlanBuilder{}.retire(description, {std::move(object)}).build());
    }

    Assessed& calls(const std::string& event, const std::string& sql) {
        plan.steps.emplace_back(core::CallbackStep{event, script_of(event + ".sql", sql), "there"});
        return *this;
    }

    /// A table of this many rows, with the columns id (its key) and note.
    core::LiveRelation& has_table(const std::string& name, std::int64_t rows = 0) {
        const core::RelationName asked = relation(name);
        core::LiveRelation& table = facts.relations[asked];
        table.schema = asked.schema.value_or("public");
        table.name = asked.name;
        table.rows = core::Count{rows, true};
        table.bytes = 163840;
        table.columns = {column("id", "bigint", rows), column("note", "text", rows)};
        table.primary_key = {"id"};
        table.owner = "app_owner";
        return table;
    }

    core::LiveRelation& has(const std::string& name, core::LiveRelation::Kind kind) {
        core::LiveRelation& relation = has_table(name);
        relation.kind = kind;
        relation.rows.reset();
        relation.columns.clear();
        relation.primary_key.clear();
        return relation;
    }

    core::Assessment assess() {
        core::Findings reading;
        const auto analyze = [this](std::string_view text) {
            ++analyzed;
            return script_of("V.sql", std::string{text}).analysis;
        };
        const core::Selection selection = package.build();
        const core::History read = history.read(reading);
        return core::assess(plan, selection, read, facts, policy, analyze, findings);
    }

    /// "public.orders: data", in order.
    std::vector<std::string> verdicts() {
        std::vector<std::string> texts;
        for (const core::Loss& loss : assess().losses) {
            texts.push_back(loss.object + ": " + std::string{core::to_string(loss.verdict)});
        }
        return texts;
    }

private:
    Assessed& add(core::Plan other) {
        plan.steps.push_back(std::move(other.steps.front()));
        return *this;
    }
};

}  // namespace rollpack::test
