#pragma once

#include <string>

namespace rollpack::core {

/// Somebody else's session with the database. Members that the server does not tell are empty.
struct OtherSession {
    int pid = 0;
    std::string user;
    std::string application;
    std::string client;  ///< its address, or "local"
    std::string state;  ///< "idle in transaction", "active", ...
    std::string since;  ///< start of its transaction (else session), "2026-11-22T02:15:00Z"

    bool operator==(const OtherSession&) const = default;
};

/// "pid 4711 (user deploy, application flyway, client 10.0.0.7, idle in transaction since ...)"
std::string describe(const OtherSession& session);

}  // namespace rollpack::core
