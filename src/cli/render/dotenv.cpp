#include "render/dotenv.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace rollpack::cli {

namespace {

std::string key_of(std::string_view name) {
    std::string key = "ROLLPACK_";
    for (const char letter : name) {
        const bool is_lower = letter >= 'a' && letter <= 'z';
        key += is_lower ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return key;
}

/// Also what a shell takes as it is, so that a script may read the file with `.`.
bool can_be_held(std::string_view value) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        "._-/+:@,%=";
    const bool is_plain = std::ranges::all_of(value, [&](char byte) {
        return static_cast<unsigned char>(byte) >= 0x80
            || plain.find(byte) != std::string_view::npos;
    });
    return is_plain && core::is_utf8(value) && printable(value) == value;
}

}  // namespace

std::string facts_to_dotenv(const std::vector<PipelineFact>& facts) {
    std::string text;
    for (const auto& [name, value] : facts) {
        const std::string key = key_of(name);
        if (!can_be_held(value)) {
            throw core::Error(
                core::ErrorCode::file_unwritable,
                fmt::format("{} cannot hold '{}' in a dotenv file", key, as_utf8(value)),
                "Give --output a folder whose name has letters, digits and ._-/+:@,%= only."
            );
        }
        text += fmt::format("{}={}\n", key, value);
    }
    return text;
}

}  // namespace rollpack::cli
