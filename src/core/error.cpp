#include "rollpack/core/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace rollpack::core {

namespace {

using enum ErrorCode;

constexpr auto errors = std::to_array<ErrorInfo>({
    {internal, "internal", 1, "A fault of rollpack itself."},
    {usage, "usage", 2, "The command line is wrong."},
    {checks_failed, "checks-failed", 3, "A check refused the run; nothing was changed."},
    {history_changed,
     "history-changed",
     3,
     "The database's history is no longer the one that the plan was made from."},
    {declined, "declined", 3, "The operator did not agree; nothing was changed."},
    {plan_changed, "plan-changed", 3, "The saved plan is not what holds for this database now."},
    {approvals_missing, "approvals-missing", 3, "Too few people approved the saved plan."},
    {repository_not_found, "repository-not-found", 4, "There is no git repository."},
    {repository_not_owned, "repository-not-owned", 4, "The repository belongs to somebody else."},
    {repository_unreadable, "repository-unreadable", 4, "The repository cannot be read."},
    {reference_unknown, "reference-unknown", 4, "No tag, branch or commit has this name."},
    {reference_ambiguous, "reference-ambiguous", 4, "The name stands for more than one commit."},
    {shallow_clone, "shallow-clone", 4, "The clone is shallow and lacks the tag or commit."},
    {object_missing, "object-missing", 4, "The clone is partial and lacks an object."},
    {location_missing, "location-missing", 4, "A script folder is not in a release."},
    {configuration_invalid, "configuration-invalid", 4, "A configuration file cannot be used."},
    {file_unreadable, "file-unreadable", 4, "A file cannot be read."},
    {file_unwritable, "file-unwritable", 4, "A file cannot be written."},
    {connection_failed, "connection-failed", 4, "The server cannot be reached."},
    {connection_lost, "connection-lost", 4, "The connection broke; nothing was changed."},
    {server_unsuitable, "server-unsuitable", 4, "The server cannot take a rollback."},
    {lock_unavailable, "lock-unavailable", 4, "Somebody else holds Flyway's lock."},
    {history_missing, "history-missing", 4, "The database has no such history table."},
    {programs_missing, "programs-missing", 4, "The PostgreSQL server programs were not found."},
    {program_missing, "program-missing", 4, "A program that is needed was not found."},
    {signing_failed, "signing-failed", 4, "No signature could be made."},
    {plan_invalid, "plan-invalid", 4, "A file is not a saved plan."},
    {sql_failed, "sql-failed", 5, "A statement failed; everything was rolled back."},
    {stopped_part_way, "stopped-part-way", 6, "The run stopped part-way; run it again to go on."},
    {statement_in_doubt,
     "statement-in-doubt",
     6,
     "A person has to say what became of a statement that an earlier run began."},
    {outcome_unknown, "outcome-unknown", 7, "It is not known whether the run was committed."},
    {package_invalid, "package-invalid", 8, "The package is not to be trusted."},
    {signature_missing,
     "signature-missing",
     8,
     "The package has no signature, and one is demanded."},
    {signature_invalid, "signature-invalid", 8, "No trusted signer signed these bytes."},
    {provenance_invalid, "provenance-invalid", 8, "The provenance is not that of this package."},
    {rebuild_differs,
     "rebuild-differs",
     8,
     "The package is not what the repository gives when it is built again."},
    {interrupted, "interrupted", 130, "The user interrupted the run; it was rolled back."},
});

}  // namespace

std::span<const ErrorInfo> error_table() noexcept {
    return errors;
}

const ErrorInfo& error_info(ErrorCode code) noexcept {
    const auto* const found = std::ranges::find(errors, code, &ErrorInfo::code);
    ROLLPACK_ASSERT(found != errors.end());
    return *found;
}

struct Error::Details {
    ErrorCode code;
    std::string message;
    std::string hint;
    std::vector<std::string> context;
    std::string line;
};

Error::Error(ErrorCode code, std::string message, std::string hint)
    : details_(std::make_shared<Details>()) {
    details_->code = code;
    details_->line = message;
    details_->message = std::move(message);
    details_->hint = std::move(hint);
}

void Error::add_context(std::string doing) {
    details_->line = doing + ": " + details_->line;
    details_->context.insert(details_->context.begin(), std::move(doing));
}

ErrorCode Error::code() const noexcept {
    return details_->code;
}

const std::string& Error::message() const noexcept {
    return details_->message;
}

const std::string& Error::hint() const noexcept {
    return details_->hint;
}

const std::vector<std::string>& Error::context() const noexcept {
    return details_->context;
}

const char* Error::what() const noexcept {
    return details_->line.c_str();
}

namespace detail {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    // The process ends here whatever the stream says, so its status cannot matter.
    static_cast<void>(
        std::fprintf(stderr, "rollpack: broken invariant: %s (%s:%d)\n", condition, file, line)
    );
    std::abort();
}

}  // namespace detail

}  // namespace rollpack::core
