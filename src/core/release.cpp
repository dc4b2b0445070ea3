#include "rollpack/core/release.hpp"

#include "detail/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace rollpack::core {

namespace {

namespace chrono = std::chrono;

/// Whether `text` has the form 0000-00-00T00:00:00Z, digits aside.
bool has_utc_form(std::string_view text) {
    constexpr std::string_view form = "0000-00-00T00:00:00Z";
    return std::ranges::equal(text, form, [](char character, char expected) {
        return expected == '0' ? detail::is_ascii_digit(character) : character == expected;
    });
}

}  // namespace

std::optional<ObjectId> parse_object_id(std::string_view hex) {
    const auto is_hexadecimal = [](char character) {
        return detail::is_ascii_digit(character) || (character >= 'a' && character <= 'f');
    };
    if (hex.size() != 40 || !std::ranges::all_of(hex, is_hexadecimal)) {
        return std::nullopt;
    }
    return ObjectId{std::string{hex}};
}

std::string format_utc(std::int64_t unix_seconds) {
    const chrono::sys_seconds time{chrono::seconds{unix_seconds}};
    const chrono::sys_days day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{time - day};
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        clock.hours().count(),
        clock.minutes().count(),
        clock.seconds().count()
    );
}

std::optional<std::int64_t> parse_utc(std::string_view text) {
    if (!has_utc_form(text)) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t position, std::size_t length) {
        int value = 0;
        for (const char digit : text.substr(position, length)) {
            value = 10 * value + (digit - '0');
        }
        return value;
    };
    const chrono::year_month_day date{
        chrono::year{number(0, 4)},
        chrono::month{static_cast<unsigned>(number(5, 2))},
        chrono::day{static_cast<unsigned>(number(8, 2))}};
    const chrono::hours hour{number(11, 2)};
    const chrono::minutes minute{number(14, 2)};
    const chrono::seconds second{number(17, 2)};
    if (!date.ok() || hour >= chrono::days{1} || minute >= chrono::hours{1}
        || second >= chrono::minutes{1}) {
        return std::nullopt;
    }
    return (chrono::sys_days{date}.time_since_epoch() + hour + minute + second)
        / chrono::seconds{1};
}

}  // namespace rollpack::core
