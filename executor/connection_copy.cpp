#include "detail/connection.hpp"

#include <libpq-fe.h>

#include <charconv>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;
using std::chrono::milliseconds;

// How soon an interrupt is seen while no data comes.
constexpr milliseconds interrupt_poll{200};

// A record of TLS may lie decrypted below libpq's buffer, unseen by poll(), while a COPY goes on.
constexpr milliseconds hidden_input_poll{5};

/// The number in "COPY 5".
std::int64_t rows_of(std::string_view tag) {
    std::int64_t rows = 0;
    const std::string_view digits = tag.substr(tag.find_last_of(' ') + 1);
    static_cast<void>(std::from_chars(digits.data(), digits.data() + digits.size(), rows));
    return rows;
}

}  // namespace

void Connection::put_copy_data(std::string_view data) {
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
}

void Connection::send_copy_data(const core::ScriptText& data) {
    core::for_each_piece(data, [this](std::string_view piece) { put_copy_data(piece); });
    int ended = 0;
    while (ended == 0) {
        ended = PQputCopyEnd(raw_.get(), nullptr);
        flush();
    }
    if (ended < 0) {
        throw_lost();
    }
}

Result Connection::copy_in(const std::string& sql, const core::ScriptText& data) {
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

}  // namespace rollpack::executor::detail
