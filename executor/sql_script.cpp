#include "rollpack/executor/sql_script.hpp"

#include "detail/parse_tree.hpp"
#include "detail/sql_lexer.hpp"
#include "detail/sql_splitter.hpp"
#include "detail/statement_changes.hpp"
#include "detail/statement_effects.hpp"
#include "detail/statement_events.hpp"
#include "detail/statement_kinds.hpp"
#include "detail/statement_locks.hpp"
#include "detail/statement_needs.hpp"
#include "detail/statement_objects.hpp"
#include "detail/statement_table_locks.hpp"
#include "detail/statement_traces.hpp"
#include "detail/tree_names.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace rollpack::executor {

namespace {

using core::SqlAnalysis;
using core::SqlFault;
using core::SqlStatement;

/// libpg_query writes its tree by recursion, and a long chain of operators is a deep tree: with more
/// tokens than these it could run out of stack. What is longer is mostly data.
constexpr std::size_t most_tokens_for_a_tree = 20'000;

bool is_mostly_data(std::string_view sql) {
    const detail::Token first = detail::SqlLexer{sql}.next();
    const std::string_view word = sql.substr(first.offset, first.length);
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"insert", "update", "delete", "merge", "values"},
        [word](std::string_view known) { return detail::is_word(word, known); }
    );
}

/// Adds to each statement of a split script what it means, and to the script what it does.
class Analyst {
public:
    Analyst(const core::ScriptText& text, SqlAnalysis& analysis)
        : text_{text}
        , analysis_{analysis}
        , lines_{text} {}

    void study(SqlStatement& statement, std::size_t tokens) {
        const std::string sql = text_.substr(statement.offset, statement.length);
        if (sql.find('\0') != std::string::npos) {
            study_words(statement, sql);
            add_fault(statement.offset + sql.find('\0'), "a NUL byte is no SQL");
        } else if (tokens > most_tokens_for_a_tree) {
            study_long(statement, sql);
        } else {
            study_tree(statement, sql);
        }
    }

private:
    void study_tree(SqlStatement& statement, const std::string& sql) {
        const detail::ParseTree tree = detail::ParseTree::parse(sql);
        if (tree.failure()) {
            study_words(statement, sql);
            add_fault(statement.offset + tree.failure()->offset, tree.failure()->message);
            return;
        }
        for (const detail::Node& node : tree.statements()) {
            detail::TransactionFacts facts = detail::transaction_facts(node);
            statement.not_transactional += facts.not_transactional;
            statement.transaction_control += facts.transaction_control;
            statement.estimated_locks += detail::estimate_locks(node);
            if (node.kind() == "CallStmt") {
                const detail::Node name = node.content()["funccall"]["funcname"];
                statement.calls = detail::relation_of_parts(name.items());
            }
            detail::add_objects(node, analysis_);
            detail::add_changes(node, statement.line, analysis_.changes);
            detail::add_effects(node, statement.line, analysis_.effects);
            detail::add_events(node, index_of(statement), statement.line, analysis_.events);
            detail::add_table_locks(node, statement.line, analysis_.locks);
            detail::add_needs(node, statement.line, analysis_);
            detail::add_traces(node, analysis_.traces);
        }
    }

    void study_long(SqlStatement& statement, const std::string& sql) {
        const bool is_data = is_mostly_data(sql);
        const bool creates_known = analysis_.creates_known && is_data;
        const core::SessionTraces traces = analysis_.traces;
        study_words(statement, sql);
        if (const auto failure = detail::check_syntax(sql)) {
            add_fault(statement.offset + failure->offset, failure->message);
        } else {
            analysis_.creates_known = creates_known;
            analysis_.traces = is_data ? traces : analysis_.traces;
        }
    }

    void study_words(SqlStatement& statement, std::string_view sql) {
        detail::TransactionFacts facts = detail::transaction_facts_by_words(sql);
        statement.not_transactional = std::move(facts.not_transactional);
        statement.transaction_control = std::move(facts.transaction_control);
        statement.estimated_locks = detail::locks_of_the_unknown;
        analysis_.effects.push_back(detail::effect_by_words(sql, statement.line));
        analysis_.creates_known = false;
        detail::add_unknown_traces(analysis_.traces);
    }

    std::size_t index_of(const SqlStatement& statement) const {
        return static_cast<std::size_t>(&statement - analysis_.statements.data());
    }

    void add_fault(std::size_t offset, std::string message) {
        const std::size_t line = lines_.line_at(std::min(offset, text_.size()));
        analysis_.faults.push_back({SqlFault::Kind::unparsable, line, std::move(message)});
    }

    core::ScriptText text_;
    SqlAnalysis& analysis_;
    detail::LineCounter lines_;
};

}  // namespace

SqlAnalysis analyze_sql(const core::ScriptText& text) {
    detail::SplitScript script = detail::split_statements(text);
    SqlAnalysis analysis;
    analysis.statements = std::move(script.statements);
    analysis.faults = std::move(script.faults);
    Analyst analyst{text, analysis};
    for (std::size_t i = 0; i < analysis.statements.size(); ++i) {
        analyst.study(analysis.statements[i], script.token_counts[i]);
    }
    std::ranges::stable_sort(analysis.faults, {}, &SqlFault::line);
    return analysis;
}

}  // namespace rollpack::executor
