#include "render/completion.hpp"

namespace rollpack::cli {

std::string shell_quoted(std::string_view text) {
    std::string result = "'";
    for (const char byte : text) {
        result += byte == '\'' ? "'\\''" : std::string{byte};
    }
    return result + "'";
}

}  // namespace rollpack::cli
