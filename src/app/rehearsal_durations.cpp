#include "rollpack/app/rehearsal_durations.hpp"

#include "detail/document_text.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/os/files.hpp"

#include <cstdint>
#include <limits>
#include <utility>

namespace rollpack::app {

namespace {

using json::ObjectWriter;
using json::Record;
using std::chrono::milliseconds;

constexpr std::uint64_t longest_file = std::uint64_t{16} << 20U;

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

milliseconds read_duration(Record& item, std::string_view name) {
    return milliseconds{item.integer(name, 0, std::numeric_limits<std::int64_t>::max())};
}

// What nobody uses here is read too: the document may hold nothing that is not known.
void read_document(Record& root, UndoDurations& durations) {
    root.integer("format", 1, 1);
    root.string("package");
    durations.content_sha256 =
        root.parsed("content_sha256", core::parse_sha256, "64 lower-case hexadecimal digits");
    root.integer("server_version", 0);
    root.boolean("has_data");
    root.records("versions", [&](Record& item) {
        item.string_or_null("undo_script");
        item.integer("undone_rows", 0);
        read_duration(item, "migrated_ms");
        const core::Version version = item.parsed("version", core::parse_version, "a version");
        return durations.undone.emplace(version, read_duration(item, "undone_ms")).second;
    });
    root.records("rollbacks", [](Record& item) {
        item.string("history_dialect");
        read_duration(item, "rolled_back_ms");
        return read_duration(item, "upgraded_ms");
    });
    read_duration(root, "duration_ms");
}

std::filesystem::path durations_path(const std::filesystem::path& artifact) {
    return os::beside(artifact, ".durations.json");
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

UndoDurations parse_durations(std::string_view text) {
    const json::ReadOptions options{core::ErrorCode::checks_failed};
    UndoDurations durations;
    json::read(text, options, [&](Record& root) { read_document(root, durations); });
    return durations;
}

std::map<core::Version, milliseconds> read_undo_durations(
    const std::filesystem::path& artifact,
    const core::Sha256& content_sha256
) {
    try {
        UndoDurations durations = parse_durations(
            os::read_file(durations_path(artifact), longest_file)
        );
        if (durations.content_sha256 == content_sha256) {
            return std::move(durations.undone);
        }
    } catch (const core::Error&) {
        // No rollback shall fail for want of a figure.
        return {};
    }
    return {};
}

void write_durations(const packager::WrittenPackage& package, const RehearsalResult& result) {
    os::write_file(
        durations_path(package.artifact),
        durations_document(result, package.content_sha256)
    );
}

}  // namespace rollpack::app
