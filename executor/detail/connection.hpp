#pragma once

#include "detail/network_patience.hpp"
#include "detail/sql_error.hpp"
#include "rollpack/core/event.hpp"
#include "rollpack/core/script_text.hpp"
#include "rollpack/executor/connection_url.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct pg_conn;
struct pg_result;

namespace rollpack::executor::detail {

using Parameter = std::optional<std::string>;  ///< in text form; none is NULL
using Parameters = std::vector<Parameter>;

/// The answer to one command.
class Result {
public:
    explicit Result(pg_result* raw) noexcept;

    const pg_result* get() const noexcept { return raw_.get(); }

    std::size_t rows() const noexcept;
    std::vector<std::string> column_names() const;
    bool is_null(std::size_t row, std::size_t column) const noexcept;
    /// Empty for NULL.
    std::string text(std::size_t row, std::size_t column) const;
    std::int64_t number(std::size_t row, std::size_t column) const;
    bool truth(std::size_t row, std::size_t column) const;
    /// "INSERT 0 1", "COMMIT"
    std::string_view command_tag() const noexcept;

private:
    struct Free {
        void operator()(pg_result* result) const noexcept;
    };

    std::unique_ptr<pg_result, Free> raw_;
};

/// Whether a wait may end early because the user asked for it.
enum class Interruptible {
    no,
    yes
};

/// A session. All traffic is non-blocking underneath; every wait reads while it writes, so neither
/// side can block the other, and ends within 200 ms of request_interrupt() with Error interrupted.
/// A network that does not answer any more is a lost connection (see NetworkPatience), and so is, once
/// the user wants to stop, a server from which nothing comes for 10 s in a wait that may not end early.
/// After Error connection_lost the object is good for nothing but its destructor.
class Connection {
public:
    /// @throws Error connection_failed; usage for a parameter that cannot be read.
    explicit Connection(const ConnectionSettings& settings);

    /// One command and its answer: one round trip. When the user interrupts, the command is cancelled
    /// before Error interrupted leaves. Not inside a pipeline. @throws SqlError.
    Result query(const std::string& sql, const Parameters& parameters = {});

    /// As query() for COPY ... FROM STDIN with its data; two round trips.
    Result copy_in(const std::string& sql, const core::ScriptText& data);

    /// As query() for COPY ... TO STDOUT; `on_data` is called with the data as it comes. When it throws,
    /// the command is cancelled. Gives the number of rows.
    std::int64_t copy_out(
        const std::string& sql,
        const std::function<void(std::string_view)>& on_data
    );

    /// `name` as a quoted SQL identifier. @throws Error internal for text that is not UTF-8.
    std::string identifier(const std::string& name) const;

    /// Where notices go from now on; null: nowhere. The observer has to outlive the next call.
    void tell_notices_to(core::Observer* observer) noexcept { notices_->observer = observer; }

    using Quiet = std::function<void(std::chrono::milliseconds so_far)>;

    /// Called about once a second while nothing comes from the server that is waited for; it may not
    /// use this connection. What it throws ends the wait, and the connection is of no use then. Null:
    /// nobody is told.
    void when_quiet(Quiet tell) { when_quiet_ = std::move(tell); }

    void set_interruptible(Interruptible value) noexcept { interruptible_ = value; }

    /// Waits until something was read, or written while `writing`. False when `limit` ran out.
    /// @throws Error interrupted, connection_lost.
    bool wait_for_traffic(bool writing, std::chrono::milliseconds limit);

    /// Reads what has come, without waiting. @throws Error interrupted, connection_lost.
    void read_available();

    /// Does nothing for a while. @throws Error interrupted.
    void pause(std::chrono::milliseconds duration);

    /// Asks the server to cancel what it is running, and waits for at most cancel_interval until the
    /// request has arrived. One that comes too early or too late is lost, so ask again.
    void cancel() noexcept;

    /// Whether a transaction is open, failed or not.
    bool in_transaction() const noexcept;

    /// Whether there is a network in between, and not a unix socket.
    bool is_by_network() const noexcept;

    /// The process that answered when the connection began: the server's, or a number of a pooler's own.
    int greeted_by() const noexcept;

    /// Whether the connection was lost or closed.
    bool is_gone() const noexcept;

    /// Ends the session now; the server rolls back what is open.
    void close() noexcept { raw_.reset(); }

    /// For the pipeline, which is a part of this class in a file of its own.
    pg_conn* raw() const noexcept { return raw_.get(); }

    /// @throws Error connection_lost with libpq's words.
    [[noreturn]] void throw_lost() const;

private:
    struct Finish {
        void operator()(pg_conn* connection) const noexcept;
    };

    struct Notices {
        core::Observer* observer = nullptr;
    };

    static void on_notice(void* notices, const pg_result* result) noexcept;

    void consume();
    bool has_hidden_input();
    void check_interrupt() const;
    [[noreturn]] void give_up(const std::string& why);
    void flush();
    Result finish_query();
    bool poll_once(bool writing, std::chrono::milliseconds slice);
    bool discard_ready();  ///< true: the command has no more answers
    bool drained_within(std::chrono::milliseconds limit);
    void cancel_query() noexcept;
    void put_copy_data(std::string_view data);
    void send_copy_data(const core::ScriptText& data);

    enum class CopyState {
        nothing_there,
        took_some,
        ended
    };

    CopyState take_copy_data(const std::function<void(std::string_view)>& on_data);
    void receive_copy_data(const std::function<void(std::string_view)>& on_data);

    std::unique_ptr<Notices> notices_;  // its address is libpq's
    std::unique_ptr<pg_conn, Finish> raw_;
    SilenceWatch silence_;
    Interruptible interruptible_ = Interruptible::yes;
    Quiet when_quiet_;
};

inline constexpr std::chrono::milliseconds no_limit = std::chrono::milliseconds::max();

/// A cancelled command is cancelled again after this time, and so often, before it is given up.
inline constexpr std::chrono::milliseconds cancel_interval{500};
inline constexpr int cancel_attempts = 30;

}  // namespace rollpack::executor::detail
