#include "rollpack/core/history.hpp"

#include <algorithm>

namespace rollpack::core {

bool flyway_description_less(std::string_view left, std::string_view right) noexcept {
    const auto [at_left, at_right] = std::ranges::mismatch(left, right);
    if (at_left == left.end() || at_right == right.end()) {
        return at_left == left.end() && at_right != right.end();
    }
    const auto left_byte = static_cast<unsigned char>(*at_left);
    const auto right_byte = static_cast<unsigned char>(*at_right);
    // UTF-8 sorts as code points do. UTF-16 differs in one place: characters from U+10000 on (lead
    // byte F0 or more) are surrogates D800 to DFFF, hence before U+E000 to U+FFFF (lead EE or EF).
    const auto is_supplementary = [](unsigned char byte) { return byte >= 0xF0; };
    const auto is_above_surrogates = [](unsigned char byte) {
        return byte == 0xEE || byte == 0xEF;
    };
    if (is_supplementary(left_byte) && is_above_surrogates(right_byte)) {
        return true;
    }
    if (is_above_surrogates(left_byte) && is_supplementary(right_byte)) {
        return false;
    }
    return left_byte < right_byte;
}

}  // namespace rollpack::core
