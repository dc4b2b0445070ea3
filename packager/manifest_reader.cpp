#include "detail/manifest_rules.hpp"
#include "detail/object_json.hpp"
#include "detail/parameters.hpp"
#include "detail/rehearsal_json.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/packager/manifest.hpp"

#include <limits>

namespace rollpack::packager {

namespace {

using json::Record;

constexpr std::string_view object_id_form = "40 lower-case hexadecimal digits";
constexpr std::string_view sha256_form = "64 lower-case hexadecimal digits";
constexpr std::string_view version_form = "a version as Flyway stores it";

/// A version in the one spelling that to_json writes.
std::optional<core::Version> parse_stored_version(std::string_view text) {
    auto version = core::parse_version(text);
    return version && version->text() == text ? version : std::nullopt;
}

std::optional<core::FlywayChecksum> read_checksum(Record& record, std::string_view name) {
    const auto number = record.integer_or_null(
        name,
        std::numeric_limits<std::int32_t>::min(),
        std::numeric_limits<std::int32_t>::max()
    );
    return number ? std::optional{core::FlywayChecksum{static_cast<std::int32_t>(*number)}}
                  : std::nullopt;
}

core::VerifiedSignature read_signature(Record& record) {
    std::string object = record.string("object");
    if (object != "tag" && object != "commit") {
        record.refuse("object", R"("tag" or "commit")");
    }
    return {
        std::move(object),
        record.parsed("id", core::parse_object_id, object_id_form),
        record.string("signer"),
        record.string("key")};
}

core::Release read_release(Record& record) {
    return {
        record.string("ref"),
        record.parsed("commit", core::parse_object_id, object_id_form),
        record.parsed_or_null("tag_object", core::parse_object_id, object_id_form),
        record.parsed("committed_at", core::parse_utc, "a time like 2026-01-31T23:59:59Z"),
        record.record_or_null("signature", read_signature)};
}

ManifestTarget read_target(Record& record) {
    return {record.parsed("version", parse_stored_version, version_form), read_release(record)};
}

ManifestRelease read_current_release(Record& record) {
    return {
        record.parsed_or_null("version", parse_stored_version, version_form),
        read_release(record)};
}

core::Naming read_prefixes(Record& record) {
    return {
        record.string("versioned_prefix"),
        record.string("undo_prefix"),
        record.string("repeatable_prefix"),
        record.string("baseline_prefix"),
        record.string("separator"),
        record.strings("suffixes")};
}

core::HistoryLocation read_history(Record& record) {
    return {record.string_or_null("schema"), record.string("table")};
}

core::PlaceholderSettings read_placeholders(Record& record) {
    core::PlaceholderSettings settings{
        record.boolean("replacement"),
        record.string("prefix"),
        record.string("suffix"),
        record.string("separator"),
        {}};
    record.records("values", [&](Record& item) {
        const std::string& name = item.string("name");
        if (!settings.values.empty() && settings.values.rbegin()->first >= name) {
            item.refuse("name", "names in alphabetical order, each once");
        }
        settings.values.emplace(name, item.string_or_null("value"));
        return true;
    });
    return settings;
}

core::Origin read_origin(Record& record) {
    return {
        record.parsed("commit", core::parse_object_id, object_id_form),
        record.parsed("blob", core::parse_object_id, object_id_form),
        record.string("path")};
}

ManifestFile read_file(Record& record) {
    return {
        record.string("path"),
        record.parsed("role", parse_file_role, "the role of a file"),
        record.parsed_or_null("version", parse_stored_version, version_form),
        record.string("description"),
        static_cast<std::uint64_t>(record.integer("size_bytes", 0)),
        record.parsed("sha256", core::parse_sha256, sha256_form),
        read_checksum(record, "flyway_checksum"),
        read_checksum(record, "undoes_checksum"),
        record.boolean("in_transaction"),
        record.record("origin", read_origin)};
}

ManifestRepeatable read_repeatable(Record& record) {
    return {
        record.string("description"),
        record.parsed("action", core::parse_repeatable_action, "an action"),
        record.string_or_null("path"),
        read_checksum(record, "current_checksum"),
        read_checksum(record, "target_checksum"),
        record.records_or_null("objects", detail::read_object),
        record.records_or_null("current_objects", detail::read_object),
        record.boolean("objects_rehearsed")};
}

core::Finding read_finding(Record& record) {
    if (record.string("severity") != "warning") {
        record.refuse("severity", "\"warning\"");
    }
    const auto line = record.integer_or_null("line", 1);
    return {
        record.parsed("code", core::parse_finding_code, "the code of a finding"),
        core::Severity::warning,
        record.string("subject"),
        line ? std::optional{static_cast<std::size_t>(*line)} : std::nullopt,
        record.string("message"),
        record.string("hint")};
}

ManifestRehearsal read_rehearsal(Record& record) {
    if (record.string("result") != detail::proven) {
        record.refuse("result", "\"proven\"");
    }
    return {
        record.parsed("target_sha256", core::parse_sha256, sha256_form),
        record.parsed("release_sha256", core::parse_sha256, sha256_form),
        static_cast<int>(record.integer("server_version", 0, detail::highest_server_version))};
}

Manifest read_manifest(Record& root) {
    const auto read_tool_name = [](Record& tool) {
        return std::pair{tool.string("name"), tool.string("version")};
    };
    std::string package = root.string("package");
    ManifestTarget target = root.record("target", read_target);
    ManifestRelease release = root.record("release", read_current_release);
    auto [tool_name, tool_version] = root.record("tool", read_tool_name);
    Manifest manifest{
        .package = std::move(package),
        .target = std::move(target),
        .release = std::move(release),
        .tool_name = std::move(tool_name),
        .tool_version = std::move(tool_version),
        .parameters = root.record("parameters", detail::read_parameters),
        .naming = {},
        .encoding = {},
        .locations = {},
        .history = root.record("history", read_history),
        .placeholders = {},
        .placeholder_names_used = {},
        .files = root.records("files", read_file),
        .undo = root.strings("undo"),
        .repeatables = root.records("repeatables", read_repeatable),
        .findings = root.records("findings", read_finding),
        .content_sha256 = root.parsed("content_sha256", core::parse_sha256, sha256_form),
    };
    manifest.naming = root.record("naming", [&](Record& naming) {
        manifest.encoding = naming.string("encoding");
        manifest.locations = naming.strings("locations");
        return read_prefixes(naming);
    });
    manifest.placeholders = root.record("placeholders", [&](Record& placeholders) {
        manifest.placeholder_names_used = placeholders.strings("used");
        return read_placeholders(placeholders);
    });
    manifest.rehearsal = root.record_or_null("rehearsal", read_rehearsal);
    return manifest;
}

}  // namespace

Manifest parse_manifest(std::string_view json) {
    std::optional<Manifest> manifest;
    json::read(json, {core::ErrorCode::package_invalid}, [&](Record& root) {
        if (root.integer("format", 1) != 1) {
            root.refuse("format", "1, the only format that this rollpack reads");
        }
        manifest = read_manifest(root);
    });
    detail::check_rules(*manifest);
    return *std::move(manifest);
}

}  // namespace rollpack::packager
