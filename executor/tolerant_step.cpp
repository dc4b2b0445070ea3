#include "detail/tolerant_step.hpp"

#include "detail/aim_queries.hpp"
#include "detail/statement_aims.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

namespace {

constexpr const char* savepoint = "rollpack_statement";

struct Code {
    std::string_view sqlstate;
    Wanted wanted;
};

// PostgreSQL 15 manual, appendix A: the undefined_... and duplicate_... codes of objects that DDL names.
constexpr auto codes = std::to_array<Code>({
    {"3F000", Wanted::gone},  // invalid_schema_name
    {"42703", Wanted::gone},  // undefined_column
    {"42704", Wanted::gone},  // undefined_object
    {"42883", Wanted::gone},  // undefined_function
    {"42P01", Wanted::gone},  // undefined_table
    {"42701", Wanted::there},  // duplicate_column
    {"42710", Wanted::there},  // duplicate_object
    {"42723", Wanted::there},  // duplicate_function
    {"42P06", Wanted::there},  // duplicate_schema
    {"42P07", Wanted::there},  // duplicate_table
});

/// A savepoint around a statement; nothing outside of a transaction, where a statement that fails
/// leaves nothing behind.
class Savepoint {
public:
    explicit Savepoint(Connection& connection)
        : connection_(connection)
        , is_set_(connection.in_transaction()) {
        send("SAVEPOINT ");
    }

    void roll_back() { send("ROLLBACK TO SAVEPOINT "); }

    void release() { send("RELEASE SAVEPOINT "); }

private:
    void send(const std::string& words) {
        if (is_set_) {
            static_cast<void>(connection_.query(words + savepoint));
        }
    }

    Connection& connection_;
    bool is_set_;
};

/// How much of a statement that failed had nothing to do.
enum class Done {
    nothing,
    part,
    all
};

// The text of the message is not looked at: it is in the server's language, and says no more.
Done done_already(Connection& connection, const std::string& sql, const ServerError& error) {
    const auto* const code = std::ranges::find(codes, error.failure.sqlstate, &Code::sqlstate);
    if (code == codes.end()) {
        return Done::nothing;
    }
    const std::vector<Aim> aims = statement_aims(sql);
    std::size_t done = 0;
    bool fits = false;
    for (const Aim& aim : aims) {
        const bool is_so = holds(connection, aim);
        done += is_so ? 1U : 0U;
        fits = fits || (is_so && aim.wanted == code->wanted);
    }
    if (!fits) {
        return Done::nothing;
    }
    return done == aims.size() ? Done::all : Done::part;
}

/// Whether nothing is left to do of the statement that failed with `error`, or what was left of a DROP
/// of several objects could be done.
bool is_settled(Connection& connection, const Command& command, const SqlError& error) {
    Done done = Done::nothing;
    try {
        done = done_already(connection, command.sql, error.server());
    } catch (const SqlError&) {
        // The error says more than one about a name that cannot be looked up.
        return false;
    }
    if (done == Done::part) {
        if (const auto rest = drop_of_what_is_left(command.sql)) {
            static_cast<void>(connection.query(*rest));
            return true;
        }
    }
    return done == Done::all;
}

}  // namespace

Result run_alone(Connection& connection, const Command& command) {
    return command.copy_data ? connection.copy_in(command.sql, *command.copy_data)
                             : connection.query(command.sql, command.parameters);
}

std::variant<Result, ServerError> run_tolerantly(Connection& connection, const Command& command) {
    Savepoint around{connection};
    try {
        Result result = run_alone(connection, command);
        around.release();
        return result;
    } catch (const SqlError& error) {
        around.roll_back();
        if (!is_settled(connection, command, error)) {
            throw;
        }
        around.release();
        return error.server();
    }
}

}  // namespace rollpack::executor::detail
