#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace rollpack::core {

enum class Severity {
    error,
    warning,
    note  ///< good to know; only `rollpack lint` tells such
};

/// Everything a check can find. The kebab-case names in finding_table() are stable: they are what
/// `--allow` takes and what manifests and JSON documents carry.
enum class FindingCode {
    // while a package is built
    undo_missing,
    undo_orphan,
    version_duplicate,
    undo_duplicate,
    repeatable_duplicate,
    callback_duplicate,
    undo_empty,
    versioned_changed,
    versioned_vanished,
    versioned_inserted,
    target_not_highest,
    name_suspicious,
    name_rejected,
    description_missing,
    not_a_file,
    lfs_pointer,
    not_utf8,
    script_config_invalid,
    script_config_orphan,
    script_language_unsupported,
    signature_unverified,
    // in a script's SQL, while a package is built or a rollback is planned
    psql_command,
    sql_incomplete,
    sql_unparsable,
    not_transactional,
    transaction_control,
    placeholder_unknown,
    // while a rollback is planned
    history_failed_row,
    not_half_applied,
    half_applied_data,
    history_unknown_type,
    history_corrupt,
    target_not_applied,
    applied_without_undo,
    undo_mismatch,
    out_of_order,
    baseline_above_target,
    repeatable_unknown,
    retired_objects_unknown,
    dependant_unowned,
    callback_not_run,
    lock_table_too_small,
    undo_rows_unreadable,
    // that the database or its server gives reason for
    history_gap,
    applied_unknown,
    database_ahead,
    wrong_database,
    should_execute_unsupported,
    configuration_unsupported,
    privilege_missing,
    server_read_only,
    server_untested,
    blocking_transaction,
    data_loss,
    data_loss_unknown,
    run_open,
    run_not_resumable,
    journal_needed,
    pooled_connection,
    // while a rollback is rehearsed
    migration_failed,
    undo_failed,
    undo_not_inverse,
    undo_data_differs,
    rollback_failed,
    rollback_not_inverse,
    rollback_data_differs,
    rollback_history_wrong,
    upgrade_failed,
    upgrade_differs,
    // in undo scripts, by `rollpack lint` only
    unguarded_drop,
    unguarded_create,
    unguarded_rename,
    unguarded_insert,
    undo_forgets,
    loses_older_data,
    loses_newer_data,
    opaque_statement,
    lint_ignore_unknown,
};

/// One row of the table behind names, `--allow`, and docs/findings.md.
struct FindingInfo {
    FindingCode code;
    std::string_view name;
    Severity severity;  ///< unless allowed or overridden at the place that finds it
    bool can_allow;  ///< whether `--allow NAME` may turn it into a warning; no rule of lint alone
    std::string_view sentence;
};

std::span<const FindingInfo> finding_table() noexcept;
const FindingInfo& finding_info(FindingCode code) noexcept;
std::optional<FindingCode> parse_finding_code(std::string_view name) noexcept;

}  // namespace rollpack::core
