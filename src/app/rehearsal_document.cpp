#include "rollpack/app/rehearsal_document.hpp"

#include "detail/document_text.hpp"
#include "rollpack/app/document_parts.hpp"
#include "rollpack/json/writer.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace rollpack::app {

namespace {

using json::ObjectWriter;

constexpr std::array<std::string_view, 4> outcomes{"not_tried", "equal", "different", "failed"};

void write_lock(ObjectWriter& item, const executor::HeldLock& lock) {
    detail::text(item, "relation", core::full_name(lock.relation));
    item.member("mode", core::to_string(lock.mode));
}

void write_version(ObjectWriter& item, const RehearsedVersion& rung) {
    item.member("version", rung.version.text());
    detail::text(item, "versioned_script", rung.versioned_script);
    detail::text_or_null(item, "undo_script", rung.undo_script);
    item.member("fingerprint", rung.fingerprint.hex());
    item.member("schema", to_string(rung.schema));
    item.member("data", to_string(rung.data));
    item.member("whole_rollback", to_string(rung.whole_rollback));
    item.member("undone_rows", rung.undone_rows);
    item.objects("locks", rung.footprint.locks, write_lock);
    std::vector<std::string> rewritten;
    for (const core::RelationName& relation : rung.footprint.rewritten) {
        rewritten.push_back(core::full_name(relation));
    }
    detail::texts(item, "rewritten", rewritten);
    item.member("migrated_ms", rung.migrated.count());
    item.member("undone_ms", rung.undone.count());
}

void write_example(ObjectWriter& item, const core::RowExample& example) {
    detail::text(item, "key", example.key);
    detail::text_or_null(item, "expected", example.expected);
    detail::text_or_null(item, "found", example.found);
}

void write_rows(ObjectWriter& item, const core::RowDifferences& rows) {
    detail::text(item, "table", rows.table);
    item.member("changed", rows.changed);
    item.member("lost", rows.lost);
    item.member("gained", rows.gained);
    item.objects("examples", rows.examples, write_example);
}

void write_rollback(ObjectWriter& item, const RehearsedRollback& rollback) {
    item.member(
        "history_dialect",
        rollback.dialect == core::HistoryDialect::delete_rows ? "delete" : "undo"
    );
    item.member("schema", to_string(rollback.schema));
    item.member("data", to_string(rollback.data));
    item.member("history", to_string(rollback.history));
    item.member("upgrade", to_string(rollback.upgrade));
    item.objects("rows", rollback.rows, write_rows);
    item.member("rolled_back_ms", rollback.rolled_back.count());
    item.member("upgraded_ms", rollback.upgraded.count());
}

void write_objects(
    ObjectWriter& item,
    std::string_view name,
    const std::optional<std::vector<core::DatabaseObject>>& objects
) {
    if (!objects) {
        item.member(name, nullptr);
        return;
    }
    std::vector<std::string> described;
    std::ranges::transform(
        *objects,
        std::back_inserter(described),
        [](const core::DatabaseObject& object) { return core::describe(object); }
    );
    detail::texts(item, name, described);
}

void write_seen(ObjectWriter& item, const core::RehearsedObjects& seen) {
    detail::text(item, "repeatable", seen.description);
    write_objects(item, "objects", seen.objects);
    write_objects(item, "current_objects", seen.current_objects);
}

void write_schema_side(ObjectWriter& item, const core::Fingerprint& fingerprint) {
    item.member("digest", fingerprint.digest.hex());
    item.member("objects", fingerprint.objects.size());
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
    return outcomes.at(static_cast<std::size_t>(outcome));
}

std::string rehearsal_document(const RehearsalResult& result) {
    return json::write([&](ObjectWriter& root) {
        root.member("format", 1);
        root.member("tool_version", ROLLPACK_VERSION);
        root.member("package", result.package_name);
        root.member("content_sha256", result.content_sha256.hex());
        root.member("target_version", result.target.text());
        detail::text(root, "release", result.release);
        root.member("server_version", result.server_version);
        root.member("proven", result.proven);
        root.member("has_data", result.has_data);
        root.object("target", [&](ObjectWriter& of) {
            write_schema_side(of, result.target_schema);
        });
        root.object("current", [&](ObjectWriter& of) {
            write_schema_side(of, result.release_schema);
        });
        root.objects("versions", result.versions, write_version);
        root.objects("rollbacks", result.rollbacks, write_rollback);
        detail::texts(root, "roles", result.roles);
        root.objects("seen", result.seen, write_seen);
        if (result.snapshot) {
            root.object("snapshot", [&](ObjectWriter& of) {
                detail::text(of, "file", result.snapshot->file);
                detail::texts(of, "drift", result.snapshot->drift);
            });
        } else {
            root.member("snapshot", nullptr);
        }
        write_findings(root, result.findings);
        root.member("duration_ms", result.duration.count());
    });
}

}  // namespace rollpack::app
