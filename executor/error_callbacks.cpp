#include "detail/error_callbacks.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

namespace {

void run(Connection& connection, const StepStream& stream, const core::StepScript& callback) {
    const CommandSink sink = [&](const Command& command) {
        if (command.copy_data) {
            static_cast<void>(connection.copy_in(command.sql, *command.copy_data));
        } else {
            static_cast<void>(connection.query(command.sql, command.parameters));
        }
    };
    sink({begin_transaction, {}, {}});
    stream.send_callback(sink, callback);
    stream.send_finish(sink);
    sink({"COMMIT", {}, {}});
}

void roll_back(Connection& connection) {
    connection.set_interruptible(Interruptible::no);
    try {
        if (!connection.is_gone() && connection.in_transaction()) {
            static_cast<void>(connection.query("ROLLBACK"));
        }
    } catch (const core::Error&) {
        // The end of the session rolls back as well.
        connection.close();
    }
}

}  // namespace

std::vector<std::string> run_error_callbacks(
    Connection& connection,
    const StepStream& stream,
    const std::vector<core::StepScript>& callbacks,
    std::string_view event
) {
    std::vector<std::string> remarks;
    for (const core::StepScript& callback : callbacks) {
        connection.set_interruptible(Interruptible::yes);
        try {
            run(connection, stream, callback);
        } catch (const core::Error& error) {
            remarks.push_back(fmt::format(
                "The {} callback {} failed too and was rolled back: {}.",
                event,
                callback.path,
                error.message()
            ));
            roll_back(connection);
            if (error.code() != core::ErrorCode::sql_failed) {
                break;
            }
        }
    }
    connection.set_interruptible(Interruptible::no);
    return remarks;
}

}  // namespace rollpack::executor::detail
