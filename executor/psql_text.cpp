#include "detail/psql_text.hpp"

#include "detail/sql_lexer.hpp"

#include <fmt/format.h>

#include <charconv>

namespace rollpack::executor::detail {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// What may follow the colon of a variable: its name, a quote around it, or the brace of ":{?name}".
bool begins_variable(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || static_cast<unsigned char>(c) >= 0x80
        || std::string_view{"_'\"{"}.find(c) != std::string_view::npos;
}

/// Puts literals in the place of $1, $2, ... Only rollpack's own statements come here: a dollar in them
/// is a parameter's.
std::string with_literals(std::string_view sql, const Parameters& parameters) {
    std::string text;
    std::size_t at = 0;
    while (at < sql.size()) {
        if (sql[at] != '$' || at + 1 == sql.size() || !is_digit(sql[at + 1])) {
            text += sql[at++];
            continue;
        }
        std::size_t number = 0;
        const auto end = std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number).ptr;
        at = static_cast<std::size_t>(end - sql.data());
        const Parameter& parameter = parameters.at(number - 1);
        text += parameter ? sql_literal(*parameter) : "NULL";
    }
    return text;
}

}  // namespace

std::string sql_literal(std::string_view text) {
    const bool escapes = text.find('\\') != std::string_view::npos;
    std::string literal = escapes ? "E'" : "'";
    for (const char c : text) {
        literal.append(c == '\'' || c == '\\' ? 2 : 1, c);
    }
    return literal + "'";
}

std::string dollar_quoted(std::string_view text) {
    std::string tag = "$rollpack$";
    for (int i = 1; text.find(tag) != std::string_view::npos; ++i) {
        tag = fmt::format("$rollpack{}$", i);
    }
    return fmt::format("{}{}{}", tag, text, tag);
}

std::string comment_text(std::string_view text) {
    std::string line{text};
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            c = '?';
        }
    }
    return line;
}

std::string without_psql_variables(std::string_view sql) {
    std::string text;
    std::size_t copied = 0;
    std::size_t behind_cast = 0;
    SqlLexer lexer{sql};
    for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        const std::size_t next = token.offset + 1;
        if (token.length != 1 || sql[token.offset] != ':' || next >= sql.size()
            || token.offset < behind_cast) {
            continue;
        }
        if (sql[next] == ':') {
            behind_cast = next + 1;
        } else if (begins_variable(sql[next])) {
            text.append(sql, copied, next - copied);
            text += ' ';
            copied = next;
        }
    }
    return text.append(sql, copied);
}

std::string psql_text(const Command& command) {
    constexpr std::string_view select = "SELECT ";
    const Tag& tag = command.tag;
    if (tag.purpose == Purpose::statement) {
        const std::string text = without_psql_variables(command.sql) + ";\n";
        return command.copy_data ? fmt::format("{}{}\\.\n", text, *command.copy_data) : text;
    }
    std::string sql = command.parameters.empty() ? command.sql
                                                 : with_literals(command.sql, command.parameters);
    sql.erase(0, sql.find_first_not_of(" \n"));
    if (std::string_view{sql}.starts_with(select)) {
        return fmt::format(
            "DO {};\n",
            dollar_quoted(fmt::format(" BEGIN PERFORM {}; END ", sql.substr(select.size())))
        );
    }
    return sql + ";\n";
}

}  // namespace rollpack::executor::detail
