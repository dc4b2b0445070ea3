#include "detail/object_changes.hpp"

#include "detail/dependency_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::core::detail {

namespace {

bool may_be_same_type(const std::string& left, const std::string& right) {
    return is_same_type(left, right) || is_same_type(right, left);
}

}  // namespace

ObjectChanges::ObjectChanges(std::string default_schema)
    : default_schema_(std::move(default_schema)) {}

void ObjectChanges::add_script(
    const SqlAnalysis& analysis,
    const std::string& path,
    std::int64_t rank
) {
    // A script that drops and creates an object does so in this order: the other way round it would
    // leave nothing to speak of.
    add_drops(analysis.drops, path, rank);
    add_creations(analysis.creates, path, rank);
    if (analysis.drops_cascade && (!last_cascade_ || last_cascade_->rank < rank)) {
        last_cascade_ = Change{Kind::drop, path, rank};
    }
}

void ObjectChanges::add_drops(
    const std::vector<DatabaseObject>& objects,
    const std::string& by,
    std::int64_t rank
) {
    add(objects, {Kind::drop, by, rank});
    if (!objects.empty() && (!last_drop_ || last_drop_->rank < rank)) {
        last_drop_ = Change{Kind::drop, by, rank};
    }
}

void ObjectChanges::add_creations(
    const std::vector<DatabaseObject>& objects,
    const std::string& by,
    std::int64_t rank
) {
    add(objects, {Kind::creation, by, rank});
}

void ObjectChanges::add(const std::vector<DatabaseObject>& objects, const Change& change) {
    for (const DatabaseObject& object : objects) {
        add(object, change);
    }
}

void ObjectChanges::add(const DatabaseObject& object, const Change& change) {
    std::vector<Fate>& fates = fates_[key_of(object)];
    auto fate = std::ranges::find(fates, object.argument_types, &Fate::argument_types);
    if (fate == fates.end()) {
        fate = fates.insert(fate, {object.argument_types, change, std::nullopt});
    } else if (fate->last.rank <= change.rank) {
        fate->last = change;
    }
    const bool is_last_drop = change.kind == Kind::drop
        && (!fate->last_drop || fate->last_drop->rank <= change.rank);
    if (is_last_drop) {
        fate->last_drop = change;
    }
}

bool ObjectChanges::is_dropped(const DatabaseObject& object, std::int64_t since) const {
    std::optional<Change> change = last_change(object);
    if (!change) {
        change = loss_with_table(object);
    }
    return change && change->kind == Kind::drop && change->rank > since;
}

bool ObjectChanges::is_created(const DatabaseObject& object) const {
    const std::optional<Change> change = last_change(object);
    return change && change->kind == Kind::creation;
}

std::optional<std::string> ObjectChanges::reason_to_run_again(
    const std::optional<std::vector<DatabaseObject>>& objects,
    bool are_all,
    std::int64_t since
) const {
    if (objects) {
        if (auto reason = reason_by_name(*objects, since)) {
            return reason;
        }
    }
    if (last_cascade_ && last_cascade_->rank > since) {
        return fmt::format(
            "{} drops with CASCADE, which may take what this script creates",
            last_cascade_->by
        );
    }
    // A script that creates nothing may still grant or comment on what was dropped.
    const bool is_known = are_all && objects && !objects->empty();
    if (!is_known && last_drop_ && last_drop_->rank > since) {
        return fmt::format(
            "{} drops objects, and it is not known what this script creates",
            last_drop_->by
        );
    }
    return std::nullopt;
}

std::optional<std::string> ObjectChanges::reason_by_name(
    const std::vector<DatabaseObject>& objects,
    std::int64_t since
) const {
    for (const DatabaseObject& object : objects) {
        std::optional<Change> change = last_of_name(object);
        if (!change || change->rank <= since) {
            change = loss_with_table(object);
        }
        if (change && change->rank > since) {
            return fmt::format(
                "{} {} {}, which this script creates",
                change->by,
                change->kind == Kind::drop ? "drops" : "replaces",
                describe(object)
            );
        }
    }
    return std::nullopt;
}

std::optional<ObjectChanges::Change> ObjectChanges::last_change(const DatabaseObject& object
) const {
    const auto found = fates_.find(key_of(object));
    if (found == fates_.end()) {
        return std::nullopt;
    }
    std::optional<Change> last;
    for (const Fate& fate : found->second) {
        const bool is_it =
            std::ranges::equal(fate.argument_types, object.argument_types, may_be_same_type);
        if (is_it && (!last || last->rank <= fate.last.rank)) {
            last = fate.last;
        }
    }
    return last;
}

std::optional<ObjectChanges::Change> ObjectChanges::last_of_name(const DatabaseObject& object
) const {
    const auto found = fates_.find(key_of(object));
    if (found == fates_.end()) {
        return std::nullopt;
    }
    return std::ranges::max_element(
               found->second,
               {},
               [](const Fate& fate) { return fate.last.rank; }
    )->last;
}

// A table takes its triggers with it, and one that comes into being has none. A view is often replaced,
// which leaves them.
std::optional<ObjectChanges::Change> ObjectChanges::loss_with_table(const DatabaseObject& part
) const {
    if (!part.table) {
        return std::nullopt;
    }
    std::optional<Change> loss;
    for (const ObjectKind kind :
         {ObjectKind::table, ObjectKind::view, ObjectKind::materialized_view}) {
        const auto found = fates_.find(key_of({kind, part.schema, *part.table, {}, {}}));
        if (found == fates_.end()) {
            continue;
        }
        const Fate& fate = found->second.front();
        std::optional<Change> change = kind == ObjectKind::table ? fate.last : fate.last_drop;
        if (change && (!loss || loss->rank < change->rank)) {
            loss = Change{Kind::drop, change->by, change->rank};
        }
    }
    return loss;
}

ObjectChanges::Key ObjectChanges::key_of(const DatabaseObject& object) const {
    return {
        object.kind == ObjectKind::domain ? ObjectKind::type : object.kind,
        object.schema.value_or(default_schema_),
        object.name,
        object.table.value_or(""),
    };
}

}  // namespace rollpack::core::detail
