#pragma once

#include "rollpack/cli/run.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace rollpack::cli {

/// What the chosen command does, after parsing is over; gives the exit status.
using Action = std::function<int(Runtime&)>;

// One function a file: each registers its command, whose callback only sets `chosen`.
void add_build_command(CLI::App& root, Action& chosen);
void add_lint_command(CLI::App& root, Action& chosen);
void add_rehearse_command(CLI::App& root, Action& chosen);
void add_sign_command(CLI::App& root, Action& chosen);
void add_show_command(CLI::App& root, Action& chosen);
void add_verify_command(CLI::App& root, Action& chosen);
void add_plan_command(CLI::App& root, Action& chosen);
void add_approve_command(CLI::App& root, Action& chosen);
void add_apply_command(CLI::App& root, Action& chosen);
void add_status_command(CLI::App& root, Action& chosen);
void add_log_command(CLI::App& root, Action& chosen);
void add_abandon_command(CLI::App& root, Action& chosen);
void add_fingerprint_command(CLI::App& root, Action& chosen);
void add_compare_command(CLI::App& root, Action& chosen);
void add_kept_command(CLI::App& root, Action& chosen);
void add_scratch_command(CLI::App& root, Action& chosen);
void add_completion_command(CLI::App& root, Action& chosen);
void add_manual_command(CLI::App& root, Action& chosen);

/// All of them, in the order of --help.
void add_commands(CLI::App& root, Action& chosen);

}  // namespace rollpack::cli
