#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rollpack::test {

struct CommandResult {
    int exit_status = -1;  ///< 128 + signal when killed
    std::string out;
    std::string err;
};

struct CommandOptions {
    std::filesystem::path directory;  ///< empty: the current one
    std::vector<std::string> environment;  ///< "NAME=value", added to the current environment
    std::string input;
};

/// Runs a program (found on PATH) to its end and captures what it prints.
CommandResult run_command(
    const std::vector<std::string>& words,
    const CommandOptions& options = {}
);

/// As run_command, but throws with everything it printed unless it ends with 0. Gives its output.
std::string must_run(const std::vector<std::string>& words, const CommandOptions& options = {});

}  // namespace rollpack::test
