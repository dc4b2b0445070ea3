#pragma once

#include "support/command.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::test {

/// Runs the git program in `directory` without any user's or system's configuration and with a fixed
/// author and time. Throws unless it succeeds. Gives its output without line ends at the end.
std::string git(const std::filesystem::path& directory, std::vector<std::string> words);

/// As `git`, for a whole command line as a user would paste it into a shell.
std::string git_shell(const std::filesystem::path& directory, const std::string& command_line);

/// A clone over git's own protocol (hard links would make every clone complete), with git's background
/// work switched off so that nothing runs on after the test.
void git_clone(
    const std::filesystem::path& source,
    const std::filesystem::path& destination,
    const std::vector<std::string>& options = {}
);

}  // namespace rollpack::test
