#pragma once

#include "rollpack/core/error.hpp"

#include <stdexcept>
#include <utility>

namespace rollpack::test {

/// The core::Error that ends `body`. Throws std::logic_error if none does.
template <typename Body>
core::Error error_of(Body&& body) {
    try {
        static_cast<void>(std::forward<Body>(body)());
    } catch (core::Error& error) {
        return std::move(error);
    }
    throw std::logic_error("expected a core::Error, but none was thrown");
}

}  // namespace rollpack::test
