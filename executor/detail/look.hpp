#pragma once

#include "detail/session.hpp"
#include "rollpack/core/live_facts.hpp"

#include <chrono>

namespace rollpack::executor::detail {

/// See Database::look().
core::LiveFacts look(
    Session& session,
    const core::LiveQuestions& questions,
    std::chrono::milliseconds budget
);

}  // namespace rollpack::executor::detail
