#include "detail/tree_reader.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollpack::git::detail {

namespace {

// As git's own core.maxTreeDepth: no path on disk could be deeper, but a replaced tree may hold itself.
constexpr std::size_t deepest_folder = 2048;

NodeKind kind_of(const git_tree_entry* entry) {
    switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_TREE:
        return NodeKind::folder;
    case GIT_FILEMODE_LINK:
        return NodeKind::symlink;
    case GIT_FILEMODE_COMMIT:
        return NodeKind::submodule;
    default:
        return NodeKind::file;
    }
}

core::EntryKind entry_kind(NodeKind kind) {
    switch (kind) {
    case NodeKind::symlink:
        return core::EntryKind::symlink;
    case NodeKind::submodule:
        return core::EntryKind::submodule;
    case NodeKind::file:
    case NodeKind::folder:
        break;
    }
    return core::EntryKind::file;
}

std::string join(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string{name} : fmt::format("{}/{}", folder, name);
}

std::string place(std::string_view path, const core::Release& release) {
    return fmt::format("the folder '{}' of {}", path.empty() ? "/" : path, release.ref);
}

// The next part of a path, which is taken off; parts that name nothing ("", ".") are skipped.
std::string_view take_part(std::string_view& path) {
    std::string_view part;
    while (!path.empty() && (part.empty() || part == ".")) {
        const std::size_t end = std::min(path.find('/'), path.size());
        part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return part == "." ? std::string_view{} : part;
}

// git writes no such name, but an object made by hand can hold it, and it would leave the package.
void require_plain_name(std::string_view name, std::string_view where) {
    if (name == "." || name == ".." || name.find('/') != std::string_view::npos) {
        throw core::Error(
            core::ErrorCode::repository_unreadable,
            fmt::format("{} holds an entry with the name '{}'", where, name),
            "Somebody made this tree by hand; `git fsck` shows it."
        );
    }
}

class LocationWalk {
public:
    LocationWalk(const ObjectStore& store, const core::Release& release, std::string location)
        : store_(store)
        , release_(release)
        , location_(std::move(location)) {}

    std::vector<core::SourceEntry> walk(const git_oid& folder_id) {
        descend(folder_id, "", 0);
        // git keeps trees in this order already; only one that was made by hand may not be.
        if (!std::ranges::is_sorted(entries_, {}, &core::SourceEntry::path)) {
            std::ranges::sort(entries_, {}, &core::SourceEntry::path);
        }
        return std::move(entries_);
    }

private:
    void descend(const git_oid& folder_id, const std::string& below, std::size_t depth) {
        const std::string where = place(join(location_, below), release_);
        if (depth > deepest_folder) {
            throw core::Error(
                core::ErrorCode::repository_unreadable,
                fmt::format("{} is more than {} folders deep", where, deepest_folder)
            );
        }
        const Tree tree = store_.tree(folder_id, where);
        for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
            const git_tree_entry* const entry = git_tree_entry_byindex(tree.get(), i);
            require_plain_name(git_tree_entry_name(entry), where);
            add(entry, below, depth);
        }
    }

    void add(const git_tree_entry* entry, const std::string& below, std::size_t depth) {
        const std::string_view name = git_tree_entry_name(entry);
        const NodeKind kind = kind_of(entry);
        std::string path = join(below, name);
        if (kind != NodeKind::folder) {
            core::Origin origin{
                release_.commit,
                to_object_id(*git_tree_entry_id(entry)),
                join(location_, path)};
            entries_.push_back({entry_kind(kind), std::move(path), std::move(origin)});
        } else if (!name.starts_with('.')) {
            descend(*git_tree_entry_id(entry), path, depth + 1);
        }
    }

    const ObjectStore& store_;
    const core::Release& release_;
    std::string location_;
    std::vector<core::SourceEntry> entries_;
};

}  // namespace

std::optional<Node> find_node(
    const ObjectStore& store,
    const core::Release& release,
    std::string_view path
) {
    Tree tree = store.root_tree(to_git(release.commit), release.ref);
    Node node{NodeKind::folder, *git_tree_id(tree.get()), ""};
    for (std::string_view part = take_part(path); !part.empty(); part = take_part(path)) {
        if (node.kind != NodeKind::folder) {
            return std::nullopt;
        }
        if (!tree) {
            tree = store.tree(node.id, place(node.path, release));
        }
        const git_tree_entry* const entry =
            git_tree_entry_byname(tree.get(), std::string{part}.c_str());
        if (entry == nullptr) {
            return std::nullopt;
        }
        node = Node{kind_of(entry), *git_tree_entry_id(entry), join(node.path, part)};
        tree.reset();
        if (node.kind == NodeKind::symlink || node.kind == NodeKind::submodule) {
            return node;
        }
    }
    return node;
}

std::optional<std::vector<core::SourceEntry>> list_location(
    const ObjectStore& store,
    const core::Release& release,
    std::string_view location
) {
    const auto node = find_node(store, release, location);
    if (!node || node->kind == NodeKind::file) {
        return std::nullopt;
    }
    if (node->kind != NodeKind::folder) {
        const core::Origin origin{release.commit, to_object_id(node->id), node->path};
        return std::vector{core::SourceEntry{entry_kind(node->kind), "", origin}};
    }
    return LocationWalk{store, release, node->path}.walk(node->id);
}

}  // namespace rollpack::git::detail
