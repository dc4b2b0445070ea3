#include "rollpack/git/repository.hpp"

#include "detail/libgit2.hpp"
#include "detail/object_store.hpp"
#include "detail/open_repository.hpp"
#include "detail/revision.hpp"
#include "detail/signature_check.hpp"
#include "detail/tag_search.hpp"
#include "detail/tree_reader.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace rollpack::git {

struct Repository::State {
    detail::LibraryGuard library;
    detail::RepositoryHandle handle;
    detail::ObjectStore store;
    std::string folder;

    explicit State(const std::filesystem::path& directory)
        : handle(detail::open_repository(directory))
        , store(handle.get())
        , folder(detail::folder_in_work_tree(handle.get(), directory)) {}
};

Repository::Repository(std::unique_ptr<State> state) noexcept
    : state_(std::move(state)) {}

Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const std::filesystem::path& directory) {
    return Repository{std::make_unique<State>(directory)};
}

const std::string& Repository::folder() const noexcept {
    return state_->folder;
}

core::Release Repository::resolve(std::string_view name) const {
    return detail::resolve_revision(state_->store, name);
}

core::Release Repository::find_release(
    const core::Version& version,
    std::span<const std::string> patterns
) const {
    return detail::find_tagged_release(state_->store, version, patterns);
}

std::span<const std::string> Repository::default_tag_patterns() {
    static const std::array<std::string, 6> patterns = {
        "v{version}",
        "V{version}",
        "{version}",
        "release-{version}",
        "release/{version}",
        "release/v{version}",
    };
    return patterns;
}

SignatureCheck Repository::check_signature(const core::Release& release) const {
    return detail::check_signature(state_->store, release);
}

std::optional<std::vector<core::SourceEntry>> Repository::list(
    const core::Release& release,
    const std::string& location
) {
    return detail::list_location(state_->store, release, location);
}

std::string Repository::read(const core::Origin& origin) {
    return state_->store.blob(
        detail::to_git(origin.blob),
        fmt::format("'{}' of {}", origin.path, origin.commit.hex())
    );
}

std::optional<std::string> Repository::read_file(
    const core::Release& release,
    const std::string& path
) {
    const auto node = detail::find_node(state_->store, release, path);
    if (!node || node->kind == detail::NodeKind::folder) {
        return std::nullopt;
    }
    if (node->kind != detail::NodeKind::file) {
        throw core::Error(
            core::ErrorCode::file_unreadable,
            fmt::format(
                "'{}' of {} is a {}, so '{}' cannot be read",
                node->path,
                release.ref,
                node->kind == detail::NodeKind::symlink ? "symbolic link" : "submodule",
                path
            ),
            "Commit the file itself in its place."
        );
    }
    return state_->store.blob(node->id, fmt::format("'{}' of {}", path, release.ref));
}

}  // namespace rollpack::git
