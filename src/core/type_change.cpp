#include "detail/type_change.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

namespace rollpack::core::detail {

namespace {

constexpr int without_limit = std::numeric_limits<int>::max();

/// "numeric(10,2)" is numeric, 10 and 2.
struct Type {
    std::string base;
    std::optional<int> first;
    std::optional<int> second;
};

std::optional<int> number_at(std::string_view text) {
    int number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc{} ? std::optional{number} : std::nullopt;
}

Type parse_type(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return {std::string{text}, std::nullopt, std::nullopt};
    }
    const std::string_view modifiers = text.substr(open + 1, close - open - 1);
    const std::size_t comma = modifiers.find(',');
    return {
        std::string{text.substr(0, open)} + std::string{text.substr(close + 1)},
        number_at(modifiers),
        comma == std::string_view::npos ? std::nullopt : number_at(modifiers.substr(comma + 1))};
}

enum class Family {
    whole,
    decimal,
    floating,
    text,
    timestamp,
    date,
    time,
    json,
    other
};

struct KnownType {
    std::string_view base;
    Family family;
    int digits;  ///< decimal digits that it holds for sure, of both kinds of numbers
};

constexpr auto known_types = std::to_array<KnownType>({
    {"bigint", Family::whole, 19},
    {"character varying", Family::text, 0},
    {"character", Family::text, 0},
    {"date", Family::date, 0},
    {"double precision", Family::floating, 15},
    {"integer", Family::whole, 10},
    {"json", Family::json, 0},
    {"jsonb", Family::json, 0},
    {"numeric", Family::decimal, without_limit},
    {"real", Family::floating, 6},
    {"smallint", Family::whole, 5},
    {"text", Family::text, 0},
    {"time without time zone", Family::time, 0},
    {"timestamp with time zone", Family::timestamp, 0},
    {"timestamp without time zone", Family::timestamp, 0},
});

KnownType known_type(const Type& type) {
    const auto* const found = std::ranges::find(known_types, type.base, &KnownType::base);
    return found == known_types.end() ? KnownType{"", Family::other, 0} : *found;
}

TypeChange keeps_when(bool holds) {
    return holds ? TypeChange::keeps : TypeChange::narrows;
}

int digits_before_point(const Type& type, const KnownType& known) {
    return type.first ? *type.first - type.second.value_or(0) : known.digits;
}

int digits_behind_point(const Type& type) {
    return type.first ? type.second.value_or(0) : without_limit;
}

TypeChange compare_numbers(const Type& from, const Type& to) {
    const KnownType before = known_type(from);
    const KnownType after = known_type(to);
    if (after.family == Family::decimal) {
        if (!to.first) {
            return keeps_when(before.family != Family::floating);
        }
        const int behind = before.family == Family::whole ? 0 : digits_behind_point(from);
        return keeps_when(
            before.family != Family::floating
            && digits_before_point(to, after) >= digits_before_point(from, before)
            && digits_behind_point(to) >= behind
        );
    }
    if (before.family == Family::decimal) {
        // A whole type of 10 digits holds every number of 9, and some of 10.
        return keeps_when(
            from.first && digits_behind_point(from) <= 0 && *from.first < after.digits
        );
    }
    if (before.family == after.family) {
        return keeps_when(after.digits >= before.digits);
    }
    return keeps_when(after.family == Family::floating && after.digits >= before.digits);
}

int length_of(const Type& type) {
    return type.first.value_or(type.base == "character" ? 1 : without_limit);
}

TypeChange compare_times(const Type& from, const Type& to) {
    constexpr int full_precision = 6;
    if (known_type(from).family != known_type(to).family) {
        return keeps_when(
            known_type(from).family == Family::date && known_type(to).family == Family::timestamp
        );
    }
    if (from.base != to.base) {
        return TypeChange::unknown;  // the session's time zone decides
    }
    return keeps_when(to.first.value_or(full_precision) >= from.first.value_or(full_precision));
}

bool is_number(Family family) {
    return family == Family::whole || family == Family::decimal || family == Family::floating;
}

bool is_time(Family family) {
    return family == Family::timestamp || family == Family::date || family == Family::time;
}

}  // namespace

TypeChange compare_types(std::string_view from, std::string_view to) {
    if (from == to) {
        return TypeChange::keeps;
    }
    constexpr std::string_view array = "[]";
    if (from.ends_with(array) && to.ends_with(array)) {
        from.remove_suffix(array.size());
        to.remove_suffix(array.size());
    }
    const Type before = parse_type(from);
    const Type after = parse_type(to);
    const Family before_family = known_type(before).family;
    const Family after_family = known_type(after).family;
    if (after_family == Family::text && before_family == Family::text) {
        return keeps_when(length_of(after) >= length_of(before));
    }
    if (after_family == Family::text) {
        return length_of(after) == without_limit && before_family != Family::other
            ? TypeChange::keeps
            : TypeChange::unknown;
    }
    if (before_family == Family::text) {
        return TypeChange::narrows;
    }
    if (is_number(before_family) && is_number(after_family)) {
        return compare_numbers(before, after);
    }
    if (is_time(before_family) && is_time(after_family)) {
        return compare_times(before, after);
    }
    return before_family == Family::json && after_family == Family::json ? TypeChange::keeps
                                                                         : TypeChange::unknown;
}

}  // namespace rollpack::core::detail
