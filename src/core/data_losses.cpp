#include "detail/data_losses.hpp"

#include "detail/live_names.hpp"
#include "detail/planned_scripts.hpp"
#include "detail/type_change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// A number that is not exact may be anything.
bool may_be_more_than_none(const std::optional<Count>& count) {
    return !count || count->value > 0 || !count->is_exact;
}

LossVerdict verdict_of(const std::optional<Count>& count) {
    return may_be_more_than_none(count) ? LossVerdict::data : LossVerdict::nothing;
}

class LossFinder {
public:
    LossFinder(const Plan& plan, const LiveFacts& facts, const DataPolicy& policy, ObjectAges& ages)
        : plan_{plan}
        , facts_{facts}
        , policy_{policy}
        , ages_{ages} {}

    void study(const PlannedScript& script) {
        script_ = &script;
        for (const RelationName& name : dropped_relations(script)) {
            if (!script.is_repeatable) {
                study_retired(name);
            }
        }
        if (script.script == nullptr) {
            return;
        }
        names_.enter(script.script->analysis);
        for (const DataEffect& effect : script.script->analysis.effects) {
            names_.advance(effect.line);
            if (!script.is_repeatable) {
                study(effect);
            }
        }
        names_.leave();
    }

    std::vector<FoundLoss> take() { return std::move(losses_); }

private:
    void study(const DataEffect& effect);
    void study_retired(const RelationName& name);
    void study_table(const DataEffect& effect, const LiveRelation& relation);
    void study_rows(const DataEffect& effect, const LiveRelation& table);
    void study_update(const DataEffect& effect, const LiveRelation& table);
    void study_column(const DataEffect& effect, const LiveRelation& table);
    void study_schema(const DataEffect& effect);
    void study_sequence(const DataEffect& effect, const LiveRelation& sequence);
    void lose_table(const DataEffect& effect, DataAction action, const LiveRelation& table);

    FoundLoss& add(const DataEffect& effect, LossVerdict verdict, std::string object);
    void add_unknown(const DataEffect& effect, const std::string& object);
    void settle(FoundLoss& found);

    bool is_gone(const LiveRelation& relation) const { return gone_.contains(name_of(relation)); }

    bool is_gone(const LiveRelation& table, const std::string& column) const {
        return gone_columns_.contains({name_of(table), column});
    }

    std::optional<Version> version() const {
        return script_->undoes == nullptr ? std::nullopt : std::optional{*script_->undoes};
    }

    const Plan& plan_;
    const LiveFacts& facts_;
    const DataPolicy& policy_;
    ObjectAges& ages_;
    const PlannedScript* script_ = nullptr;
    LiveNames names_;
    std::vector<FoundLoss> losses_;
    std::set<RelationName> gone_;  ///< dropped or emptied by an earlier statement
    std::set<std::pair<RelationName, std::string>> gone_columns_;
};

FoundLoss& LossFinder::add(const DataEffect& effect, LossVerdict verdict, std::string object) {
    FoundLoss found;
    found.loss.step = script_->step;
    found.loss.script = detail::name_of(plan_, *script_);
    found.loss.line = effect.line;
    found.loss.version = version();
    found.loss.action = effect.action;
    found.loss.object = std::move(object);
    found.loss.verdict = verdict;
    return losses_.emplace_back(std::move(found));
}

void LossFinder::add_unknown(const DataEffect& effect, const std::string& object) {
    add(effect, LossVerdict::unknown, object);
}

/// What the operator decided about a loss that is complete.
void LossFinder::settle(FoundLoss& found) {
    Loss& loss = found.loss;
    if (loss.verdict != LossVerdict::data) {
        return;
    }
    loss.is_kept = policy_.keep != DataPolicy::Keep::nothing && found.table != nullptr
        && is_table(*found.table);
    loss.is_accepted = policy_.accept_all
        || (loss.version && policy_.accepted.contains(*loss.version));
    if (found.table != nullptr) {
        loss.since = found.columns.size() == 1
            ? ages_.of_column(*found.table, found.columns.front(), loss.version)
            : ages_.of_table(*found.table, loss.version);
    }
}

