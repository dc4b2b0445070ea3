#include "detail/revision_expression.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace rollpack::git::detail {

namespace {

bool take(std::string_view& rest, std::string_view word) {
    if (!rest.starts_with(word)) {
        return false;
    }
    rest.remove_prefix(word.size());
    return true;
}

// The digits at the front, 1 where there are none, nothing where they are too many.
std::optional<unsigned int> take_number(std::string_view& rest) {
    unsigned int number = 1;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (fault == std::errc::result_out_of_range) {
        return std::nullopt;
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

}  // namespace

std::optional<RevisionExpression> parse_revision(std::string_view text) {
    const std::size_t name_size = std::min(text.find_first_of("~^"), text.size());
    if (name_size == 0) {
        return std::nullopt;
    }
    RevisionExpression expression{std::string{text.substr(0, name_size)}, {}, false};
    std::string_view rest = text.substr(name_size);
    expression.peels = !rest.empty();
    while (!rest.empty()) {
        if (take(rest, "^{commit}") || take(rest, "^{}")) {
            continue;
        }
        const bool back = take(rest, "~");
        if (!back && !take(rest, "^")) {
            return std::nullopt;
        }
        const auto number = take_number(rest);
        if (!number) {
            return std::nullopt;
        }
        using Kind = AncestorStep::Kind;
        expression.steps.push_back({back ? Kind::generation : Kind::parent, *number});
    }
    return expression;
}

}  // namespace rollpack::git::detail
