#pragma once

#include "detail/command.hpp"
#include "detail/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

/// Commands streamed to the server without waiting for their answers, which come back in order. The
/// round trips of a run grow with the calls of await() and finish(), not with the commands.
///
/// After an Error left a member function, nothing may be called but abandon(); after Error
/// connection_lost not even that.
class Pipeline {
public:
    using OnResult = std::function<void(const Tag&, const Result&)>;

    /// Enters libpq's pipeline mode. `on_result` is called, in order, for every command that
    /// succeeded; what it throws leaves the member function that was called.
    Pipeline(Connection& connection, OnResult on_result);

    using OnPassedOver = std::function<void(const Tag&, const core::SqlFailure&)>;

    /// Has to be called before a command with IfDone::pass_over is sent: told of each that failed
    /// because what it is for is so already.
    void tell_passed_over_to(OnPassedOver listener) { on_passed_over_ = std::move(listener); }

    /// Adds a command. What has gathered is sent now and then, and answers are taken as they come.
    /// COPY ... FROM STDIN and what may be passed over cannot be streamed: finish() comes first, and the
    /// stream begins anew afterwards. @throws SqlError when an answer was an error: see failed().
    void send(const Command& command);

    /// As send() for a command of its parts.
    void send(const std::string& sql, const Parameters& parameters, const Tag& tag);

    /// Ends the stream: send() runs each command by itself and waits for its answer, until stream()
    /// is called. What cannot be part of a stream is run so. @throws SqlError.
    void step_by_step();

    /// Begins the stream anew after step_by_step().
    void stream();

    /// send() as a function, good for as long as this object.
    CommandSink sink();

    /// As send() for COPY ... TO STDOUT; `on_data` is called with the data as it comes. It cannot be
    /// streamed either. Gives the number of rows. What `on_data` throws leaves this function, and the
    /// command is cancelled.
    std::int64_t copy_out(
        const std::string& sql,
        const std::function<void(std::string_view)>& on_data,
        const Tag& tag
    );

    /// Asks the server not to hold back the answers to what was sent before.
    void push();

    /// Waits for the answers to everything that was sent. @throws SqlError.
    void await();

    /// Ends the stream: everything is answered, and libpq has left the pipeline mode. @throws SqlError.
    void finish();

    enum class Cancel {
        no,
        yes
    };

    /// Ends a stream that failed, or with Cancel::yes one that was interrupted; commands that
    /// succeeded are still told. False when the server did not end it in time: the connection is of no
    /// use then. @throws Error connection_lost.
    bool abandon(Cancel cancel);

    /// The command whose answer is awaited next; none when all were answered.
    std::optional<Tag> answering() const;

    /// What failed; none when SqlError was not the reason.
    const std::optional<Tag>& failed() const noexcept { return failed_; }

private:
    struct Sent {
        Tag tag;
        bool answered = false;
        bool sync = false;
    };

    enum class OnError {
        raise,
        pass_over
    };

    void add(const Command& command);
    void run_now(const Command& command);
    void run_tolerantly(const Command& command);
    void enter();
    void leave();
    void sync();
    void pump();
    bool drain(OnError on_error, std::chrono::milliseconds limit);
    void take_ready(OnError on_error);
    void take(Result result, OnError on_error);
    void refuse(const Result& result, OnError on_error);

    Connection& connection_;
    OnResult on_result_;
    OnPassedOver on_passed_over_;
    std::deque<Sent> pending_;
    std::optional<Tag> failed_;
    std::optional<Tag> running_;  ///< by itself, outside of the stream
    std::size_t gathered_bytes_ = 0;
    bool active_ = false;
};

}  // namespace rollpack::executor::detail