void LossFinder::lose_table(
    const DataEffect& effect,
    DataAction action,
    const LiveRelation& table
) {
    if (!gone_.insert(name_of(table)).second) {
        return;
    }
    FoundLoss& found = add(effect, verdict_of(table.rows), full_name(name_of(table)));
    found.table = &table;
    found.loss.action = action;
    found.loss.rows = table.rows;
    found.loss.bytes = table.bytes;
    settle(found);
}

/// Of a table, all rows are counted; of anything else, such as a view, it is not known whose they are.
void LossFinder::study_rows(const DataEffect& effect, const LiveRelation& table) {
    if (!is_table(table)) {
        add_unknown(effect, full_name(name_of(table)));
        return;
    }
    if (!effect.is_partial) {
        lose_table(effect, effect.action, table);
        return;
    }
    FoundLoss& found = add(effect, verdict_of(table.rows), full_name(name_of(table)));
    found.table = &table;
    found.loss.up_to = true;
    found.loss.rows = table.rows;
    found.loss.bytes = table.bytes;
    settle(found);
}

/// Columns that are not there now, because the plan adds them, hold nothing that can be lost.
void LossFinder::study_update(const DataEffect& effect, const LiveRelation& table) {
    if (!is_table(table)) {
        add_unknown(effect, full_name(name_of(table)));
        return;
    }
    std::vector<std::string> columns;
    std::optional<Count> values = Count{};
    for (const std::string& named : effect.columns) {
        const std::string name = names_.column(name_of(table), named);
        const LiveColumn* const column = find_column(table, name);
        if (column == nullptr || column->is_generated || is_gone(table, name)
            || std::ranges::find(columns, name) != columns.end()) {
            continue;
        }
        columns.push_back(name);
        if (values && column->filled) {
            values->value += column->filled->value;
            values->is_exact = values->is_exact && column->filled->is_exact;
        } else {
            values.reset();
        }
    }
    if (columns.empty() && !effect.columns.empty()) {
        return;
    }
    if (columns.empty() || !values || (table.rows && table.rows->value < values->value)) {
        values = table.rows;  // each row counts once, whatever it loses
    }
    FoundLoss& found = add(
        effect,
        verdict_of(values),
        columns.empty() ? full_name(name_of(table))
                        : fmt::format("{}.{}", full_name(name_of(table)), fmt::join(columns, ", "))
    );
    found.table = &table;
    found.columns = std::move(columns);
    found.loss.up_to = true;
    found.loss.rows = values;
    settle(found);
}

/// A column that is dropped or gets another type.
void LossFinder::study_column(const DataEffect& effect, const LiveRelation& table) {
    const std::string name = names_.column(
        name_of(table),
        effect.columns.empty() ? std::string{} : effect.columns.front()
    );
    const std::string object = full_name(name_of(table)) + "." + name;
    if (table.kind == LiveRelation::Kind::other) {
        add_unknown(effect, object);  // a composite type: columns of other tables may be of it
        return;
    }
    const LiveColumn* const column = find_column(table, name);
    if (!is_table(table) || column == nullptr || is_gone(table, name)) {
        return;
    }
    LossVerdict verdict = column->is_generated ? LossVerdict::nothing : verdict_of(column->filled);
    if (effect.action == DataAction::drops_column) {
        gone_columns_.insert({name_of(table), name});
    } else if (verdict == LossVerdict::data) {
        const TypeChange change = compare_types(column->type, effect.new_type);
        verdict = change == TypeChange::keeps ? LossVerdict::nothing
            : change == TypeChange::narrows   ? LossVerdict::data
                                              : LossVerdict::unknown;
    }
    FoundLoss& found = add(effect, verdict, object);
    found.table = &table;
    found.columns = {name};
    found.new_type = effect.new_type;
    found.loss.rows = column->filled;
    settle(found);
}

