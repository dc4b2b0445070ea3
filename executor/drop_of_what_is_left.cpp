#include "detail/sql_lexer.hpp"
#include "detail/statement_aims.hpp"

#include <algorithm>
#include <array>

namespace rollpack::executor::detail {

namespace {

/// The words between DROP and the first name.
constexpr auto kind_words = std::to_array<std::string_view>({
    "aggregate",
    "concurrently",
    "domain",
    "extension",
    "foreign",
    "function",
    "index",
    "materialized",
    "procedure",
    "routine",
    "schema",
    "sequence",
    "statistics",
    "table",
    "type",
    "view",
});

bool drops_several(const std::string& sql) {
    const ParseTree tree = ParseTree::parse(sql);
    if (tree.failure() || tree.statements().size() != 1) {
        return false;
    }
    const Node statement = tree.statements().front();
    return statement.kind() == "DropStmt" && statement.content()["objects"].items().size() > 1
        && !statement.content()["missing_ok"].is_true();
}

}  // namespace

std::optional<std::string> drop_of_what_is_left(const std::string& sql) {
    if (!drops_several(sql)) {
        return std::nullopt;
    }
    SqlLexer lexer{sql};
    Token token = lexer.next();
    std::size_t end = token.offset + token.length;
    for (token = lexer.next(); token.kind == TokenKind::word; token = lexer.next()) {
        const std::string_view word = std::string_view{sql}.substr(token.offset, token.length);
        // A name may be one of these words too, but never the first: a kind stands before it.
        const bool is_kind = std::ranges::any_of(kind_words, [&](std::string_view kind) {
            return is_word(word, kind);
        });
        if (!is_kind) {
            break;
        }
        end = token.offset + token.length;
    }
    std::string result = sql;
    return result.insert(end, " IF EXISTS");
}

}  // namespace rollpack::executor::detail
