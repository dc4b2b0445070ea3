#include "rollpack/core/finding.hpp"

#include "rollpack/core/error.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace rollpack::core {

namespace {

using enum FindingCode;
constexpr Severity error = Severity::error;
constexpr Severity warning = Severity::warning;
constexpr Severity note = Severity::note;

constexpr auto table = std::to_array<FindingInfo>({
    {undo_missing, "undo-missing", error, true, "A version above the target has no undo script."},
    {undo_orphan, "undo-orphan", error, true, "An undo script has no versioned script."},
    {version_duplicate,
     "version-duplicate",
     error,
     false,
     "Two versioned scripts have one version."},
    {undo_duplicate, "undo-duplicate", error, false, "Two undo scripts have one version."},
    {repeatable_duplicate,
     "repeatable-duplicate",
     error,
     false,
     "Two repeatable scripts have one description."},
    {callback_duplicate,
     "callback-duplicate",
     error,
     false,
     "Two callbacks have one event and description."},
    {undo_empty, "undo-empty", error, true, "An undo script has no statement."},
    {versioned_changed,
     "versioned-changed",
     error,
     true,
     "A versioned script at or below the target differs between the two releases."},
    {versioned_vanished,
     "versioned-vanished",
     error,
     true,
     "A versioned script of the target release is missing from the current one."},
    {versioned_inserted,
     "versioned-inserted",
     error,
     true,
     "A versioned script at or below the target is only in the current release."},
    {target_not_highest,
     "target-not-highest",
     error,
     true,
     "The target version is not the target release's highest."},
    {name_suspicious,
     "name-suspicious",
     error,
     true,
     "A file name nearly is a script's, so Flyway passes over the file."},
    {name_rejected, "name-rejected", warning, true, "A file name is not one that Flyway takes."},
    {description_missing,
     "description-missing",
     warning,
     true,
     "A script's name has no description."},
    {not_a_file,
     "not-a-file",
     error,
     true,
     "A symbolic link or submodule stands where a script should be."},
    {lfs_pointer,
     "lfs-pointer",
     error,
     false,
     "A Git LFS pointer stands where a script should be."},
    {not_utf8, "not-utf8", error, false, "A script is not UTF-8."},
    {script_config_invalid,
     "script-config-invalid",
     error,
     true,
     "A script's settings cannot be used."},
    {script_config_orphan,
     "script-config-orphan",
     warning,
     true,
     "Script settings belong to no script."},
    {script_language_unsupported,
     "script-language-unsupported",
     error,
     true,
     "A script is not SQL and cannot be run by rollpack."},
    {signature_unverified,
     "signature-unverified",
     error,
     false,
     "A signed tag is required, and git does not verify this one's signature."},
    {psql_command,
     "psql-command",
     error,
     false,
     "A script has a psql command, which no server understands."},
    {sql_incomplete, "sql-incomplete", error, false, "A quote, comment or block is not closed."},
    {sql_unparsable,
     "sql-unparsable",
     warning,
     true,
     "A statement is not SQL of PostgreSQL 15; a newer server may know it."},
    {not_transactional,
     "not-transactional",
     error,
     false,
     "A statement or script cannot run in a transaction, and has to."},
    {transaction_control,
     "transaction-control",
     error,
     false,
     "A script begins or ends transactions itself."},
    {placeholder_unknown, "placeholder-unknown", error, false, "A placeholder has no value."},
    {history_failed_row, "history-failed-row", error, false, "The history has a failed migration."},
    {not_half_applied,
     "not-half-applied",
     error,
     false,
     "A version that --include-failed names did not stop half-way, or cannot be taken back."},
    {half_applied_data,
     "half-applied-data",
     error,
     true,
     "The undo script of a version that stopped half-way changes data, whether or not the version did."},
    {history_unknown_type,
     "history-unknown-type",
     error,
     false,
     "The history has a row of an unknown type."},
    {history_corrupt, "history-corrupt", error, false, "The history contradicts itself."},
    {target_not_applied,
     "target-not-applied",
     error,
     false,
     "The target version is not in force in the database."},
    {applied_without_undo,
     "applied-without-undo",
     error,
     false,
     "A version in force above the target has no undo script in the package."},
    {undo_mismatch,
     "undo-mismatch",
     error,
     true,
     "An undo script was written for another text of its version than the one applied."},
    {out_of_order, "out-of-order", warning, true, "Versions were applied out of order."},
    {baseline_above_target,
     "baseline-above-target",
     error,
     false,
     "The database's baseline lies above the target."},
    {repeatable_unknown,
     "repeatable-unknown",
     warning,
     true,
     "A repeatable in force is in neither release."},
    {retired_objects_unknown,
     "retired-objects-unknown",
     warning,
     true,
     "It is not known what a retired repeatable created."},
    {callback_not_run,
     "callback-not-run",
     error,
     true,
     "The project has a callback that rollpack cannot run."},
    {lock_table_too_small,
     "lock-table-too-small",
     error,
     true,
     "One transaction would exhaust the server's lock table."},
    {undo_rows_unreadable,
     "undo-rows-unreadable",
     warning,
     true,
     "UNDO_SQL rows make every command of free Flyway 9.8 and later fail."},
    {history_gap, "history-gap", error, true, "Ranks are missing in the history."},
    {applied_unknown,
     "applied-unknown",
     error,
     false,
     "A version in force above the target is not in the package's release."},
    {database_ahead,
     "database-ahead",
     error,
     false,
     "The database is at a later version than the package's release."},
    {wrong_database,
     "wrong-database",
     error,
     false,
     "Nothing in the history belongs to the package's project."},
    {should_execute_unsupported,
     "should-execute-unsupported",
     error,
     false,
     "A script runs on a condition that rollpack cannot evaluate."},
    {configuration_unsupported,
     "configuration-unsupported",
     error,
     true,
     "A Flyway setting would change the rollback, and rollpack does not support it."},
    {privilege_missing,
     "privilege-missing",
     error,
     true,
     "The role lacks a privilege that a step needs."},
    {server_read_only,
     "server-read-only",
     error,
     false,
     "The server is a standby or takes no changes."},
    {server_untested,
     "server-untested",
     warning,
     true,
     "This version of PostgreSQL is not among those that rollpack was tested with."},
    {blocking_transaction,
     "blocking-transaction",
     warning,
     true,
     "Another session's open transaction would block the rollback."},
    {data_loss, "data-loss", error, false, "Live data would be lost."},
    {data_loss_unknown,
     "data-loss-unknown",
     warning,
     true,
     "It cannot be told whether data would be lost."},
    {run_open, "run-open", error, false, "An earlier run of another package is not finished."},
    {run_not_resumable,
     "run-not-resumable",
     error,
     false,
     "The script that an earlier run left in the middle is no longer the same."},
    {journal_needed,
     "journal-needed",
     error,
     false,
     "A script runs outside of a transaction, which takes a journal."},
    {pooled_connection,
     "pooled-connection",
     error,
     false,
     "A pooler stands in between that does not keep a session together."},
    {unguarded_drop,
     "unguarded-drop",
     warning,
     false,
     "An undo script drops something without IF EXISTS."},
    {unguarded_create,
     "unguarded-create",
     warning,
     false,
     "An undo script creates something that may be there already."},
    {unguarded_rename,
     "unguarded-rename",
     warning,
     false,
     "An undo script renames or moves something that may be renamed already."},
    {unguarded_insert,
     "unguarded-insert",
     warning,
     false,
     "An undo script inserts rows that may be there already."},
    {undo_forgets,
     "undo-forgets",
     warning,
     false,
     "An undo script does not mention what its versioned script made, renamed or dropped."},
    {loses_older_data,
     "loses-older-data",
     warning,
     false,
     "An undo script destroys data that its versioned script did not bring."},
    {loses_newer_data,
     "loses-newer-data",
     note,
     false,
     "An undo script destroys what came into the database with its version or since."},
    {opaque_statement,
     "opaque-statement",
     note,
     false,
     "What a statement of an undo script does is not seen in its text."},
    {lint_ignore_unknown,
     "lint-ignore-unknown",
     warning,
     false,
     "A rollpack:lint-ignore comment names no rule that there is."},
});

}  // namespace

