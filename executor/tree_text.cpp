#include "detail/tree_text.hpp"

#include "rollpack/core/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace rollpack::executor::detail {

namespace {

/// Goes through the text once. No recursion: a tree may be very deep.
class TreeCutter {
public:
    explicit TreeCutter(std::string_view text)
        : text_{text} {
        // Every value but the outermost comes behind one of these, so no pointer to one goes stale.
        values_.reserve(1 + static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
                            return c == ',' || c == ':' || c == '[';
                        })));
    }

    std::vector<TreeValue> cut() {
        while (position_ < text_.size()) {
            step();
        }
        require(open_.empty() && !values_.empty());
        return std::move(values_);
    }

private:
    /// An object or list whose end is still to come.
    struct Open {
        TreeValue* value;
        TreeValue* last;  ///< of what it holds so far
    };

    void step() {
        switch (const char c = text_[position_]) {
        case '{':
        case '[':
            open_.push_back({add({}), nullptr});
            ++position_;
            return;
        case '}':
        case ']':
            require(!open_.empty());
            open_.pop_back();
            ++position_;
            return;
        case '"':
            take_string();
            return;
        default:
            if (c == ',' || c == ':' || c == ' ' || c == '\n') {
                ++position_;
            } else {
                take_word();
            }
        }
    }

    void take_string() {
        std::size_t end = position_ + 1;
        while (end < text_.size() && text_[end] != '"') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        require(end < text_.size());
        const std::string_view inside = text_.substr(position_ + 1, end - position_ - 1);
        if (end + 1 < text_.size() && text_[end + 1] == ':') {
            key_ = inside;
        } else {
            add(inside);
        }
        position_ = end + 1;
    }

    void take_word() {
        const std::size_t end = std::min(text_.find_first_of(",:]} \n", position_), text_.size());
        add(text_.substr(position_, end - position_));
        position_ = end;
    }

    TreeValue* add(std::string_view text) {
        require(values_.size() < values_.capacity() && (values_.empty() || !open_.empty()));
        TreeValue* const value = &values_.emplace_back(
            TreeValue{std::exchange(key_, {}), text, text_[position_], nullptr, nullptr}
        );
        if (!open_.empty()) {
            Open& holder = open_.back();
            (holder.last == nullptr ? holder.value->first : holder.last->next) = value;
            holder.last = value;
        }
        return value;
    }

    static void require(bool holds) {
        if (!holds) {
            throw core::Error{core::ErrorCode::internal, "the parser wrote a tree that is no JSON"};
        }
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::string_view key_;
    std::vector<TreeValue> values_;
    std::vector<Open> open_;
};

}  // namespace

std::vector<TreeValue> cut_tree(std::string_view text) {
    return TreeCutter{text}.cut();
}

std::string unescaped(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) {
        return std::string{text};
    }
    return nlohmann::json::parse('"' + std::string{text} + '"').get<std::string>();
}

}  // namespace rollpack::executor::detail
