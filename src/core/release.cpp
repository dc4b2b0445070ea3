#include "rollpack/core/release.hpp"

#include "detail/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace rollpack::core {

namespace {

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
    using namespace std::chrono;
    const sys_seconds time{seconds{unix_seconds}};
    const sys_days day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
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
    using namespace std::chrono;
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
    const year_month_day date{
        year{number(0, 4)},
        month{static_cast<unsigned>(number(5, 2))},
        day{static_cast<unsigned>(number(8, 2))}};
    const hours hour{number(11, 2)};
    const minutes minute{number(14, 2)};
    const seconds second{number(17, 2)};
    if (!date.ok() || hour >= days{1} || minute >= hours{1} || second >= minutes{1}) {
        return std::nullopt;
    }
    return (sys_days{date}.time_since_epoch() + hour + minute + second) / seconds{1};
}

}  // namespace rollpack::core
