#include "detail/statement_kinds.hpp"

#include "detail/sql_lexer.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace rollpack::executor::detail {

namespace {

std::string upper(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return result;
}

Node option(const Node& options, std::string_view name) {
    for (const Node& item : options.items()) {
        if (item.content()["defname"].text() == name) {
            return item.content();
        }
    }
    return {};
}

/// An option without a value is on.
bool is_on(const Node& options, std::string_view name, bool when_missing) {
    const Node found = option(options, name);
    if (!found.exists()) {
        return when_missing;
    }
    const Node value = found["arg"].content();
    const std::string text = upper(value["sval"].text());
    const bool is_off = text == "FALSE" || text == "OFF"
        || (found["arg"].kind() == "Integer" && value["ival"].number() == 0)
        || (found["arg"].kind() == "Boolean" && !value["boolval"].is_true());
    return !is_off;
}

std::string words_when(bool is_so, std::string_view words) {
    return is_so ? std::string{words} : std::string{};
}

std::string reindex(const Node& statement) {
    constexpr std::string_view prefix = "REINDEX_OBJECT_";
    const std::string kind = statement["kind"].text();
    const std::string words = "REINDEX "
        + (kind.starts_with(prefix) ? kind.substr(prefix.size()) : std::string{});
    if (is_on(statement["params"], "concurrently", false)) {
        return words + " CONCURRENTLY";
    }
    return words_when(!statement["relation"].exists(), words);
}

std::string create_subscription(const Node& statement) {
    const Node options = statement["options"];
    const bool connects = is_on(options, "connect", true);
    return words_when(is_on(options, "create_slot", connects), "CREATE SUBSCRIPTION");
}

std::string alter_subscription(const Node& statement) {
    const std::string kind = statement["kind"].text();
    const bool refreshes = kind == "ALTER_SUBSCRIPTION_REFRESH"
        || (kind.ends_with("_PUBLICATION") && is_on(statement["options"], "refresh", true));
    return words_when(refreshes, "ALTER SUBSCRIPTION ... REFRESH PUBLICATION");
}

std::string alter_table(const Node& statement) {
    const std::vector<Node> commands = statement["cmds"].items();
    const bool is_concurrent = std::ranges::any_of(commands, [](const Node& command) {
        const Node content = command.content();
        return content["subtype"].text() == "AT_DetachPartition"
            && content["def"].content()["concurrent"].is_true();
    });
    return words_when(is_concurrent, "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY");
}

std::string prepared(const Node& statement) {
    const std::string kind = statement["kind"].text();
    return words_when(kind == "TRANS_STMT_COMMIT_PREPARED", "COMMIT PREPARED")
        + words_when(kind == "TRANS_STMT_ROLLBACK_PREPARED", "ROLLBACK PREPARED");
}

/// The words may stand in a literal of the block: then it is run outside of a transaction needlessly.
bool ends_transactions(const std::string& body) {
    SqlLexer lexer{body};
    for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        const std::string_view word = std::string_view{body}.substr(token.offset, token.length);
        if (token.kind == TokenKind::word
            && (is_word(word, "commit") || is_word(word, "rollback"))) {
            return true;
        }
    }
    return false;
}

std::string do_block(const Node& statement) {
    const std::vector<Node> arguments = statement["args"].items();
    const bool ends = std::ranges::any_of(arguments, [](const Node& argument) {
        return argument.content()["defname"].text() == "as"
            && ends_transactions(argument.content()["arg"].content()["sval"].text());
    });
    return words_when(ends, "DO with COMMIT or ROLLBACK");
}

struct Rule {
    std::string_view kind;
    std::string (*words)(const Node& statement);
};

