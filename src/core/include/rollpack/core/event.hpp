#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace rollpack::core {

/// A part of a journey begins: "reading v1.29", "taking the lock".
struct PhaseStarted {
    std::string name;
};

/// Progress inside a phase; `total` is 0 where it is not known.
struct PhaseProgress {
    std::size_t done = 0;
    std::size_t total = 0;
};

struct StepStarted {
    std::size_t index = 0;  ///< 0-based
    std::size_t total = 0;
    std::string name;
};

struct StepFinished {
    std::size_t index = 0;
    std::size_t total = 0;
    std::string name;
    std::chrono::milliseconds duration{};
    std::int64_t rows = 0;  ///< as in StepOutcome
};

/// A NOTICE or WARNING of the server.
struct ServerNotice {
    std::string severity;
    std::string message;
};

/// A statement of a version that stopped half-way found already done what it does.
struct StatementPassedOver {
    std::string script;
    std::size_t line = 1;
    std::string message;  ///< the server's
};

/// Somebody else holds what is needed; told again while the wait lasts.
struct Waiting {
    std::string what;  ///< "Flyway's lock, held by pid 4711 (deploy, flyway)"
    std::chrono::milliseconds so_far{};
};

using Event = std::variant<
    PhaseStarted,
    PhaseProgress,
    StepStarted,
    StepFinished,
    ServerNotice,
    StatementPassedOver,
    Waiting>;

/// Receives events as they happen, on the caller's thread. Must not throw.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on(const Event& event) noexcept = 0;
};

}  // namespace rollpack::core
