#include "rollpack/core/amount.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace rollpack::core {

std::string grouped(std::int64_t number) {
    constexpr std::size_t group = 3;
    std::string text = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t place = text.size(); place > first + group;) {
        place -= group;
        text.insert(place, ",");
    }
    return text;
}

std::string size_text(std::int64_t bytes) {
    constexpr auto units = std::to_array<std::string_view>({"bytes", "kB", "MB", "GB", "TB", "PB"});
    constexpr double step = 1024;
    constexpr double with_decimal = 9.95;  // what is rounded up to 10 has none
    auto amount = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (unit + 1 < units.size() && std::round(amount) >= step) {
        amount /= step;
        ++unit;
    }
    if (unit == 0 || amount >= with_decimal) {
        return fmt::format("{:.0f} {}", amount, units.at(unit));
    }
    const std::string text = fmt::format("{:.1f}", amount);
    const bool is_whole = text.ends_with(".0");
    return fmt::format("{} {}", is_whole ? text.substr(0, text.size() - 2) : text, units.at(unit));
}

std::string counted(std::int64_t number, std::string_view thing) {
    return fmt::format("{} {}{}", grouped(number), thing, number == 1 ? "" : "s");
}

}  // namespace rollpack::core
