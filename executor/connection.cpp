#include "detail/connection.hpp"

#include "detail/interrupt.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A signal ends poll() at once unless it arrives right before; then this is the delay.
constexpr milliseconds interrupt_poll{200};

constexpr milliseconds quiet_interval{1000};

// A record of TLS may lie decrypted below libpq's buffer, unseen by poll(), while a COPY goes on.
constexpr milliseconds hidden_input_poll{5};

/// libpq's messages end with a newline and may have several lines, one a host.
std::string one_line(std::string_view message) {
    std::string result;
    bool gap = false;
    for (const char c : message) {
        if (c == '\n') {
            gap = true;
        } else if (c != '\t' && c != '\r') {
            result += gap && !result.empty() ? "; " : "";
            result += c;
            gap = false;
        }
    }
    return result;
}

struct NamesAndValues {
    std::vector<const char*> names;
    std::vector<const char*> values;

    void add(const char* name, const char* value) {
        names.push_back(name);
        values.push_back(value);
    }
};

// Of a repeated name libpq takes the last, so what may be overridden stands before the settings.
NamesAndValues connection_parameters(const ConnectionSettings& settings) {
    NamesAndValues all;
    all.add("fallback_application_name", "rollpack");
    all.add("connect_timeout", "10");
    for (const auto& [name, value] : settings.parameters) {
        all.add(name.c_str(), value.c_str());
    }
    all.add("client_encoding", "UTF8");
    all.add(nullptr, nullptr);
    return all;
}

/// The number in "COPY 5".
std::int64_t rows_of(std::string_view tag) {
    std::int64_t rows = 0;
    const std::string_view digits = tag.substr(tag.find_last_of(' ') + 1);
    static_cast<void>(std::from_chars(digits.data(), digits.data() + digits.size(), rows));
    return rows;
}

}  // namespace

void Connection::Finish::operator()(pg_conn* connection) const noexcept {
    PQfinish(connection);
}

Connection::Connection(const ConnectionSettings& settings)
    : notices_(std::make_unique<Notices>()) {
    const NamesAndValues parameters = connection_parameters(settings);
    raw_.reset(PQconnectdbParams(parameters.names.data(), parameters.values.data(), 0));
    if (!raw_) {
        throw Error{ErrorCode::connection_failed, "out of memory while connecting"};
    }
    if (PQstatus(raw_.get()) != CONNECTION_OK) {
        throw Error{
            ErrorCode::connection_failed,
            fmt::format(
                "cannot connect to {}: {}",
                describe(settings),
                one_line(PQerrorMessage(raw_.get()))
            ),
            "Check the address and that the server runs; a password is taken from PGPASSWORD, "
            "~/.pgpass or the URL."};
    }
    if (PQsetnonblocking(raw_.get(), 1) != 0) {
        throw_lost();
    }
    PQsetNoticeReceiver(raw_.get(), &Connection::on_notice, notices_.get());
}

void Connection::on_notice(void* notices, const pg_result* result) noexcept {
    core::Observer* const observer = static_cast<Notices*>(notices)->observer;
    if (observer == nullptr) {
        return;
    }
    const char* const severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char* const message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    observer->on(
        core::ServerNotice{severity == nullptr ? "" : severity, message == nullptr ? "" : message}
    );
}

void Connection::throw_lost() const {
    const std::string words = one_line(PQerrorMessage(raw_.get()));
    throw Error{
        ErrorCode::connection_lost,
        "the connection to the server was lost" + (words.empty() ? words : ": " + words)};
}

void Connection::consume() {
    if (PQconsumeInput(raw_.get()) == 0) {
        throw_lost();
    }
}

// With TLS a record may lie decrypted in libpq's layer below its buffer, where poll() cannot see it.
bool Connection::has_hidden_input() {
    if (PQsslInUse(raw_.get()) == 0) {
        return false;
    }
    consume();
    return PQisBusy(raw_.get()) == 0;
}

void Connection::check_interrupt() const {
    if (interruptible_ == Interruptible::yes && interrupt_requested()) {
        throw Error{ErrorCode::interrupted, "interrupted by the user"};
    }
}

void Connection::read_available() {
    check_interrupt();
    consume();
}

