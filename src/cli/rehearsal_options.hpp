#pragma once

#include "options.hpp"
#include "rollpack/app/rehearse.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::cli {

/// How to rehearse; shared by rehearse and build.
struct RehearsalOptions {
    std::optional<std::string> server;
    std::vector<std::string> seeds;
    std::optional<std::string> snapshot;
    std::vector<std::string> ignored;
    std::size_t whole_rollbacks = app::RehearseRequest{}.whole_rollbacks;
};

/// --server, --seed, --snapshot, --whole-rollbacks, --ignore; each needs `flag`, where there is one.
void add_rehearsal_options(
    CLI::App& command,
    RehearsalOptions& options,
    CLI::Option* flag = nullptr
);

/// Without the package and the repository. @throws core::Error usage for values that cannot be read.
app::RehearseRequest rehearsal_request(
    const RehearsalOptions& options,
    const std::vector<std::string>& placeholders,
    const Runtime& runtime
);

}  // namespace rollpack::cli
