#pragma once

namespace rollpack::executor::detail {

/// Whether request_interrupt() was called and not taken back.
bool interrupt_requested() noexcept;

}  // namespace rollpack::executor::detail
