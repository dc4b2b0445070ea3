#include "rollpack/core/other_session.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rollpack::core {

std::string describe(const OtherSession& session) {
    std::string text = fmt::format("pid {}", session.pid);
    std::string separator = " (";
    const auto add = [&](std::string_view word, const std::string& value) {
        if (!value.empty()) {
            text += separator + fmt::format("{}{}", word, value);
            separator = ", ";
        }
    };
    add("user ", session.user);
    add("application ", session.application);
    add("client ", session.client);
    add("",
        session.state.empty() || session.since.empty() ? session.state
                                                       : session.state + " since " + session.since);
    return separator == ", " ? text + ")" : text;
}

}  // namespace rollpack::core
