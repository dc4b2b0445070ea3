#include "rollpack/core/sql_identifier.hpp"

namespace rollpack::core {

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

}  // namespace rollpack::core
