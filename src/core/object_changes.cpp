#include "detail/object_changes.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollpack::core::detail {

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
        const auto [known, is_new] = changes_.try_emplace(key_of(object), change);
        if (!is_new && known->second.rank <= change.rank) {
            known->second = change;
        }
    }
}

bool ObjectChanges::is_dropped(const DatabaseObject& object, std::int64_t since) const {
    const std::optional<Change> change = change_of(object);
    return change && change->kind == Kind::drop && change->rank > since;
}

bool ObjectChanges::is_created(const DatabaseObject& object) const {
    const std::optional<Change> change = change_of(object);
    return change && change->kind == Kind::creation;
}

std::optional<std::string> ObjectChanges::reason_to_run_again(
    const std::optional<std::vector<DatabaseObject>>& objects,
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
    const bool is_known = objects && !objects->empty();
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
        const std::optional<Change> change = change_of(object);
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

std::optional<ObjectChanges::Change> ObjectChanges::change_of(const DatabaseObject& object) const {
    if (const auto change = changes_.find(key_of(object)); change != changes_.end()) {
        return change->second;
    }
    const auto table = object.kind == ObjectKind::trigger ? changes_.find(table_key_of(object))
                                                          : changes_.end();
    if (table == changes_.end()) {
        return std::nullopt;
    }
    // A table takes its triggers with it, and one that comes into being has none.
    return Change{Kind::drop, table->second.by, table->second.rank};
}

ObjectChanges::Key ObjectChanges::key_of(const DatabaseObject& object) const {
    return {
        object.kind,
        object.schema.value_or(default_schema_),
        object.name,
        object.table.value_or(""),
    };
}

ObjectChanges::Key ObjectChanges::table_key_of(const DatabaseObject& trigger) const {
    return {
        ObjectKind::table,
        trigger.schema.value_or(default_schema_),
        trigger.table.value_or(""),
        "",
    };
}

}  // namespace rollpack::core::detail
