#include "detail/properties.hpp"

#include "detail/ascii.hpp"
#include "rollpack/core/script_text.hpp"

#include <algorithm>

namespace rollpack::core::detail {

namespace {

/// Takes lines off a text, trimmed.
class Lines {
public:
    explicit Lines(std::string_view text)
        : rest_(text) {}

    bool at_end() const noexcept { return rest_.empty(); }

    /// The number of the line that take() gave last.
    std::size_t number() const noexcept { return number_; }

    std::string_view take() {
        const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
        const std::string_view line = rest_.substr(0, end);
        const std::size_t end_length = rest_.substr(end).starts_with("\r\n") ? 2 : 1;
        rest_.remove_prefix(std::min(end + end_length, rest_.size()));
        ++number_;
        return trimmed(line);
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

Property split(std::string_view line, std::size_t number) {
    const std::size_t key_end = std::min(line.find_first_of("=: \t\f"), line.size());
    std::string_view value = trimmed(line.substr(key_end));
    if (value.starts_with('=') || value.starts_with(':')) {
        value = trimmed(value.substr(1));
    }
    return {std::string{line.substr(0, key_end)}, std::string{value}, number};
}

}  // namespace

std::vector<Property> read_properties(std::string_view text) {
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    std::vector<Property> properties;
    Lines lines{text};
    while (!lines.at_end()) {
        std::string line{lines.take()};
        const std::size_t number = lines.number();
        if (line.empty() || line.starts_with('#') || line.starts_with('!')) {
            continue;
        }
        while (line.ends_with('\\') && !lines.at_end()) {
            line.pop_back();
            line += lines.take();
        }
        properties.push_back(split(line, number));
    }
    return properties;
}

}  // namespace rollpack::core::detail
