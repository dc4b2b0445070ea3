#include "detail/live_names.hpp"
#include "detail/planned_scripts.hpp"
#include "rollpack/core/assessment.hpp"

namespace rollpack::core {

namespace {

using detail::LiveNames;
using detail::PlannedScript;

LiveQuestions nothing_but_history(const Plan& plan) {
    LiveQuestions questions;
    questions.history = {plan.history_table.schema, plan.history_table.table};
    return questions;
}

/// Whether the text names a relation, so that the database can be asked about it.
bool names_relation(DataAction action) {
    switch (action) {
    case DataAction::drops_schema:
    case DataAction::drops_type:
    case DataAction::drops_owned:
    case DataAction::inserts_rows:
    case DataAction::unknown:
        return false;
    default:
        return true;
    }
}

bool asks_for_columns(DataAction action) {
    return action == DataAction::drops_column || action == DataAction::changes_type
        || action == DataAction::updates_rows;
}

void ask_for_effect(const DataEffect& effect, const LiveNames& names, LiveQuestions& questions) {
    if (effect.action == DataAction::drops_schema) {
        questions.schemas.insert(effect.relation.name);
    }
    if (!names_relation(effect.action)) {
        return;
    }
    for (const RelationName& name : names.relation(effect.relation)) {
        LiveQuestions::Columns& wanted = questions.relations[name];
        wanted.rows = wanted.rows || effect.action != DataAction::drops_sequence;
        if (asks_for_columns(effect.action)) {
            for (const std::string& column : effect.columns) {
                wanted.filled.insert(names.column(name, column));
            }
        }
    }
}

void ask_for_relation(
    const RelationName& relation,
    const LiveNames& names,
    LiveQuestions& questions
) {
    for (const RelationName& name : names.relation(relation)) {
        questions.relations.try_emplace(name);
    }
}

void ask_for_script(const PlannedScript& script, LiveNames& names, LiveQuestions& questions) {
    const SqlAnalysis& analysis = script.script->analysis;
    questions.schemas.insert(analysis.creates_in.begin(), analysis.creates_in.end());
    questions.roles.insert(analysis.roles.begin(), analysis.roles.end());
    names.enter_whole(analysis);
    for (const RelationName& name : analysis.needs_owner) {
        ask_for_relation(name, names, questions);
    }
    names.leave();
}

/// What is named line by line, for its meaning may change on the way.
void ask_for_lines(const PlannedScript& script, LiveNames& names, LiveQuestions& questions) {
    const SqlAnalysis& analysis = script.script->analysis;
    names.enter(analysis);
    auto lock = analysis.locks.begin();
    const auto ask_for_locks_until = [&](std::size_t line) {
        for (; lock != analysis.locks.end() && lock->line <= line; ++lock) {
            names.advance(lock->line);
            ask_for_relation(lock->relation, names, questions);
        }
    };
    if (!script.is_repeatable) {
        for (const DataEffect& effect : analysis.effects) {
            ask_for_locks_until(effect.line);
            names.advance(effect.line);
            ask_for_effect(effect, names, questions);
        }
    }
    ask_for_locks_until(std::string::npos);
    names.leave();
}

/// Asks for the rows of a table, and again for what was asked before: the new answer takes the place
/// of the old one.
void ask_again_for_rows(
    const RelationName& table,
    const LiveQuestions& asked,
    LiveQuestions& questions
) {
    const auto before = asked.relations.find(table);
    if (before != asked.relations.end() && before->second.rows) {
        return;
    }
    LiveQuestions::Columns wanted;
    if (before != asked.relations.end()) {
        wanted = before->second;
    }
    wanted.rows = true;
    questions.relations.insert_or_assign(table, std::move(wanted));
}

void ask_for_schemas(
    const Plan& plan,
    const LiveFacts& facts,
    const LiveQuestions& asked,
    LiveQuestions& questions
) {
    for (const PlannedScript& script : detail::planned_scripts(plan)) {
        if (script.script == nullptr || script.is_repeatable) {
            continue;
        }
        for (const DataEffect& effect : script.script->analysis.effects) {
            const auto schema = effect.action == DataAction::drops_schema && effect.cascades
                ? facts.schemas.find(effect.relation.name)
                : facts.schemas.end();
            if (schema == facts.schemas.end()) {
                continue;
            }
            for (const RelationName& table : schema->second.tables) {
                ask_again_for_rows(table, asked, questions);
            }
        }
    }
}

}  // namespace

LiveQuestions questions_for(const Plan& plan) {
    LiveQuestions questions = nothing_but_history(plan);
    LiveNames owners;
    LiveNames names;
    for (const PlannedScript& script : detail::planned_scripts(plan)) {
        for (const RelationName& name : detail::dropped_relations(script)) {
            questions.relations[name].rows = true;
        }
        if (script.script != nullptr) {
            ask_for_script(script, owners, questions);
            ask_for_lines(script, names, questions);
        }
    }
    return questions;
}

LiveQuestions further_questions(const Plan& plan, const LiveFacts& facts) {
    LiveQuestions questions = nothing_but_history(plan);
    ask_for_schemas(plan, facts, questions_for(plan), questions);
    for (const auto& [name, relation] : facts.relations) {
        const auto table = detail::table_of_index(relation);
        if (table && !facts.relations.contains(*table)) {
            questions.relations.try_emplace(*table);
        }
        if (!relation.may_alter && !facts.schemas.contains(relation.schema)) {
            questions.schemas.insert(relation.schema);
        }
    }
    return questions;
}

}  // namespace rollpack::core
