#include "rollpack/app/rehearsal_durations.hpp"

#include "detail/document_text.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/os/files.hpp"

namespace rollpack::app {

namespace {

using json::ObjectWriter;

void write_version(ObjectWriter& item, const RehearsedVersion& rung) {
    item.member("version", rung.version.text());
    detail::text_or_null(item, "undo_script", rung.undo_script);
    item.member("undone_rows", rung.undone_rows);
    item.member("migrated_ms", rung.migrated.count());
    item.member("undone_ms", rung.undone.count());
}

void write_rollback(ObjectWriter& item, const RehearsedRollback& rollback) {
    item.member(
        "history_dialect",
        rollback.dialect == core::HistoryDialect::delete_rows ? "delete" : "undo"
    );
    item.member("rolled_back_ms", rollback.rolled_back.count());
    item.member("upgraded_ms", rollback.upgraded.count());
}

}  // namespace

std::string durations_document(const RehearsalResult& result, const core::Sha256& content_sha256) {
    return json::write([&](ObjectWriter& root) {
        root.member("format", 1);
        root.member("package", result.package_name);
        root.member("content_sha256", content_sha256.hex());
        root.member("server_version", result.server_version);
        root.member("has_data", result.has_data);
        root.objects("versions", result.versions, write_version);
        root.objects("rollbacks", result.rollbacks, write_rollback);
        root.member("duration_ms", result.duration.count());
    });
}

void write_durations(const packager::WrittenPackage& package, const RehearsalResult& result) {
    os::write_file(
        os::beside(package.artifact, ".durations.json"),
        durations_document(result, package.content_sha256)
    );
}

}  // namespace rollpack::app
