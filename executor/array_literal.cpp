#include "detail/array_literal.hpp"

namespace rollpack::executor::detail {

namespace {

std::string quoted(const std::string& value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + "\"";
}

}  // namespace

std::string array_literal(const Parameters& values) {
    std::string text = "{";
    for (const Parameter& value : values) {
        text += text.size() == 1 ? "" : ",";
        text += value ? quoted(*value) : "NULL";
    }
    return text + "}";
}

}  // namespace rollpack::executor::detail