// False when nothing happened within `slice`; a signal ends it early.
bool Connection::poll_once(bool writing, milliseconds slice) {
    pollfd watched{PQsocket(raw_.get()), POLLIN, 0};
    if (writing) {
        watched.events = POLLIN | POLLOUT;
    }
    const int ready = poll(&watched, 1, static_cast<int>(slice.count()));
    if (ready < 0 && errno != EINTR) {
        throw_lost();
    }
    if (ready > 0 && watched.revents != POLLOUT) {
        consume();
    }
    return ready > 0;
}

bool Connection::wait_for_traffic(bool writing, milliseconds limit) {
    const auto start = steady_clock::now();
    milliseconds told{};
    while (true) {
        check_interrupt();
        if (!writing && has_hidden_input()) {
            return true;
        }
        const auto spent = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
        if (spent >= limit) {
            return false;
        }
        if (when_quiet_ && spent - told >= quiet_interval) {
            told = spent;
            when_quiet_(spent);
        }
        if (poll_once(writing, std::min(interrupt_poll, limit - spent))) {
            return true;
        }
    }
}

void Connection::flush() {
    while (true) {
        const int pending = PQflush(raw_.get());
        if (pending < 0) {
            throw_lost();
        }
        if (pending == 0) {
            return;
        }
        wait_for_traffic(true, no_limit);
        // Parses what came, so that notices do not pile up while the server waits to be read.
        static_cast<void>(PQisBusy(raw_.get()));
    }
}

Result Connection::finish_query() {
    Result last{nullptr};
    std::optional<ServerError> error;
    flush();
    while (true) {
        while (PQisBusy(raw_.get()) != 0) {
            wait_for_traffic(false, no_limit);
        }
        Result next{PQgetResult(raw_.get())};
        if (next.get() == nullptr) {
            break;
        }
        const ExecStatusType status = PQresultStatus(next.get());
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
            return next;
        }
        if (PQresultStatus(next.get()) == PGRES_FATAL_ERROR && !error) {
            error = read_server_error(next.get());
        }
        last = std::move(next);
    }
    if (PQstatus(raw_.get()) == CONNECTION_BAD || last.get() == nullptr) {
        throw_lost();
    }
    if (error) {
        throw SqlError{std::move(*error)};
    }
    return last;
}

bool Connection::discard_ready() {
    while (PQisBusy(raw_.get()) == 0) {
        const Result next{PQgetResult(raw_.get())};
        if (next.get() == nullptr) {
            return true;
        }
        // Until its data is read, libpq gives the same answer again and again.
        const bool copies = PQresultStatus(next.get()) == PGRES_COPY_OUT;
        if (copies && take_copy_data([](std::string_view) {}) != CopyState::ended) {
            return false;
        }
    }
    return false;
}

bool Connection::drained_within(milliseconds limit) {
    const auto deadline = steady_clock::now() + limit;
    while (true) {
        const int pending = PQflush(raw_.get());
        if (pending < 0) {
            throw_lost();
        }
        if (discard_ready()) {
            return true;
        }
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
        if (!wait_for_traffic(pending != 0, std::max(left, milliseconds{0}))) {
            return false;
        }
    }
}

void Connection::cancel_query() noexcept {
    const Interruptible before = std::exchange(interruptible_, Interruptible::no);
    try {
        bool over = false;
        for (int attempt = 0; attempt < cancel_attempts && !over; ++attempt) {
            cancel();
            over = drained_within(cancel_interval);
        }
    } catch (const Error&) {
        // The connection broke meanwhile: the command is over in that case too.
        static_cast<void>(0);
    }
    interruptible_ = before;
}

Result Connection::query(const std::string& sql, const Parameters& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const Parameter& parameter : parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    const int sent = PQsendQueryParams(
        raw_.get(),
        sql.c_str(),
        static_cast<int>(values.size()),
        nullptr,
        values.data(),
        nullptr,
        nullptr,
        0
    );
    if (sent == 0) {
        throw_lost();
    }
    try {
        return finish_query();
    } catch (const SqlError&) {
        throw;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::interrupted) {
            cancel_query();
        }
        throw;
    }
}

