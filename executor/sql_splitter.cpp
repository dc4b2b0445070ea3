#include "detail/sql_splitter.hpp"

#include "detail/sql_lexer.hpp"
#include "rollpack/core/script_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::SqlFault;

constexpr std::string_view blanks = " \t\r\f\v";

/// Whether the line's only content is the mark that ends inline data.
bool ends_inline_data(std::string_view line) noexcept {
    const std::size_t first = line.find_first_not_of(blanks);
    return first != std::string_view::npos && line.substr(first).starts_with("\\.")
        && line.find_first_not_of(blanks, first + 2) == std::string_view::npos;
}

/// What was seen of the statement that is being read.
class Pending {
public:
    bool empty() const noexcept { return tokens_ == 0; }

    std::size_t tokens() const noexcept { return tokens_; }

    std::size_t begin() const noexcept { return begin_; }

    std::size_t end() const noexcept { return end_; }

    bool is_open() const noexcept { return parentheses_ > 0 || blocks_ > 0; }

    std::string_view what_is_open() const noexcept {
        return parentheses_ > 0 ? "parenthesis" : "BEGIN ATOMIC block";
    }

    /// Where that parenthesis or block began.
    std::size_t opened_at() const noexcept {
        return parentheses_ > 0 ? parenthesis_at_ : block_at_;
    }

    bool copies_from_client() const noexcept { return copy_ == Copy::from_client; }

    bool copies_to_client() const noexcept { return copy_ == Copy::to_client; }

    void add(const Token& token, std::string_view text) {
        if (empty()) {
            begin_ = token.offset;
        }
        ++tokens_;
        end_ = token.offset + token.length;
        if (token.kind == TokenKind::open && parentheses_++ == 0) {
            parenthesis_at_ = token.offset;
        } else if (token.kind == TokenKind::close && parentheses_ > 0) {
            --parentheses_;
        }
        if (token.kind == TokenKind::word && parentheses_ == 0) {
            add_word(text.substr(token.offset, token.length), token.offset);
        } else {
            previous_ = {};
        }
    }

private:
    enum class Copy {
        no,
        maybe,
        from_client,
        to_client
    };
    enum class Routine {
        no,
        maybe,
        yes
    };

    void add_word(std::string_view word, std::size_t offset) {
        if (words_++ == 0) {
            copy_ = is_word(word, "copy") ? Copy::maybe : Copy::no;
            routine_ = is_word(word, "create") ? Routine::maybe : Routine::no;
        }
        if (copy_ == Copy::maybe && (is_word(word, "stdin") || is_word(word, "stdout"))) {
            // PostgreSQL reads STDIN and STDOUT as one word: FROM and TO tell the direction.
            copy_ = is_word(previous_, "from") ? Copy::from_client
                : is_word(previous_, "to")     ? Copy::to_client
                                               : copy_;
        }
        if (routine_ == Routine::maybe) {
            routine_ = is_word(word, "function") || is_word(word, "procedure") ? Routine::yes
                : words_ > 4                                                   ? Routine::no
                                                                               : Routine::maybe;
        } else if (routine_ == Routine::yes) {
            count_blocks(word, offset);
        }
        previous_ = word;
    }

    void count_blocks(std::string_view word, std::size_t offset) {
        if (is_word(word, "atomic") && is_word(previous_, "begin") && blocks_++ == 0) {
            block_at_ = offset;
        } else if (blocks_ > 0 && is_word(word, "case")) {
            ++blocks_;
        } else if (blocks_ > 0 && is_word(word, "end")) {
            --blocks_;
        }
    }

    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t tokens_ = 0;
    std::size_t words_ = 0;
    std::size_t parentheses_ = 0;
    std::size_t parenthesis_at_ = 0;
    std::size_t blocks_ = 0;
    std::size_t block_at_ = 0;
    std::string_view previous_;  ///< the token before, if that was a word outside of parentheses
    Copy copy_ = Copy::no;
    Routine routine_ = Routine::no;
};

class Splitter {
public:
    explicit Splitter(const core::ScriptText& text)
        : whole_{text}
        , text_{text}
        , lexer_{text}
        , lines_{text} {
        if (text_.starts_with(core::byte_order_mark)) {
            lexer_.move_to(core::byte_order_mark.size());
        }
    }

