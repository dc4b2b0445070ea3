#include "time_options.hpp"

namespace rollpack::cli {

void add_patience_option(CLI::App& command, TimeOptions& options) {
    command
        .add_option(
            "--lock-patience",
            options.lock_patience,
            "How long to try for Flyway's lock on the history (default: Flyway's lockRetryCount, which "
            "is 50s), and in all for locks on tables (default: 2min)"
        )
        ->type_name("DURATION");
}

void add_time_options(CLI::App& command, TimeOptions& options) {
    add_patience_option(command, options);
    command
        .add_option(
            "--statement-timeout",
            options.statement_timeout,
            "Fail a statement that runs longer than this (default: the server's own setting)"
        )
        ->type_name("DURATION");
    command
        .add_option(
            "--idle-timeout",
            options.idle_timeout,
            "Let the server roll back when it hears nothing for so long in a transaction (default: 5min; "
            "0: never)"
        )
        ->type_name("DURATION");
}

executor::RunTimes run_times(const TimeOptions& options, const DatabaseOptions& database) {
    executor::RunTimes times;
    if (database.lock_timeout) {
        times.lock_timeout = parse_duration(*database.lock_timeout, "--lock-timeout");
    }
    if (options.lock_patience) {
        times.lock_patience = parse_duration(*options.lock_patience, "--lock-patience");
    }
    if (options.statement_timeout) {
        times.statement_timeout = parse_duration(*options.statement_timeout, "--statement-timeout");
    }
    if (options.idle_timeout) {
        times.idle_timeout = parse_duration(*options.idle_timeout, "--idle-timeout");
    }
    return times;
}

}  // namespace rollpack::cli
