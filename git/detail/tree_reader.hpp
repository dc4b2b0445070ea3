#pragma once

#include "detail/object_store.hpp"
#include "rollpack/core/release.hpp"
#include "rollpack/core/script_source.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::git::detail {

enum class NodeKind {
    folder,
    file,
    symlink,
    submodule
};

/// Something at a path of a commit's tree.
struct Node {
    NodeKind kind;
    git_oid id;
    std::string path;  ///< in the repository, "/" between folders, none at the ends
};

/// Goes down from the root of `release`. A symbolic link or a submodule on the way ends the walk and is
/// the answer, with its own, shorter path. None where there is nothing at `path`.
std::optional<Node> find_node(
    const ObjectStore& store,
    const core::Release& release,
    std::string_view path
);

/// See core::ScriptSource::list.
std::optional<std::vector<core::SourceEntry>> list_location(
    const ObjectStore& store,
    const core::Release& release,
    std::string_view location
);

}  // namespace rollpack::git::detail
