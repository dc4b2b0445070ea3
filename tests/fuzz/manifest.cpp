// manifest.json. One that is read is also given files that fit it, which the fuzzer could not find: what
// comes of them must be what write_package would have written.
#include "rollpack/packager/manifest.hpp"

#include "detail/assemble.hpp"
#include "fuzz_target.hpp"
#include "rollpack/core/error.hpp"

#include <map>
#include <optional>

namespace core = rollpack::core;
namespace packager = rollpack::packager;
using packager::FileRole;
using packager::Manifest;
using rollpack::fuzz::require;

namespace {

constexpr const char* invalid_only = "what is refused is an invalid package";

std::optional<Manifest> parse(std::string_view json) {
    try {
        return packager::parse_manifest(json);
    } catch (const core::Error& error) {
        require(error.code() == core::ErrorCode::package_invalid, invalid_only);
        require(error.message().find('\n') == std::string::npos, "a message is one line");
        return std::nullopt;
    }
}

/// A text of its own for each file, and its digests in the manifest.
std::vector<core::ScriptText> fit_texts(Manifest& manifest) {
    std::vector<core::ScriptText> texts;
    std::map<core::Version, core::FlywayChecksum> checksums;
    for (packager::ManifestFile& file : manifest.files) {
        const bool is_config = file.role == FileRole::script_config;
        std::string text = is_config ? "" : "select '" + file.path + "';\n";
        file.size_bytes = text.size();
        file.sha256 = core::sha256(text);
        if (!is_config) {
            file.flyway_checksum = core::flyway_checksum(text);
        }
        if (file.role == FileRole::versioned) {
            checksums.emplace(*file.version, *file.flyway_checksum);
        }
        texts.push_back(std::move(text));
    }
    for (packager::ManifestFile& file : manifest.files) {
        if (file.role == FileRole::undo) {
            file.undoes_checksum = checksums.at(*file.version);
        }
    }
    for (packager::ManifestRepeatable& repeatable : manifest.repeatables) {
        for (const packager::ManifestFile& file : manifest.files) {
            if (repeatable.path == file.path) {
                repeatable.target_checksum = file.flyway_checksum;
            }
        }
        if (repeatable.action == core::RepeatableAction::unchanged) {
            repeatable.current_checksum = repeatable.target_checksum;
        }
    }
    return texts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    auto manifest = parse(rollpack::fuzz::text_of(bytes, size));
    if (!manifest) {
        return 0;
    }
    require(parse(to_json(*manifest)) == manifest, "a manifest reads as itself");
    std::vector<core::ScriptText> texts = fit_texts(*manifest);
    try {
        const core::Selection selection = packager::detail::assemble(*manifest, std::move(texts));
        Manifest described = packager::describe(selection, {});
        described.content_sha256 = manifest->content_sha256;
        described.tool_name = manifest->tool_name;
        described.tool_version = manifest->tool_version;
        require(described == *manifest, "what is read is what would be written");
    } catch (const core::Error& error) {
        require(error.code() == core::ErrorCode::package_invalid, invalid_only);
    }
    return 0;
}
