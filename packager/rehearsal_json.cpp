#include "detail/rehearsal_json.hpp"

#include "detail/object_json.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace rollpack::packager {

namespace {

using core::FingerprintDelta;
using core::RehearsedVersion;
using json::ObjectWriter;
using json::Record;

constexpr std::string_view sha256_form = "64 lower-case hexadecimal digits";
constexpr std::size_t most_values = 10'000'000;
constexpr std::size_t bytes_of_an_object = 600;

void write_relation(ObjectWriter& item, const core::RelationName& relation) {
    item.member("schema", relation.schema);
    item.member("name", relation.name);
}

void write_delta(ObjectWriter& out, const FingerprintDelta& delta) {
    out.member("sha256", delta.digest.hex());
    out.objects("removed", delta.removed, [](ObjectWriter& item, const auto& name) {
        item.member("kind", core::schema_kind_info(name.kind).name);
        item.member("identity", name.identity);
    });
    out.objects("added", delta.added, write_schema_object);
}

void write_version(ObjectWriter& out, const RehearsedVersion& version) {
    out.member("version", version.version.text());
    write_delta(out, version.schema);
    out.objects("locks", version.locks, [](ObjectWriter& item, const core::RehearsedLock& lock) {
        write_relation(item, lock.relation);
        item.member("mode", core::to_string(lock.mode));
    });
    out.objects("rewritten", version.rewritten, write_relation);
    out.member("rows", version.rows);
}

void write_repeatable(ObjectWriter& item, const core::RehearsedObjects& seen) {
    item.member("description", seen.description);
    detail::write_objects(item, "objects", seen.objects);
    detail::write_objects(item, "current_objects", seen.current_objects);
}

core::RehearsedObjects read_repeatable(Record& item) {
    return {
        item.string("description"),
        item.records_or_null("objects", detail::read_object),
        item.records_or_null("current_objects", detail::read_object)};
}

core::RelationName read_relation(Record& item) {
    return {item.string_or_null("schema"), item.string("name")};
}

std::optional<core::LockMode> parse_lock_mode(std::string_view text) {
    using enum core::LockMode;
    constexpr auto modes = std::to_array(
        {access_share,
         row_share,
         row_exclusive,
         share_update_exclusive,
         share,
         share_row_exclusive,
         exclusive,
         access_exclusive}
    );
    const auto* const found = std::ranges::find_if(modes, [&](core::LockMode mode) {
        return core::to_string(mode) == text;
    });
    return found == modes.end() ? std::nullopt : std::optional{*found};
}

core::RehearsedLock read_lock(Record& item) {
    return {read_relation(item), item.parsed("mode", parse_lock_mode, "a mode of lock")};
}

core::SchemaObjectName read_name(Record& item) {
    return {
        item.parsed("kind", core::parse_schema_kind, "a kind of object"),
        item.string("identity")};
}

FingerprintDelta read_delta(Record& record) {
    return {
        record.parsed("sha256", core::parse_sha256, sha256_form),
        record.records("removed", read_name),
        record.records("added", read_schema_object)};
}

RehearsedVersion read_version(Record& record) {
    return {
        record.parsed("version", core::parse_version, "a version as Flyway stores it"),
        read_delta(record),
        record.records("locks", read_lock),
        record.records("rewritten", read_relation),
        record.integer("rows", 0)};
}

/// Made anew of its objects, so that no digest is taken for granted.
core::Fingerprint read_target(Record& root) {
    core::FingerprintBuilder builder{root.strings("ignored")};
    const core::Sha256 digest = root.record("target", [&](Record& target) {
        for (core::SchemaObject& object : target.records("objects", read_schema_object)) {
            builder.add(std::move(object));
        }
        return target.parsed("sha256", core::parse_sha256, sha256_form);
    });
    core::Fingerprint target = std::move(builder).finish(
        static_cast<int>(root.integer("server_version", 0, detail::highest_server_version)),
        root.strings("left_out")
    );
    if (target.digest != digest) {
        root.refuse("target", "the digest of its objects");
    }
    return target;
}

void check_order(const core::RecordedRehearsal& rehearsal, Record& root) {
    const auto& versions = rehearsal.versions;
    const auto is_out_of_order = [](const RehearsedVersion& left, const RehearsedVersion& right) {
        return left.version >= right.version;
    };
    if (std::adjacent_find(versions.begin(), versions.end(), is_out_of_order) != versions.end()) {
        root.refuse("versions", "versions in ascending order, each once");
    }
}

core::RecordedRehearsal read_root(Record& root) {
    if (root.integer("format", 1) != 1) {
        root.refuse("format", "1, the only format that this rollpack reads");
    }
    core::RecordedRehearsal rehearsal{
        read_target(root),
        root.records("versions", read_version),
        root.record("release", read_delta),
        root.records("repeatables", read_repeatable)};
    check_order(rehearsal, root);
    return rehearsal;
}

}  // namespace

std::string to_json(const core::RecordedRehearsal& rehearsal) {
    const core::Fingerprint& target = rehearsal.target;
    return json::write(
        [&](ObjectWriter& root) {
            root.member("format", 1);
            root.member("server_version", target.server_version);
            root.strings("ignored", target.ignored);
            root.strings("left_out", target.left_out);
            root.object("target", [&](ObjectWriter& out) {
                out.member("sha256", target.digest.hex());
                out.objects("objects", target.objects, write_schema_object);
            });
            root.objects("versions", rehearsal.versions, write_version);
            root.object("release", [&](ObjectWriter& out) { write_delta(out, rehearsal.release); });
            root.objects("repeatables", rehearsal.repeatables, write_repeatable);
        },
        target.objects.size() * bytes_of_an_object
    );
}

core::RecordedRehearsal parse_rehearsal(std::string_view json) {
    json::ReadOptions options;
    options.code = core::ErrorCode::package_invalid;
    options.max_values = most_values;
    std::optional<core::RecordedRehearsal> rehearsal;
    json::read(json, options, [&](Record& root) { rehearsal = read_root(root); });
    static_cast<void>(core::release_fingerprint(*rehearsal));
    if (to_json(*rehearsal) != json) {
        throw core::Error(
            core::ErrorCode::package_invalid,
            "it is not as rollpack writes it: an order, a digest or a space differs"
        );
    }
    return *std::move(rehearsal);
}

ManifestRehearsal manifest_rehearsal(const core::RecordedRehearsal& rehearsal) {
    return {rehearsal.target.digest, rehearsal.release.digest, rehearsal.target.server_version};
}

}  // namespace rollpack::packager
