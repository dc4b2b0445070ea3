#include "detail/should_execute.hpp"

#include "detail/ascii.hpp"

namespace rollpack::core::detail {

namespace {

constexpr std::string_view white_space = " \t\r\n\v\f";
constexpr std::string_view ends_of_a_word = " \t\r\n\v\f()=!&|\"'";
constexpr int deepest = 100;

/// Reads an expression from left to right; nothing is the value of what cannot be read.
class Reader {
public:
    explicit Reader(std::string_view text)
        : rest_(text) {}

    std::optional<bool> whole() {
        const std::optional<bool> value = any_of();
        return at_end() ? value : std::nullopt;
    }

private:
    std::optional<bool> any_of() {
        std::optional<bool> value = all_of();
        while (value && take("||")) {
            const std::optional<bool> next = all_of();
            value = next ? std::optional{*value || *next} : std::nullopt;
        }
        return value;
    }

    std::optional<bool> all_of() {
        std::optional<bool> value = one();
        while (value && take("&&")) {
            const std::optional<bool> next = one();
            value = next ? std::optional{*value && *next} : std::nullopt;
        }
        return value;
    }

    std::optional<bool> one() {
        if (take("(")) {
            if (++depth_ > deepest) {
                return std::nullopt;
            }
            const std::optional<bool> value = any_of();
            --depth_;
            return take(")") ? value : std::nullopt;
        }
        const std::optional<std::string_view> left = operand();
        if (!left) {
            return std::nullopt;
        }
        const bool wants_equal = take("==");
        if (wants_equal || take("!=")) {
            const std::optional<std::string_view> right = operand();
            return right ? std::optional{(*left == *right) == wants_equal} : std::nullopt;
        }
        return truth(*left);
    }

    static std::optional<bool> truth(std::string_view word) {
        if (equals_ignoring_case(word, "true")) {
            return true;
        }
        return equals_ignoring_case(word, "false") ? std::optional{false} : std::nullopt;
    }

    /// A word, or what stands between quotes.
    std::optional<std::string_view> operand() {
        skip_white_space();
        if (!rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'')) {
            const std::size_t end = rest_.find(rest_.front(), 1);
            if (end == std::string_view::npos) {
                return std::nullopt;
            }
            const std::string_view text = rest_.substr(1, end - 1);
            rest_.remove_prefix(end + 1);
            return text;
        }
        const std::string_view word = rest_.substr(0, rest_.find_first_of(ends_of_a_word));
        rest_.remove_prefix(word.size());
        return word.empty() ? std::nullopt : std::optional{word};
    }

    bool take(std::string_view token) {
        skip_white_space();
        if (!rest_.starts_with(token)) {
            return false;
        }
        rest_.remove_prefix(token.size());
        return true;
    }

    bool at_end() {
        skip_white_space();
        return rest_.empty();
    }

    void skip_white_space() {
        const std::size_t first = rest_.find_first_not_of(white_space);
        rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
    }

    std::string_view rest_;
    int depth_ = 0;
};

}  // namespace

std::optional<bool> evaluate_should_execute(std::string_view expression) {
    return Reader{expression}.whole();
}

}  // namespace rollpack::core::detail
