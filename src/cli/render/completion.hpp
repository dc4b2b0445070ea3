#pragma once

#include "command_line.hpp"

#include <string>
#include <string_view>

namespace rollpack::cli {

// Scripts that complete the program's commands, options and values, for a shell to source: commands,
// options of the command that is typed, values of options that have a fixed set, files and folders.
// They know all of it and never run the program. What --help does not show is not offered.

/// For bash 4.4 and later; needs no other package.
std::string render_bash_completion(const CommandInfo& program);

/// For zsh 5: as a file _rollpack on fpath, or sourced behind compinit.
std::string render_zsh_completion(const CommandInfo& program);

/// For fish 3.
std::string render_fish_completion(const CommandInfo& program);

/// Text as one word of any of the three shells: 'it'\''s'
std::string shell_quoted(std::string_view text);

}  // namespace rollpack::cli
