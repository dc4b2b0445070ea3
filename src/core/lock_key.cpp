#include "detail/utf8.hpp"
#include "rollpack/core/history.hpp"

namespace rollpack::core {

namespace {

std::string in_quotes(std::string_view identifier) {
    std::string result = "\"";
    for (const char character : identifier) {
        result += character == '"' ? "\"\"" : std::string(1, character);
    }
    return result + '"';
}

/// java.lang.String.hashCode: wraps at 32 bits, read as a signed number.
std::int32_t java_hash(std::u16string_view text) {
    std::uint32_t hash = 0;
    for (const char16_t unit : text) {
        hash = hash * 31U + unit;
    }
    return static_cast<std::int32_t>(hash);
}

}  // namespace

std::int64_t flyway_lock_key(const HistoryTable& table) {
    constexpr std::int64_t flyway_in_ascii = 0x466C79776179;
    return flyway_in_ascii
        + java_hash(detail::utf16(in_quotes(table.schema) + "." + in_quotes(table.table)));
}

}  // namespace rollpack::core
