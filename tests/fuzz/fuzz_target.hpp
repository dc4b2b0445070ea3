#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// libFuzzer calls this with input after input; corpus_main.cpp with the files of a corpus.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace rollpack::fuzz {

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
    // NOLINTNEXTLINE(*-reinterpret-cast): bytes are text here
    return {reinterpret_cast<const char*>(bytes), size};
}

/// Ends the process where a property does not hold: libFuzzer then keeps the input.
inline void require(bool holds, const char* property) {
    if (!holds) {
        static_cast<void>(std::fprintf(stderr, "property does not hold: %s\n", property));
        std::abort();
    }
}

}  // namespace rollpack::fuzz
