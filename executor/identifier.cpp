#include "detail/identifier.hpp"

namespace rollpack::executor::detail {

std::string quote_identifier(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + "\"";
}

std::string quote_qualified(const std::optional<std::string>& schema, std::string_view name) {
    return (schema ? quote_identifier(*schema) + "." : std::string{}) + quote_identifier(name);
}

std::string quote_literal(std::string_view text) {
    std::string quoted;
    for (const char c : text) {
        quoted.append(c == '\'' || c == '\\' ? 2 : 1, c);
    }
    return (text.find('\\') == std::string_view::npos ? "'" : " E'") + quoted + "'";
}

}  // namespace rollpack::executor::detail
