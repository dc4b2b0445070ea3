#include "detail/sql_lexer.hpp"

#include <algorithm>

namespace rollpack::executor::detail {

namespace {

bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_word(char c) noexcept {
    const char l = lower(c);
    return (l >= 'a' && l <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_tag(char c) noexcept {
    return starts_word(c) || is_digit(c);
}

bool continues_word(char c) noexcept {
    return continues_tag(c) || c == '$';
}

TokenKind kind_of(char c) noexcept {
    switch (c) {
    case ';':
        return TokenKind::semicolon;
    case '(':
        return TokenKind::open;
    case ')':
        return TokenKind::close;
    case '\\':
        return TokenKind::backslash;
    default:
        return TokenKind::other;
    }
}

}  // namespace

bool is_word(std::string_view word, std::string_view lower_case) noexcept {
    return std::ranges::equal(word, lower_case, {}, lower);
}

char SqlLexer::peek(std::size_t ahead) const noexcept {
    const std::size_t at = position_ + ahead;
    return at < text_.size() ? text_[at] : '\0';
}

Token SqlLexer::token(TokenKind kind, std::size_t begin) const noexcept {
    return {.kind = kind, .offset = begin, .length = position_ - begin, .what = {}};
}

Token SqlLexer::unterminated(std::string_view what, std::size_t begin) noexcept {
    position_ = text_.size();
    Token result = token(TokenKind::unterminated, begin);
    result.what = what;
    return result;
}

Token SqlLexer::next() {
    if (const std::optional<std::size_t> comment = skip_blank()) {
        return unterminated("comment", *comment);
    }
    const std::size_t begin = position_;
    if (begin == text_.size()) {
        return token(TokenKind::end, begin);
    }
    const char c = text_[begin];
    if (starts_word(c)) {
        return word();
    }
    if (is_digit(c)) {
        return number();
    }
    if (c == '$') {
        return dollar();
    }
    if (c == '\'' || c == '"') {
        return quoted(c, begin);
    }
    ++position_;
    return token(kind_of(c), begin);
}

/// Skips white space and comments, up to a comment that is never closed: then gives its offset.
std::optional<std::size_t> SqlLexer::skip_blank() {
    while (position_ < text_.size()) {
        const std::size_t begin = position_;
        const char c = text_[begin];
        if (is_space(c)) {
            ++position_;
        } else if (c == '-' && peek(1) == '-') {
            skip_line_comment();
        } else if (c != '/' || peek(1) != '*') {
            break;
        } else if (!skip_block_comment()) {
            return begin;
        }
    }
    return std::nullopt;
}

void SqlLexer::skip_line_comment() {
    position_ = std::min(text_.find_first_of("\r\n", position_), text_.size());
}

bool SqlLexer::skip_block_comment() {
    std::size_t depth = 1;
    position_ += 2;
    while (depth > 0) {
        position_ = text_.find_first_of("*/", position_);
        if (position_ == std::string_view::npos) {
            return false;
        }
        if (text_[position_] == '*' && peek(1) == '/') {
            --depth;
            position_ += 2;
        } else if (text_[position_] == '/' && peek(1) == '*') {
            ++depth;
            position_ += 2;
        } else {
            ++position_;
        }
    }
    return true;
}

Token SqlLexer::word() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && continues_word(text_[position_])) {
        ++position_;
    }
    const std::string_view found = text_.substr(begin, position_ - begin);
    const char behind = peek(0);
    if (behind == '\'' && is_word(found, "e")) {
        return escape_string(begin);
    }
    if (behind == '\'' && (is_word(found, "b") || is_word(found, "x") || is_word(found, "n"))) {
        return quoted('\'', begin);
    }
    if (behind == '&' && is_word(found, "u") && (peek(1) == '\'' || peek(1) == '"')) {
        ++position_;
        return peek(0) == '"' ? quoted('"', begin) : quoted('\'', begin);
    }
    return token(TokenKind::word, begin);
}

Token SqlLexer::number() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && continues_tag(text_[position_])) {
        ++position_;  // with its exponent: the quote behind 1E'x' is a plain one
    }
    return token(TokenKind::other, begin);
}

Token SqlLexer::dollar() {
    const std::size_t begin = position_;
    ++position_;
    if (is_digit(peek(0))) {
        while (is_digit(peek(0))) {
            ++position_;
        }
        return token(TokenKind::other, begin);
    }
    std::size_t end = position_;
    while (end < text_.size() && continues_tag(text_[end])) {
        ++end;
    }
    if (end == text_.size() || text_[end] != '$') {
        return token(TokenKind::other, begin);
    }
    const std::string_view tag = text_.substr(begin, end + 1 - begin);
    const std::size_t close = text_.find(tag, end + 1);
    if (close == std::string_view::npos) {
        return unterminated("dollar-quoted string", begin);
    }
    position_ = close + tag.size();
    return token(TokenKind::other, begin);
}

Token SqlLexer::quoted(char quote, std::size_t begin) {
    ++position_;
    while (true) {
        const std::size_t close = text_.find(quote, position_);
        if (close == std::string_view::npos) {
            return unterminated(quote == '"' ? "quoted identifier" : "quoted string", begin);
        }
        position_ = close + 1;
        if (peek(0) != quote) {
            return token(TokenKind::other, begin);
        }
        ++position_;
    }
}

Token SqlLexer::escape_string(std::size_t begin) {
    do {
        if (!skip_escaped_part()) {
            return unterminated("quoted string", begin);
        }
    } while (continues_on_a_later_line());
    return token(TokenKind::other, begin);
}

/// From an opening quote to behind the closing one.
bool SqlLexer::skip_escaped_part() {
    ++position_;
    while (true) {
        const std::size_t stop = text_.find_first_of("'\\", position_);
        if (stop == std::string_view::npos) {
            return false;
        }
        position_ = stop + 1;
        if (text_[stop] == '\'' && peek(0) != '\'') {
            return true;
        }
        position_ = std::min(position_ + 1, text_.size());
    }
}

/// A string goes on, still with escapes, in a quote that only white space with a line's end and line
/// comments part from it. Moves to that quote.
bool SqlLexer::continues_on_a_later_line() {
    const std::size_t behind_quote = position_;
    bool line_ended = false;
    while (position_ < text_.size()) {
        const char c = text_[position_];
        if (c == '-' && peek(1) == '-') {
            skip_line_comment();
        } else if (is_space(c)) {
            line_ended = line_ended || c == '\n' || c == '\r';
            ++position_;
        } else if (c == '\'' && line_ended) {
            return true;
        } else {
            break;
        }
    }
    position_ = behind_quote;
    return false;
}

}  // namespace rollpack::executor::detail
