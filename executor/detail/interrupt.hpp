#pragma once

#include <chrono>

namespace rollpack::executor::detail {

/// Whether request_interrupt() was called and not taken back.
bool interrupt_requested() noexcept;

/// Does nothing for a while. @throws Error interrupted within 200 ms of request_interrupt().
void pause(std::chrono::milliseconds duration);

}  // namespace rollpack::executor::detail
