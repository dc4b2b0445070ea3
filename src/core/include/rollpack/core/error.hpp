#pragma once

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rollpack::core {

/// Every way in which a journey can end early. Numbers are stable: they are never reused, and each
/// belongs to one exit status of the command line (see error_table()).
enum class ErrorCode : int {
    internal = 100,
    usage = 200,
    checks_failed = 300,
    history_changed = 301,
    declined = 302,
    plan_changed = 303,
    approvals_missing = 304,
    repository_not_found = 400,
    repository_not_owned = 401,
    repository_unreadable = 402,
    reference_unknown = 403,
    reference_ambiguous = 404,
    shallow_clone = 405,
    object_missing = 406,
    location_missing = 407,
    configuration_invalid = 408,
    file_unreadable = 409,
    file_unwritable = 410,
    connection_failed = 411,
    connection_lost = 412,
    server_unsuitable = 413,
    lock_unavailable = 414,
    history_missing = 415,
    programs_missing = 416,
    program_missing = 417,
    signing_failed = 418,
    plan_invalid = 419,
    sql_failed = 500,
    stopped_part_way = 600,
    statement_in_doubt = 601,
    outcome_unknown = 700,
    package_invalid = 800,
    signature_missing = 801,
    signature_invalid = 802,
    provenance_invalid = 803,
    rebuild_differs = 804,
    interrupted = 1300,
};

/// One row of the table from which messages, JSON and the manual take an error's name and status.
struct ErrorInfo {
    ErrorCode code;
    std::string_view name;  ///< kebab-case, stable
    int exit_status;
    std::string_view sentence;  ///< what it means, for the manual
};

/// All errors, by number.
std::span<const ErrorInfo> error_table() noexcept;

/// The row of `code`. Every enumerator has one.
const ErrorInfo& error_info(ErrorCode code) noexcept;

/// Ends a journey. The message is lower case without a full stop and names the thing and what was
/// found; the hint is a full sentence that says what to do. Only the command line prints them.
class Error : public std::exception {
public:
    Error(ErrorCode code, std::string message, std::string hint = {});

    /// Says what was being done. Called on the way up, so the outermost comes first in context().
    void add_context(std::string doing);

    ErrorCode code() const noexcept;
    const std::string& message() const noexcept;
    const std::string& hint() const noexcept;
    const std::vector<std::string>& context() const noexcept;

    /// The context and the message in one line.
    const char* what() const noexcept override;

private:
    struct Details;
    std::shared_ptr<Details> details_;  // copying an exception must not throw
};

/// Runs `body`; an Error that leaves it carries `doing` ("reading the tag v123") as context.
template <typename Body>
decltype(auto) in_context(std::string_view doing, Body&& body) {
    try {
        return std::forward<Body>(body)();
    } catch (Error& error) {
        error.add_context(std::string{doing});
        throw;
    }
}

namespace detail {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;
}  // namespace detail

}  // namespace rollpack::core

/// A broken invariant is a fault of ours: the process ends, in every build.
#define ROLLPACK_ASSERT(condition)    \
  ((condition) ? static_cast<void>(0) \
               : ::rollpack::core::detail::assertion_failed(#condition, __FILE__, __LINE__))