std::span<const FindingInfo> finding_table() noexcept {
    return table;
}

const FindingInfo& finding_info(FindingCode code) noexcept {
    const auto* const found = std::ranges::find(table, code, &FindingInfo::code);
    ROLLPACK_ASSERT(found != table.end());
    return *found;
}

std::optional<FindingCode> parse_finding_code(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(table, name, &FindingInfo::name);
    return found == table.end() ? std::nullopt : std::optional{found->code};
}

Findings::Findings(std::set<FindingCode> allowed)
    : allowed_(std::move(allowed)) {}

void Findings::add(
    FindingCode code,
    std::string subject,
    std::string message,
    std::string hint,
    std::optional<std::size_t> line
) {
    const Severity severity = allowed_.contains(code) ? Severity::warning
                                                      : finding_info(code).severity;
    findings_.push_back(
        {code, severity, std::move(subject), line, std::move(message), std::move(hint)}
    );
}

void Findings::add_warning(
    FindingCode code,
    std::string subject,
    std::string message,
    std::string hint,
    std::optional<std::size_t> line
) {
    findings_.push_back(
        {code, Severity::warning, std::move(subject), line, std::move(message), std::move(hint)}
    );
}

bool Findings::has_errors() const noexcept {
    return count(Severity::error) > 0;
}

std::size_t Findings::count(Severity severity) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(findings_, severity, &Finding::severity));
}

std::vector<Finding> sorted(std::vector<Finding> findings) {
    const auto key = [](const Finding& finding) {
        return std::tuple(
            std::string_view{finding.subject},
            finding.line.value_or(0),
            finding_info(finding.code).name,
            std::string_view{finding.message}
        );
    };
    std::ranges::stable_sort(findings, [&](const Finding& left, const Finding& right) {
        return key(left) < key(right);
    });
    findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
    return findings;
}

}  // namespace rollpack::core
