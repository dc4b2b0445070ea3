#include "detail/connection.hpp"

#include "detail/interrupt.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <thread>
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

// Who asked to stop has waited for the end of what must not be broken off; not for ever.
constexpr milliseconds patience_of_user{10'000};

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
NamesAndValues connection_parameters(
    const ConnectionSettings& settings,
    const NetworkPatience& patience
) {
    NamesAndValues all;
    all.add("fallback_application_name", "rollpack");
    all.add("connect_timeout", "10");
    for (const auto& [name, value] : settings.parameters) {
        all.add(name.c_str(), value.c_str());
    }
    all.add("keepalives", patience.keepalives.c_str());
    all.add("keepalives_idle", patience.keepalives_idle.c_str());
    all.add("keepalives_interval", patience.keepalives_interval.c_str());
    all.add("keepalives_count", patience.keepalives_count.c_str());
    all.add("tcp_user_timeout", "0");  // what the watch over silence is there for
    all.add("client_encoding", "UTF8");
    all.add(nullptr, nullptr);
    return all;
}

}  // namespace

void Connection::Finish::operator()(pg_conn* connection) const noexcept {
    PQfinish(connection);
}

Connection::Connection(const ConnectionSettings& settings)
    : notices_(std::make_unique<Notices>())
    , silence_(network_patience(settings)) {
    const NetworkPatience patience = network_patience(settings);
    const NamesAndValues parameters = connection_parameters(settings, patience);
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

// libpq still takes the connection for a good one.
void Connection::give_up(const std::string& why) {
    close();
    throw Error{ErrorCode::connection_lost, "the connection to the server was lost: " + why};
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
    if (ready == 0 && silence_.is_over(PQsocket(raw_.get()))) {
        give_up(fmt::format("nothing was acknowledged for {} ms", silence_.patience().count()));
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
        if (spent >= patience_of_user && interrupt_requested()) {
            give_up("the server has not answered, and the user does not want to wait any longer");
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

bool Connection::is_by_network() const noexcept {
    const char* const host = PQhost(raw_.get());
    const std::string_view name = host == nullptr ? "" : host;
    return !name.empty() && !name.starts_with('/') && !name.starts_with('@');
}

int Connection::greeted_by() const noexcept {
    return PQbackendPID(raw_.get());
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

// libpq waits for the server to take the request, for ever where a pooler between them is stuck.
void Connection::cancel() noexcept {
    try {
        const std::shared_ptr<PGcancel> request{PQgetCancel(raw_.get()), &PQfreeCancel};
        std::promise<void> sent;
        const std::future<void> is_sent = sent.get_future();
        std::thread{[request, done = std::move(sent)]() mutable {
            std::array<char, 256> message{};
            // Nothing can be done where it fails: the caller asks again until the command has ended.
            static_cast<void>(
                PQcancel(request.get(), message.data(), static_cast<int>(message.size()))
            );
            done.set_value();
        }}.detach();
        static_cast<void>(is_sent.wait_for(cancel_interval));
    } catch (const std::exception&) {
        // Without memory or threads the request is one that comes too early.
        return;
    }
}

}  // namespace rollpack::executor::detail
