#include "detail/psql_text.hpp"

#include <gtest/gtest.h>

namespace rollpack::executor::detail {
namespace {

TEST(SqlLiteral, DoublesQuotes) {
    EXPECT_EQ(sql_literal("it's"), "'it''s'");
}

TEST(SqlLiteral, MeansTheSameWithEitherReadingOfABackslash) {
    EXPECT_EQ(sql_literal("a\\'b"), "E'a\\\\''b'");
}

TEST(DollarQuoted, TakesATagThatTheTextDoesNotHold) {
    EXPECT_EQ(dollar_quoted("x"), "$rollpack$x$rollpack$");
    EXPECT_EQ(dollar_quoted("$rollpack$"), "$rollpack1$$rollpack$$rollpack1$");
}

TEST(CommentText, StaysOnItsLine) {
    EXPECT_EQ(comment_text("a\nb\r\x1b[c\x7f"), "a?b??[c?");
}

TEST(WithoutPsqlVariables, PartsAColonFromAName) {
    EXPECT_EQ(without_psql_variables("SELECT a[1:b]"), "SELECT a[1: b]");
    EXPECT_EQ(without_psql_variables("SELECT a[:2]"), "SELECT a[: 2]");
    EXPECT_EQ(without_psql_variables("SELECT a[1:\"b\"]"), "SELECT a[1: \"b\"]");
    EXPECT_EQ(without_psql_variables("SELECT a[1:é]"), "SELECT a[1: é]");
}

TEST(WithoutPsqlVariables, LeavesCastsAndAssignmentsAlone) {
    const std::string sql = "SELECT a::int, '1'::\"text\", f(x := 1), a[1 : 2], a[1:(b)]";
    EXPECT_EQ(without_psql_variables(sql), sql);
}

TEST(WithoutPsqlVariables, LeavesQuotedTextAlone) {
    const std::string sql = "SELECT ':a', \":b\", $$:c$$, E':d\\':e' -- :f\n/* :g */";
    EXPECT_EQ(without_psql_variables(sql), sql);
}

TEST(PsqlText, WritesParametersAsLiterals) {
    EXPECT_EQ(
        psql_text(
            {"INSERT INTO t VALUES ($1, $2, $10)",
             {"a'b", std::nullopt, "", "", "", "", "", "", "", "ten"},
             {}}
        ),
        "INSERT INTO t VALUES ('a''b', NULL, 'ten');\n"
    );
}

TEST(PsqlText, PrintsNothingOfAQueryOfRollpacksOwn) {
    EXPECT_EQ(
        psql_text({"SELECT set_config('role', $1, false)", {"me"}, {}}),
        "DO $rollpack$ BEGIN PERFORM set_config('role', 'me', false); END $rollpack$;\n"
    );
}

TEST(PsqlText, EndsInlineData) {
    EXPECT_EQ(
        psql_text({"COPY t FROM STDIN", {}, {Purpose::statement, 0}, "1\n2\n"}),
        "COPY t FROM STDIN;\n1\n2\n\\.\n"
    );
}

}  // namespace
}  // namespace rollpack::executor::detail