// What PostgreSQL 15 refuses in a transaction block, as its manual says in the notes on each command.
constexpr auto rules = std::to_array<Rule>({
    {"AlterDatabaseStmt",
     [](const Node& statement) {
         return words_when(
             option(statement["options"], "tablespace").exists(),
             "ALTER DATABASE ... SET TABLESPACE"
         );
     }},
    {"AlterSubscriptionStmt", alter_subscription},
    {"AlterSystemStmt", [](const Node&) { return std::string{"ALTER SYSTEM"}; }},
    {"AlterTableStmt", alter_table},
    {"ClusterStmt",
     [](const Node& statement) { return words_when(!statement["relation"].exists(), "CLUSTER"); }},
    {"CreateSubscriptionStmt", create_subscription},
    {"CreateTableSpaceStmt", [](const Node&) { return std::string{"CREATE TABLESPACE"}; }},
    {"CreatedbStmt", [](const Node&) { return std::string{"CREATE DATABASE"}; }},
    {"DiscardStmt",
     [](const Node& statement) {
         return words_when(statement["target"].text() == "DISCARD_ALL", "DISCARD ALL");
     }},
    {"DropStmt",
     [](const Node& statement) {
         return words_when(statement["concurrent"].is_true(), "DROP INDEX CONCURRENTLY");
     }},
    {"DoStmt", do_block},
    {"DropSubscriptionStmt", [](const Node&) { return std::string{"DROP SUBSCRIPTION"}; }},
    {"DropTableSpaceStmt", [](const Node&) { return std::string{"DROP TABLESPACE"}; }},
    {"DropdbStmt", [](const Node&) { return std::string{"DROP DATABASE"}; }},
    {"IndexStmt",
     [](const Node& statement) {
         return words_when(statement["concurrent"].is_true(), "CREATE INDEX CONCURRENTLY");
     }},
    {"ReindexStmt", reindex},
    {"TransactionStmt", prepared},
    {"VacuumStmt",
     [](const Node& statement) {
         return words_when(statement["is_vacuumcmd"].is_true(), "VACUUM");
     }},
});

struct ControlWords {
    std::string_view kind;
    std::string_view words;
};

constexpr auto controls = std::to_array<ControlWords>({
    {"TRANS_STMT_BEGIN", "BEGIN"},
    {"TRANS_STMT_START", "START TRANSACTION"},
    {"TRANS_STMT_COMMIT", "COMMIT"},
    {"TRANS_STMT_ROLLBACK", "ROLLBACK"},
    {"TRANS_STMT_PREPARE", "PREPARE TRANSACTION"},
});

struct LeadingWords {
    std::string_view words;
    bool controls_transaction;
};

// The longer of two that begin alike comes first.
constexpr auto leading_words = std::to_array<LeadingWords>({
    {"ALTER SYSTEM", false},
    {"CREATE DATABASE", false},
    {"CREATE INDEX CONCURRENTLY", false},
    {"CREATE SUBSCRIPTION", false},
    {"CREATE TABLESPACE", false},
    {"CREATE UNIQUE INDEX CONCURRENTLY", false},
    {"DISCARD ALL", false},
    {"DROP DATABASE", false},
    {"DROP INDEX CONCURRENTLY", false},
    {"DROP SUBSCRIPTION", false},
    {"DROP TABLESPACE", false},
    {"REINDEX DATABASE", false},
    {"REINDEX SCHEMA", false},
    {"REINDEX SYSTEM", false},
    {"REINDEX TABLE CONCURRENTLY", false},
    {"REINDEX INDEX CONCURRENTLY", false},
    {"VACUUM", false},
    {"ABORT", true},
    {"BEGIN", true},
    {"COMMIT", true},
    {"END", true},
    {"PREPARE TRANSACTION", true},
    {"ROLLBACK", true},
    {"START TRANSACTION", true},
});

std::string first_words(std::string_view sql) {
    constexpr int most = 4;
    SqlLexer lexer{sql};
    std::string words;
    for (int count = 0; count < most; ++count) {
        const Token token = lexer.next();
        if (token.kind != TokenKind::word) {
            break;
        }
        words += upper(sql.substr(token.offset, token.length)) + " ";
    }
    return words;
}

}  // namespace

TransactionFacts transaction_facts(const Node& statement) {
    TransactionFacts facts;
    const Node content = statement.content();
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    if (rule != rules.end()) {
        facts.not_transactional = rule->words(content);
    }
    if (statement.kind() == "TransactionStmt") {
        const std::string kind = content["kind"].text();
        const auto* const control = std::ranges::find(controls, kind, &ControlWords::kind);
        if (control != controls.end()) {
            facts.transaction_control = control->words;
        }
    }
    return facts;
}

TransactionFacts transaction_facts_by_words(std::string_view sql) {
    TransactionFacts facts;
    const std::string words = first_words(sql);
    const bool is_of_savepoint = words.starts_with("ROLLBACK TO ")
        || words.starts_with("ROLLBACK WORK TO ") || words.starts_with("ROLLBACK TRANSACTION TO ");
    const auto* const found = std::ranges::find_if(leading_words, [&](const LeadingWords& leading) {
        return words.starts_with(std::string{leading.words} + " ");
    });
    if (found == leading_words.end() || is_of_savepoint) {
        return facts;
    }
    (found->controls_transaction ? facts.transaction_control : facts.not_transactional
    ) = found->words;
    return facts;
}

}  // namespace rollpack::executor::detail
