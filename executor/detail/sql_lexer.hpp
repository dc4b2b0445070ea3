#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace rollpack::executor::detail {

enum class TokenKind {
    word,  ///< an identifier without quotes, or a keyword
    semicolon,
    open,  ///< "("
    close,  ///< ")"
    backslash,  ///< the first byte of a psql command
    other,  ///< a quoted thing, a number, one byte of an operator
    unterminated,  ///< from where it begins to the end of the text; see Token::what
    end
};

struct Token {
    TokenKind kind;
    std::size_t offset;
    std::size_t length;
    std::string_view what;  ///< unterminated: what is never closed ("quoted string")
};

/// Cuts SQL text into tokens, as far as the ends of statements depend on them. White space and
/// comments are skipped. Follows PostgreSQL 15 manual, 4.1 "Lexical Structure", with
/// standard_conforming_strings on.
class SqlLexer {
public:
    /// `text` must outlive the lexer.
    explicit SqlLexer(std::string_view text) noexcept
        : text_{text} {}

    Token next();

    /// The offset behind the token last given.
    std::size_t position() const noexcept { return position_; }

    /// Goes on from `offset`, which must be the start of a token, of a comment or of a line.
    void move_to(std::size_t offset) noexcept { position_ = offset; }

private:
    char peek(std::size_t ahead) const noexcept;
    Token token(TokenKind kind, std::size_t begin) const noexcept;
    Token unterminated(std::string_view what, std::size_t begin) noexcept;

    std::optional<std::size_t> skip_blank();
    bool skip_block_comment();
    void skip_line_comment();
    Token word();
    Token number();
    Token dollar();
    Token quoted(char quote, std::size_t begin);
    Token escape_string(std::size_t begin);
    bool skip_escaped_part();
    bool continues_on_a_later_line();

    std::string_view text_;
    std::size_t position_ = 0;
};

/// Whether `word` is `lower_case`, whatever its own case. ASCII, as PostgreSQL folds keywords.
bool is_word(std::string_view word, std::string_view lower_case) noexcept;

}  // namespace rollpack::executor::detail
