#pragma once

#include "detail/libgit2.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rollpack::git::detail {

/// What is needed to say why something is absent from a clone, and which command fetches it.
struct CloneFacts {
    std::string git;  ///< the beginning of every command: "git -C DIR"
    bool shallow = false;
    std::optional<std::string> promisor;  ///< the remote that a partial clone fetches from
    std::optional<std::string> remote;  ///< "origin", or the first one there is
};

CloneFacts read_clone_facts(git_repository* repository);

/// "git -C DIR fetch --unshallow --tags origin"
std::string unshallow_command(const CloneFacts& facts);

/// "git -C DIR fetch --depth=1 origin tag NAME"
std::string fetch_tag_command(const CloneFacts& facts, std::string_view tag);

/// "git -C DIR fetch --tags origin"
std::string fetch_tags_command(const CloneFacts& facts);

/// "git -C DIR fetch --refetch --no-filter origin"
std::string refetch_command(const CloneFacts& facts);

/// The folder that a user knows the repository by: its work tree, or the bare repository itself.
/// Without a "/" at the end.
std::string known_folder(git_repository* repository);

/// One word for a POSIX shell.
std::string shell_word(std::string_view text);

}  // namespace rollpack::git::detail
