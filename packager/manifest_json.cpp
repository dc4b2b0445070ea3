#include "detail/describe.hpp"
#include "detail/object_json.hpp"
#include "detail/parameters.hpp"
#include "detail/rehearsal_json.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/packager/manifest.hpp"

namespace rollpack::packager {

namespace {

using json::ObjectWriter;

std::optional<std::string> text_of(const std::optional<core::Version>& version) {
    return version ? std::optional{version->text()} : std::nullopt;
}

std::optional<std::int32_t> number_of(const std::optional<core::FlywayChecksum>& checksum) {
    return checksum ? std::optional{checksum->value} : std::nullopt;
}

void write_release(
    ObjectWriter& out,
    const std::optional<core::Version>& version,
    const core::Release& release
) {
    out.member("version", text_of(version));
    out.member("ref", release.ref);
    out.member("commit", release.commit.hex());
    out.member(
        "tag_object",
        release.tag_object ? std::optional{release.tag_object->hex()} : std::nullopt
    );
    out.member("committed_at", core::format_utc(release.committed_at_unix));
    if (!release.signature) {
        out.member("signature", nullptr);
        return;
    }
    out.object("signature", [&](ObjectWriter& signature) {
        signature.member("object", release.signature->object);
        signature.member("id", release.signature->id.hex());
        signature.member("signer", release.signature->signer);
        signature.member("key", release.signature->key);
    });
}

void write_naming(ObjectWriter& out, const Manifest& manifest) {
    out.member("versioned_prefix", manifest.naming.versioned_prefix);
    out.member("undo_prefix", manifest.naming.undo_prefix);
    out.member("repeatable_prefix", manifest.naming.repeatable_prefix);
    out.member("baseline_prefix", manifest.naming.baseline_prefix);
    out.member("separator", manifest.naming.separator);
    out.strings("suffixes", manifest.naming.suffixes);
    out.member("encoding", manifest.encoding);
    out.strings("locations", manifest.locations);
}

void write_placeholders(ObjectWriter& out, const Manifest& manifest) {
    const core::PlaceholderSettings& settings = manifest.placeholders;
    out.member("replacement", settings.replacement);
    out.member("prefix", settings.prefix);
    out.member("suffix", settings.suffix);
    out.member("separator", settings.separator);
    out.strings("used", manifest.placeholder_names_used);
    out.objects("values", settings.values, [](ObjectWriter& item, const auto& named) {
        item.member("name", named.first);
        item.member("value", named.second);
    });
}

void write_file(ObjectWriter& out, const ManifestFile& file) {
    out.member("path", file.path);
    out.member("role", to_string(file.role));
    out.member("version", text_of(file.version));
    out.member("description", file.description);
    out.member("size_bytes", file.size_bytes);
    out.member("sha256", file.sha256.hex());
    out.member("flyway_checksum", number_of(file.flyway_checksum));
    out.member("undoes_checksum", number_of(file.undoes_checksum));
    out.member("in_transaction", file.in_transaction);
    out.object("origin", [&](ObjectWriter& origin) {
        origin.member("commit", file.origin.commit.hex());
        origin.member("blob", file.origin.blob.hex());
        origin.member("path", file.origin.path);
    });
}

void write_repeatable(ObjectWriter& out, const ManifestRepeatable& repeatable) {
    out.member("description", repeatable.description);
    out.member("action", core::to_string(repeatable.action));
    out.member("path", repeatable.path);
    out.member("current_checksum", number_of(repeatable.current_checksum));
    out.member("target_checksum", number_of(repeatable.target_checksum));
    detail::write_objects(out, "objects", repeatable.objects);
    detail::write_objects(out, "current_objects", repeatable.current_objects);
    out.member("objects_rehearsed", repeatable.are_objects_rehearsed);
}

void write_finding(ObjectWriter& out, const core::Finding& finding) {
    out.member("code", core::finding_info(finding.code).name);
    out.member("severity", "warning");
    out.member("subject", finding.subject);
    out.member("line", finding.line);
    out.member("message", finding.message);
    out.member("hint", finding.hint);
}

void write_rehearsal(ObjectWriter& root, const std::optional<ManifestRehearsal>& rehearsal) {
    if (!rehearsal) {
        root.member("rehearsal", nullptr);
        return;
    }
    root.object("rehearsal", [&](ObjectWriter& out) {
        out.member("result", detail::proven);
        out.member("target_sha256", rehearsal->target_sha256.hex());
        out.member("release_sha256", rehearsal->release_sha256.hex());
        out.member("server_version", rehearsal->server_version);
    });
}

template <typename Files, typename WriteFile>
std::string document(const Manifest& manifest, const Files& files, WriteFile&& write_one_file) {
    // Plenty: growing would copy it all, and what is not written to takes no memory.
    constexpr std::size_t enough_bytes_for_a_file = 1024;
    const auto write_members = [&](ObjectWriter& root) {
        root.member("format", 1);
        root.member("package", manifest.package);
        root.object("target", [&](ObjectWriter& out) {
            write_release(out, manifest.target.version, manifest.target.release);
        });
        root.object("release", [&](ObjectWriter& out) {
            write_release(out, manifest.release.version, manifest.release.release);
        });
        root.object("tool", [&](ObjectWriter& out) {
            out.member("name", manifest.tool_name);
            out.member("version", manifest.tool_version);
        });
        root.object("parameters", [&](ObjectWriter& out) {
            detail::write_parameters(out, manifest.parameters);
        });
        root.object("naming", [&](ObjectWriter& out) { write_naming(out, manifest); });
        root.object("history", [&](ObjectWriter& out) {
            out.member("schema", manifest.history.schema);
            out.member("table", manifest.history.table);
        });
        root.object("placeholders", [&](ObjectWriter& out) { write_placeholders(out, manifest); });
        root.objects("files", files, write_one_file);
        root.strings("undo", manifest.undo);
        root.objects("repeatables", manifest.repeatables, write_repeatable);
        root.objects("findings", manifest.findings, write_finding);
        write_rehearsal(root, manifest.rehearsal);
        root.member("content_sha256", manifest.content_sha256.hex());
    };
    return json::write(write_members, files.size() * enough_bytes_for_a_file);
}

}  // namespace

std::string to_json(const Manifest& manifest) {
    return document(manifest, manifest.files, write_file);
}

std::string detail::manifest_json(const Manifest& head, const std::vector<PackedScript>& scripts) {
    return document(head, scripts, [](ObjectWriter& out, const PackedScript& script) {
        write_file(out, manifest_file(script));
    });
}

}  // namespace rollpack::packager
