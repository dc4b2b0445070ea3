#include "rollpack/app/fingerprint_document.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"
#include "rollpack/packager/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace rollpack::app {

namespace {

using core::Error;
using core::ErrorCode;
using core::SchemaObject;
using json::Record;

constexpr std::string_view digits = "64 lower-case hexadecimal digits";
constexpr std::size_t most_values = 50'000'000;
constexpr std::size_t bytes_of_an_object = 600;

[[noreturn]] void refuse_digest(const std::string& of_what) {
    throw Error{
        ErrorCode::file_unreadable,
        fmt::format("the digest of {} is not that of what the file says of it", of_what),
        "The file was changed by hand or damaged; make it again with `rollpack fingerprint --out`."};
}

/// Builds it anew: nothing of what the file says of digests and orders is taken for granted.
core::Fingerprint rebuild(std::vector<SchemaObject> objects, int version, Record& root) {
    core::FingerprintBuilder builder{root.strings("ignored")};
    std::vector<core::Sha256> digests;
    for (SchemaObject& object : objects) {
        digests.push_back(object.digest);
        builder.add(std::move(object));
    }
    core::Fingerprint fingerprint = std::move(builder).finish(version, root.strings("left_out"));
    if (fingerprint.objects.size() != digests.size()) {
        root.refuse("objects", "none that an ignored pattern fits");
    }
    for (std::size_t at = 0; at < digests.size(); ++at) {
        if (fingerprint.objects[at].digest != digests[at]) {
            refuse_digest(describe(fingerprint.objects[at]));
        }
    }
    return fingerprint;
}

core::Fingerprint read_root(Record& root) {
    constexpr std::int64_t highest_version = 9'999'999;
    if (root.integer("format") != 1) {
        throw Error{
            ErrorCode::file_unreadable,
            "the fingerprint has a format that is not 1",
            "Read it with the rollpack that made it, or make it again with this one."};
    }
    static_cast<void>(root.string("tool_version"));
    const auto version = static_cast<int>(root.integer("server_version", 0, highest_version));
    const core::Sha256 digest = root.parsed("digest", core::parse_sha256, digits);
    core::Fingerprint fingerprint =
        rebuild(root.records("objects", packager::read_schema_object), version, root);
    if (fingerprint.digest != digest) {
        refuse_digest("the whole");
    }
    return fingerprint;
}

}  // namespace

void write_schema_object(json::ObjectWriter& item, const SchemaObject& object) {
    packager::write_schema_object(item, object);
}

std::string write_fingerprint_document(const core::Fingerprint& fingerprint) {
    return json::write(
        [&](json::ObjectWriter& root) {
            root.member("format", 1);
            root.member("tool_version", ROLLPACK_VERSION);
            root.member("server_version", fingerprint.server_version);
            root.member("digest", fingerprint.digest.hex());
            root.strings("left_out", fingerprint.left_out);
            root.strings("ignored", fingerprint.ignored);
            root.objects("objects", fingerprint.objects, write_schema_object);
        },
        fingerprint.objects.size() * bytes_of_an_object
    );
}

core::Fingerprint parse_fingerprint_document(std::string_view text) {
    json::ReadOptions options;
    options.code = ErrorCode::file_unreadable;
    options.max_values = most_values;
    std::optional<core::Fingerprint> fingerprint;
    json::read(text, options, [&](Record& root) { fingerprint = read_root(root); });
    return *std::move(fingerprint);
}

}  // namespace rollpack::app
