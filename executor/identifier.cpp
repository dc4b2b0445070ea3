#include "detail/identifier.hpp"

namespace rollpack::executor::detail {

std::string quote_literal(std::string_view text) {
    std::string quoted;
    for (const char c : text) {
        quoted.append(c == '\'' || c == '\\' ? 2 : 1, c);
    }
    return (text.find('\\') == std::string_view::npos ? "'" : " E'") + quoted + "'";
}

}  // namespace rollpack::executor::detail
