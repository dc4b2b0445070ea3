#include "detail/script_reader.hpp"

#include "rollpack/core/configuration.hpp"
#include "rollpack/core/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::core::detail {

std::optional<Script> ScriptReader::read(const ListedScript& script, const Listing& listing) {
    std::optional<Script> result = read_alone(script);
    const auto config = listing.configs.find(script.entry.origin.path);
    if (result && config != listing.configs.end()) {
        result->settings = read_settings(config->second);
    }
    return result;
}

std::optional<Script> ScriptReader::read_alone(const ListedScript& script) {
    std::optional<ScriptText> text = read_text(script.entry);
    if (!text) {
        return std::nullopt;
    }
    const Sha256 digest = digest_of(*text);
    const FlywayChecksum checksum = flyway_checksum(*text);
    return Script{
        script.name,
        script.entry.path,
        *std::move(text),
        digest,
        checksum,
        {},
        script.entry.origin,
    };
}

std::vector<ConfigFile> ScriptReader::take_configs() {
    std::ranges::sort(configs_, {}, &ConfigFile::path);
    return std::move(configs_);
}

ScriptSettings ScriptReader::read_settings(const SourceEntry& entry) {
    const std::optional<ScriptText> text = read_text(entry);
    if (!text) {
        return {};
    }
    ScriptSettings settings = parse_script_settings(*text, entry.origin.path, findings_);
    configs_.push_back({entry.path, text->substr(0), digest_of(*text), entry.origin});
    return settings;
}

std::optional<ScriptText> ScriptReader::read_text(const SourceEntry& entry) {
    const std::string& path = entry.origin.path;
    ScriptText text = source_.read(entry.origin);
    // Source: the Git LFS specification, docs/spec.md, "The Pointer".
    if (text.view().starts_with("version https://git-lfs.github.com/spec/")) {
        findings_.add(
            FindingCode::lfs_pointer,
            path,
            fmt::format("{} is a Git LFS pointer, its text is not in git", path),
            fmt::format("Take scripts out of Git LFS: git lfs migrate export --include='{}'", path)
        );
        return std::nullopt;
    }
    if (!holds_utf8(text)) {
        findings_.add(
            FindingCode::not_utf8,
            path,
            fmt::format("{} is not UTF-8", path),
            fmt::format("Convert it: iconv -f ISO-8859-1 -t UTF-8 '{}'", path)
        );
        return std::nullopt;
    }
    return text;
}

}  // namespace rollpack::core::detail
