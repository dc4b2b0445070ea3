#include "support/memory_source.hpp"

#include "rollpack/core/digest.hpp"

#include <stdexcept>
#include <utility>

namespace rollpack::test {

namespace {

core::ObjectId id_of(const std::string& text) {
    return *core::parse_object_id(core::sha256(text).hex().substr(0, 40));
}

/// Hidden folders on the way to a file.
bool is_hidden(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string folders = "/" + std::string{path.substr(0, slash + 1)};
    return folders.find("/.") != std::string::npos;
}

}  // namespace

core::Release make_release(const std::string& ref) {
    return {ref, id_of(ref), std::nullopt, 1'700'000'000};
}

void MemorySource::add(const std::string& ref, const std::string& path, const std::string& text) {
    const std::string commit = make_release(ref).commit.hex();
    refs_[commit] = ref;
    releases_[commit].insert_or_assign(path, Node{core::EntryKind::file, text});
}

void MemorySource::add_other(
    const std::string& ref,
    const std::string& path,
    core::EntryKind kind
) {
    add(ref, path, "");
    releases_.at(make_release(ref).commit.hex()).at(path).kind = kind;
}

void MemorySource::remove(const std::string& ref, const std::string& path) {
    releases_.at(make_release(ref).commit.hex()).erase(path);
}

std::optional<std::vector<core::SourceEntry>> MemorySource::list(
    const core::Release& release,
    const std::string& location
) {
    const std::string prefix = location.empty() ? "" : location + "/";
    std::vector<core::SourceEntry> entries;
    for (const auto& [path, node] : releases_[release.commit.hex()]) {
        const std::string relative = path.substr(std::min(prefix.size(), path.size()));
        if (path.starts_with(prefix) && !is_hidden(relative)) {
            entries.push_back({node.kind, relative, {release.commit, id_of(node.text), path}});
        }
    }
    return entries.empty() ? std::nullopt : std::optional{std::move(entries)};
}

std::string MemorySource::read(const core::Origin& origin) {
    reads_.push_back(refs_.at(origin.commit.hex()) + ":" + origin.path);
    const Node& node = releases_.at(origin.commit.hex()).at(origin.path);
    if (node.kind != core::EntryKind::file) {
        throw std::logic_error(origin.path + " is not a file");
    }
    return node.text;
}

std::optional<std::string> MemorySource::read_file(
    const core::Release& release,
    const std::string& path
) {
    const auto& files = releases_[release.commit.hex()];
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional{found->second.text};
}

}  // namespace rollpack::test
