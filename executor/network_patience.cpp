#include "detail/network_patience.hpp"

#include "rollpack/core/error.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

milliseconds parse_timeout(const std::string& text) {
    std::int32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end) {
        throw core::Error{
            core::ErrorCode::usage,
            "tcp_user_timeout is not a number of milliseconds: " + text,
            "Write a number, for example tcp_user_timeout=30000, or leave it out."};
    }
    return milliseconds{std::max(value, 0)};
}

}  // namespace

NetworkPatience network_patience(const ConnectionSettings& settings) {
    NetworkPatience patience;
    const std::map<std::string_view, std::string*> fields{
        {"keepalives", &patience.keepalives},
        {"keepalives_idle", &patience.keepalives_idle},
        {"keepalives_interval", &patience.keepalives_interval},
        {"keepalives_count", &patience.keepalives_count},
        {"tcp_user_timeout", &patience.tcp_user_timeout}};
    for (const auto& [name, value] : settings.parameters) {
        if (const auto field = fields.find(name); field != fields.end() && !value.empty()) {
            // What is below 0 is 0 to libpq, and a fault to the server.
            *field->second = value.starts_with('-') ? "0" : value;
        }
    }
    return patience;
}

SilenceWatch::SilenceWatch(const NetworkPatience& patience)
    : patience_(parse_timeout(patience.tcp_user_timeout)) {}

// The kernel's count of milliseconds alone would be old where a quiet connection has just sent again.
bool SilenceWatch::is_over(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    const bool known = patience_ != milliseconds{0}
        && getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
    if (!known || (info.tcpi_unacked == 0 && info.tcpi_probes == 0)) {
        waiting_since_.reset();
        return false;
    }
    const auto now = steady_clock::now();
    waiting_since_ = waiting_since_.value_or(now);
    const auto waited = std::chrono::duration_cast<milliseconds>(now - *waiting_since_);
    return std::min(waited, milliseconds{info.tcpi_last_ack_recv}) >= patience_;
}

}  // namespace rollpack::executor::detail
