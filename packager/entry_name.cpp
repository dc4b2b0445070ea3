#include "detail/entry_name.hpp"

#include "detail/libarchive.hpp"
#include "rollpack/core/digest.hpp"
#include "rollpack/core/steering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cwctype>

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

/// One character of valid UTF-8 beyond ASCII without its case. By way of the capital letter, which the
/// two small sigmas share. As the number that it is: a key is compared and not shown.
void append_folded(std::string& key, std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    wint_t code = lead & (0xFFU >> (character.size() + 1));
    for (const char continuation : character.substr(1)) {
        code = (code << 6U) | (static_cast<unsigned char>(continuation) & 0x3FU);
    }
    key += fmt::format("<{:x}>", towlower_l(towupper_l(code, utf8_locale()), utf8_locale()));
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
    const bool plain = core::is_utf8(name);
    std::string shown;
    for (std::size_t at = 0; at < name.size();) {
        const auto byte = static_cast<unsigned char>(name[at]);
        const auto steering = core::steering_character(name, at);
        if (byte < 0x80U ? steering.has_value() : !plain) {
            shown += fmt::format("\\x{:02x}", byte);
            ++at;
        } else if (steering) {
            shown += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(steering->code));
            at += steering->size;
        } else {
            shown += name[at++];
        }
    }
    return cut ? shown + "..." : shown;
}

std::string case_key(std::string_view path) {
    std::string key;
    key.reserve(path.size());
    for (std::size_t i = 0; i < path.size();) {
        const auto lead = static_cast<unsigned char>(path[i]);
        if (lead < 0x80U) {
            key += lead >= 'A' && lead <= 'Z' ? static_cast<char>(lead - 'A' + 'a') : path[i];
            ++i;
            continue;
        }
        const std::size_t size = lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
        append_folded(key, path.substr(i, size));
        i += size;
    }
    return key;
}

std::string_view file_name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace rollpack::packager::detail
