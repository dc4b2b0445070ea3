#pragma once

#include "rollpack/executor/connection_url.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace rollpack::executor::detail {

/// How long a network that has fallen silent is waited for, on both sides of a session: as the
/// connection's own parameters of these names say, else about 30 s. In the text form of libpq.
struct NetworkPatience {
    std::string keepalives = "1";
    std::string keepalives_idle = "15";  ///< seconds
    std::string keepalives_interval = "5";  ///< seconds
    std::string keepalives_count = "3";
    std::string tcp_user_timeout = "30000";  ///< milliseconds
};

NetworkPatience network_patience(const ConnectionSettings& settings);

/// Notices that what was sent over a TCP connection is not acknowledged any more.
///
/// The kernel would do that with TCP_USER_TIMEOUT, but it also ends a connection whose other side
/// acknowledges and only takes nothing in: a server that is busy with a statement while the next ones
/// wait in its socket (tcp(7), zero window). Keepalives say nothing while something is on its way.
class SilenceWatch {
public:
    /// @throws Error usage when tcp_user_timeout is not a number of milliseconds.
    explicit SilenceWatch(const NetworkPatience& patience);

    /// Whether the whole patience went by with something unacknowledged and nothing coming. Ask several
    /// times a second. False for what is no TCP connection, and when the patience is 0.
    bool is_over(int socket);

    std::chrono::milliseconds patience() const noexcept { return patience_; }

private:
    std::chrono::milliseconds patience_;
    std::optional<std::chrono::steady_clock::time_point> waiting_since_;
};

}  // namespace rollpack::executor::detail
