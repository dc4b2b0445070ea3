#include "render/xml.hpp"

#include "text.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

/// U+FFFE and U+FFFF, which are UTF-8 but no characters of XML: EF BF BE and EF BF BF.
bool is_noncharacter(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

void append_escaped(std::string& out, char byte) {
    switch (byte) {
    case '&':
        out += "&amp;";
        break;
    case '<':
        out += "&lt;";
        break;
    case '>':
        out += "&gt;";
        break;
    case '"':
        out += "&quot;";
        break;
    default:
        out += byte;
    }
}

}  // namespace

std::string xml_text(std::string_view text) {
    const std::string plain = printable(as_utf8(text), Lines::keep);
    std::string out;
    out.reserve(plain.size());
    for (std::size_t at = 0; at < plain.size(); ++at) {
        if (is_noncharacter(std::string_view{plain}.substr(at))) {
            out += plain[at + 2] == '\xBE' ? "\\ufffe" : "\\uffff";
            at += 2;
        } else {
            append_escaped(out, plain[at]);
        }
    }
    return out;
}

std::string xml_attribute(std::string_view name, std::string_view text) {
    std::string value;
    for (const char byte : xml_text(text)) {
        // XML 1.0, section 3.3.3: white space in an attribute becomes a space unless it is a reference.
        if (byte == '\n' || byte == '\t') {
            value += fmt::format("&#{};", static_cast<int>(byte));
        } else {
            value += byte;
        }
    }
    return fmt::format(" {}=\"{}\"", name, value);
}

}  // namespace rollpack::cli
