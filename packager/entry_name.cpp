#include "detail/entry_name.hpp"

#include "rollpack/core/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

bool is_control(unsigned char byte) {
    return byte < 0x20U || byte == 0x7FU;
}

/// U+0080 to U+009F as UTF-8.
bool has_c1_control(std::string_view text) {
    for (std::size_t i = text.find('\xC2'); i != std::string_view::npos && i + 1 < text.size();
         i = text.find('\xC2', i + 1)) {
        if (static_cast<unsigned char>(text[i + 1]) < 0xA0U) {
            return true;
        }
    }
    return false;
}

bool has_unsafe_part(std::string_view path) {
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view part = path.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

bool has_drive_letter(std::string_view path) {
    return path.size() > 1 && path[1] == ':';
}

}  // namespace

std::optional<std::string_view> path_fault(std::string_view path) {
    constexpr std::size_t longest = 4096;
    if (path.size() > longest) {
        return "is longer than 4096 bytes";
    }
    if (!core::is_utf8(path)) {
        return "is not UTF-8";
    }
    if (std::ranges::any_of(path, is_control) || has_c1_control(path)) {
        return "holds a control character";
    }
    if (path.find('\\') != std::string_view::npos) {
        return "holds a back slash";
    }
    if (path.starts_with('/') || has_drive_letter(path)) {
        return "is an absolute path";
    }
    if (has_unsafe_part(path)) {
        return "has an empty part, '.' or '..'";
    }
    return std::nullopt;
}

std::string printable(std::string_view name) {
    constexpr std::size_t longest = 200;
    const bool cut = name.size() > longest;
    name = name.substr(0, longest);
    const bool plain = core::is_utf8(name) && !has_c1_control(name);
    std::string shown;
    for (const char character : name) {
        const auto byte = static_cast<unsigned char>(character);
        if (is_control(byte) || (byte >= 0x80U && !plain)) {
            shown += fmt::format("\\x{:02x}", byte);
        } else {
            shown += character;
        }
    }
    return cut ? shown + "..." : shown;
}

std::string case_key(std::string_view path) {
    std::string key{path};
    std::ranges::transform(key, key.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return key;
}

std::string_view file_name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace rollpack::packager::detail
