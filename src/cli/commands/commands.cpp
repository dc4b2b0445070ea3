#include "commands/commands.hpp"

namespace rollpack::cli {

void add_commands(CLI::App& root, Action& chosen) {
    add_build_command(root, chosen);
    add_lint_command(root, chosen);
    add_rehearse_command(root, chosen);
    add_sign_command(root, chosen);
    add_show_command(root, chosen);
    add_verify_command(root, chosen);
    add_plan_command(root, chosen);
    add_approve_command(root, chosen);
    add_apply_command(root, chosen);
    add_status_command(root, chosen);
    add_log_command(root, chosen);
    add_abandon_command(root, chosen);
    add_kept_command(root, chosen);
    add_fingerprint_command(root, chosen);
    add_compare_command(root, chosen);
    add_scratch_command(root, chosen);
    add_completion_command(root, chosen);
    add_manual_command(root, chosen);
}

}  // namespace rollpack::cli