/// What a sequence counts for goes with the column that owns it.
void LossFinder::study_sequence(const DataEffect& effect, const LiveRelation& sequence) {
    if (const auto table = table_of_sequence(sequence); table && gone_.contains(*table)) {
        return;
    }
    if (gone_.insert(name_of(sequence)).second) {
        FoundLoss& found = add(
            effect,
            sequence.was_used ? LossVerdict::data : LossVerdict::nothing,
            full_name(name_of(sequence))
        );
        found.table = &sequence;
        settle(found);
    }
}

/// Without CASCADE a schema goes only when it is empty.
void LossFinder::study_schema(const DataEffect& effect) {
    const auto schema = facts_.schemas.find(effect.relation.name);
    if (!effect.cascades || schema == facts_.schemas.end()) {
        return;
    }
    for (const RelationName& name : schema->second.tables) {
        const LiveRelation* const table = find_live(facts_, {name});
        if (table == nullptr) {
            add_unknown(effect, full_name(name));
        } else {
            lose_table(effect, DataAction::drops_table, *table);
        }
    }
}

void LossFinder::study_table(const DataEffect& effect, const LiveRelation& relation) {
    const bool takes_more = effect.cascades && !is_gone(relation);
    if (relation.kind == LiveRelation::Kind::foreign_table) {
        add_unknown(effect, full_name(name_of(relation)));
    } else if (is_table(relation)) {
        lose_table(effect, effect.action, relation);
    }
    if (takes_more) {
        // Tables that inherit from it, or that refer to what is emptied.
        add_unknown(effect, full_name(name_of(relation)) + " CASCADE");
    }
}

/// What a repeatable made holds nothing that cannot be made again, but for a table.
void LossFinder::study_retired(const RelationName& name) {
    const LiveRelation* const relation = find_live(facts_, {name});
    if (relation != nullptr && is_table(*relation)) {
        lose_table({.object = {}}, DataAction::drops_table, *relation);
    }
}

void LossFinder::study(const DataEffect& effect) {
    switch (effect.action) {
    case DataAction::drops_schema:
        study_schema(effect);
        return;
    case DataAction::drops_owned:
        add_unknown(effect, effect.object);
        return;
    case DataAction::drops_type:
        if (effect.cascades) {
            add_unknown(effect, effect.object);
        }
        return;
    case DataAction::unknown:
        add_unknown(effect, effect.object);
        return;
    case DataAction::inserts_rows:
        return;
    default:
        break;
    }
    const LiveRelation* const relation = find_live(facts_, names_.relation(effect.relation));
    if (relation == nullptr) {
        return;
    }
    if (effect.action == DataAction::drops_sequence) {
        study_sequence(effect, *relation);
    } else if (effect.action == DataAction::drops_materialized_view) {
        add(effect, LossVerdict::nothing, full_name(name_of(*relation)));  // can be made again
    } else if (effect.action == DataAction::drops_table || effect.action == DataAction::truncates_table) {
        study_table(effect, *relation);
    } else if (is_gone(*relation)) {
        return;
    } else if (effect.action == DataAction::deletes_rows) {
        study_rows(effect, *relation);
    } else if (effect.action == DataAction::updates_rows) {
        study_update(effect, *relation);
    } else {
        study_column(effect, *relation);
    }
}

}  // namespace

std::vector<FoundLoss> find_losses(
    const Plan& plan,
    const LiveFacts& facts,
    const DataPolicy& policy,
    ObjectAges& ages
) {
    LossFinder finder{plan, facts, policy, ages};
    for (const PlannedScript& script : planned_scripts(plan)) {
        finder.study(script);
    }
    return finder.take();
}

}  // namespace rollpack::core::detail