void Connection::send_copy_data(std::string_view data) {
    constexpr std::size_t chunk = 64UL * 1024;
    while (!data.empty()) {
        const std::string_view part = data.substr(0, chunk);
        const int queued = PQputCopyData(raw_.get(), part.data(), static_cast<int>(part.size()));
        if (queued < 0) {
            throw_lost();
        }
        flush();
        data.remove_prefix(queued == 0 ? 0 : part.size());
    }
    int ended = 0;
    while (ended == 0) {
        ended = PQputCopyEnd(raw_.get(), nullptr);
        flush();
    }
    if (ended < 0) {
        throw_lost();
    }
}

Result Connection::copy_in(const std::string& sql, std::string_view data) {
    const Result answer = query(sql);
    if (PQresultStatus(answer.get()) != PGRES_COPY_IN) {
        throw Error{ErrorCode::internal, "the server did not ask for the data of a COPY"};
    }
    try {
        send_copy_data(data);
        return finish_query();
    } catch (const SqlError&) {
        throw;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::interrupted) {
            // Whether it can be sent or not, the cancelled query's end is what is waited for.
            static_cast<void>(PQputCopyEnd(raw_.get(), "interrupted by the user"));
            cancel_query();
        }
        throw;
    }
}

Connection::CopyState Connection::take_copy_data(
    const std::function<void(std::string_view)>& on_data
) {
    CopyState state = CopyState::nothing_there;
    while (true) {
        char* raw = nullptr;
        const int length = PQgetCopyData(raw_.get(), &raw, 1);
        const std::unique_ptr<char, void (*)(void*)> data{raw, &PQfreemem};
        if (length == 0) {
            return state;
        }
        if (length < 0) {
            return CopyState::ended;  // by a fault too, which the command's result tells
        }
        on_data({data.get(), static_cast<std::size_t>(length)});
        state = CopyState::took_some;
    }
}

void Connection::receive_copy_data(const std::function<void(std::string_view)>& on_data) {
    const milliseconds slice = PQsslInUse(raw_.get()) == 0 ? interrupt_poll : hidden_input_poll;
    while (true) {
        const CopyState state = take_copy_data(on_data);
        if (state == CopyState::ended) {
            return;
        }
        check_interrupt();
        if (state == CopyState::took_some) {
            consume();
        } else {
            static_cast<void>(poll_once(false, slice));
        }
    }
}

std::int64_t Connection::copy_out(
    const std::string& sql,
    const std::function<void(std::string_view)>& on_data
) {
    const Result answer = query(sql);
    if (PQresultStatus(answer.get()) != PGRES_COPY_OUT) {
        throw Error{ErrorCode::internal, "the server did not send the data of a COPY"};
    }
    try {
        receive_copy_data(on_data);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::connection_lost) {
            cancel_query();
        }
        throw;
    }
    const Result end = finish_query();
    return rows_of(end.command_tag());
}

void Connection::pause(milliseconds duration) {
    const auto deadline = steady_clock::now() + duration;
    while (true) {
        check_interrupt();
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
        if (left <= milliseconds{0}) {
            return;
        }
        // A signal ends the sleep early, which is what it is for.
        static_cast<void>(poll(nullptr, 0, static_cast<int>(std::min(left, interrupt_poll).count()))
        );
    }
}

bool Connection::in_transaction() const noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(raw_.get());
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

bool Connection::is_gone() const noexcept {
    return raw_ == nullptr || PQstatus(raw_.get()) == CONNECTION_BAD;
}

std::string Connection::identifier(const std::string& name) const {
    const std::unique_ptr<char, void (*)(void*)> quoted{
        PQescapeIdentifier(raw_.get(), name.data(), name.size()),
        &PQfreemem};
    if (!quoted) {
        throw Error{ErrorCode::internal, "a name cannot be quoted: " + name};
    }
    return quoted.get();
}

void Connection::cancel() noexcept {
    const std::unique_ptr<PGcancel, void (*)(PGcancel*)> request{
        PQgetCancel(raw_.get()),
        &PQfreeCancel};
    std::array<char, 256> message{};
    // Nothing can be done where it fails: the caller asks again until the command has ended.
    static_cast<void>(PQcancel(request.get(), message.data(), static_cast<int>(message.size())));
}

}  // namespace rollpack::executor::detail
