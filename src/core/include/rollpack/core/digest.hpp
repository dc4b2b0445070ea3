#pragma once

#include "rollpack/core/script_text.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core {

/// A SHA-256, 32 bytes.
struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};

    std::string hex() const;  ///< 64 lower-case digits
    auto operator<=>(const Sha256&) const = default;
};

/// The inverse of Sha256::hex(); none unless `hex` is 64 lower-case hexadecimal digits.
std::optional<Sha256> parse_sha256(std::string_view hex);

Sha256 sha256(std::string_view bytes);

/// SHA-256 over pieces. Not copyable; finish() may be called once.
class Sha256Stream {
public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;
    Sha256Stream(const Sha256Stream&) = delete;
    Sha256Stream& operator=(const Sha256Stream&) = delete;

    void update(std::string_view bytes);
    Sha256 finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The checksum in Flyway's history table: a CRC-32 as a signed number.
struct FlywayChecksum {
    std::int32_t value = 0;
    auto operator<=>(const FlywayChecksum&) const = default;
};

/// Flyway's checksum of a script's text (valid UTF-8): CRC-32 over its lines without their ends
/// (LF, CR, CRLF), one leading U+FEFF dropped. Source: CORE/internal/resolver/ChecksumCalculator.java
/// of Flyway 13.0.0.
FlywayChecksum flyway_checksum(const ScriptText& text);

/// Whether `bytes` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes) noexcept;

/// is_utf8() of a script's text.
bool holds_utf8(const ScriptText& text) noexcept;

}  // namespace rollpack::core