    SplitScript split() {
        for (Token token = lexer_.next(); token.kind != TokenKind::end; token = lexer_.next()) {
            take(token);
        }
        if (pending_.is_open()) {
            add_fault(
                SqlFault::Kind::incomplete,
                pending_.opened_at(),
                fmt::format("the {} that begins here is never closed", pending_.what_is_open())
            );
        } else {
            finish_statement();
        }
        std::ranges::stable_sort(result_.faults, {}, &SqlFault::line);
        return std::move(result_);
    }

private:
    void take(const Token& token) {
        switch (token.kind) {
        case TokenKind::unterminated:
            add_fault(
                SqlFault::Kind::incomplete,
                token.offset,
                fmt::format("the {} that begins here is never closed", token.what)
            );
            pending_ = {};
            break;
        case TokenKind::backslash:
            refuse_psql_command(token.offset);
            break;
        case TokenKind::semicolon:
            if (!pending_.is_open()) {
                finish_statement();
                break;
            }
            [[fallthrough]];
        default:
            pending_.add(token, text_);
        }
    }

    void finish_statement() {
        const Pending statement = std::exchange(pending_, Pending{});
        if (statement.empty()) {
            return;
        }
        core::SqlStatement found;
        found.offset = statement.begin();
        found.length = statement.end() - statement.begin();
        found.line = lines_.line_at(found.offset);
        if (statement.copies_to_client()) {
            result_.faults.push_back(
                {SqlFault::Kind::psql_command,
                 found.line,
                 "COPY ... TO STDOUT sends its data to the client, which has no use for it here"}
            );
        }
        if (statement.copies_from_client()) {
            found.copy_data = inline_data(found);
            if (!found.copy_data) {
                return;
            }
        }
        result_.statements.push_back(std::move(found));
        result_.token_counts.push_back(statement.tokens());
    }

    std::optional<core::SqlStatement::InlineData> inline_data(const core::SqlStatement& copy) {
        const std::size_t line_end = text_.find('\n', lexer_.position());
        refuse_more_on_this_line(std::min(line_end, text_.size()));
        const std::size_t begin = line_end == std::string_view::npos ? text_.size() : line_end + 1;
        std::size_t line_begin = begin;
        std::size_t forgotten = begin;
        while (line_begin < text_.size()) {
            const std::size_t end = std::min(text_.find('\n', line_begin), text_.size());
            if (ends_inline_data(text_.substr(line_begin, end - line_begin))) {
                lexer_.move_to(end);
                return core::SqlStatement::InlineData{begin, line_begin - begin};
            }
            line_begin = end + 1;
            if (line_begin - forgotten > core::text_window) {
                whole_.forget(forgotten, core::text_window);
                forgotten += core::text_window;
            }
        }
        lexer_.move_to(text_.size());
        result_.faults.push_back(
            {SqlFault::Kind::incomplete,
             copy.line,
             R"(the data of COPY ... FROM STDIN has no line "\." at its end)"}
        );
        return std::nullopt;
    }

    /// psql would run it after the data, which nobody expects who reads the script.
    void refuse_more_on_this_line(std::size_t line_end) {
        SqlLexer rest{text_.substr(0, line_end)};
        rest.move_to(lexer_.position());
        const Token more = rest.next();
        if (more.kind != TokenKind::end) {
            add_fault(
                SqlFault::Kind::incomplete,
                more.offset,
                "something follows COPY ... FROM STDIN on the line after which its data begins"
            );
        }
    }

    void refuse_psql_command(std::size_t offset) {
        const std::size_t line_end = std::min(text_.find('\n', offset), text_.size());
        const std::string_view line = text_.substr(offset, line_end - offset);
        // Two bytes at least: "\;" and "\!" are commands, too.
        const std::size_t word_end =
            std::min(line.find_first_of(" \t\r\f\v\\;'\"", 2), line.size());
        add_fault(
            SqlFault::Kind::psql_command,
            offset,
            fmt::format("{} is a command of psql, not SQL", line.substr(0, word_end))
        );
        pending_ = {};
        lexer_.move_to(line_end);
    }

    void add_fault(SqlFault::Kind kind, std::size_t offset, std::string message) {
        result_.faults.push_back({kind, lines_.line_at(offset), std::move(message)});
    }

    core::ScriptText whole_;
    std::string_view text_;
    SqlLexer lexer_;
    LineCounter lines_;
    Pending pending_;
    SplitScript result_;
};

}  // namespace

std::size_t LineCounter::line_at(std::size_t offset) {
    if (offset < offset_) {
        offset_ = 0;
        line_ = 1;
    }
    core::for_each_piece(text_.part(offset_, offset - offset_), [this](std::string_view passed) {
        line_ += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
    });
    offset_ = offset;
    return line_;
}

SplitScript split_statements(const core::ScriptText& text) {
    return Splitter{text}.split();
}

}  // namespace rollpack::executor::detail
