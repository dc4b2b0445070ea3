#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

using core::SqlAnalysis;
using core::SqlFault;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

auto fault(SqlFault::Kind kind, std::size_t line, const std::string& words) {
    return AllOf(
        Field("kind", &SqlFault::kind, kind),
        Field("line", &SqlFault::line, line),
        Field("message", &SqlFault::message, HasSubstr(words))
    );
}

struct FaultyScript {
    std::string name;
    std::string sql;
    SqlFault::Kind kind;
    std::size_t line;
    std::string words;
};

std::ostream& operator<<(std::ostream& out, const FaultyScript& sample) {
    return out << sample.name;
}

class Faulty : public ::testing::TestWithParam<FaultyScript> {};

TEST_P(Faulty, ScriptIsTold) {
    const FaultyScript& sample = GetParam();

    EXPECT_THAT(
        analyze_sql(sample.sql).faults,
        ElementsAre(fault(sample.kind, sample.line, sample.words))
    );
}

INSTANTIATE_TEST_SUITE_P(
    Incomplete,
    Faulty,
    ::testing::Values(
        FaultyScript{
            "Quote",
            "SELECT 1;\nSELECT 'a;\n\nb;",
            SqlFault::Kind::incomplete,
            2,
            "quoted string"},
        FaultyScript{
            "EscapeString",
            R"(SELECT E'a\';)",
            SqlFault::Kind::incomplete,
            1,
            "quoted string"},
        FaultyScript{
            "BackslashAtTheVeryEnd",
            R"(SELECT E'a\)",
            SqlFault::Kind::incomplete,
            1,
            "quoted string"},
        FaultyScript{
            "Identifier",
            "SELECT \"a;",
            SqlFault::Kind::incomplete,
            1,
            "quoted identifier"},
        FaultyScript{
            "DollarQuote",
            "\nSELECT $a$ $b$ $$;",
            SqlFault::Kind::incomplete,
            2,
            "dollar-quoted string"},
        FaultyScript{
            "Comment",
            "SELECT 1;\n/* /* */\nSELECT 2;",
            SqlFault::Kind::incomplete,
            2,
            "comment"},
        FaultyScript{
            "Parenthesis",
            "SELECT 1;\nSELECT (1;\nSELECT (2);",
            SqlFault::Kind::incomplete,
            2,
            "parenthesis"},
        FaultyScript{
            "AtomicBlock",
            "CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;\nSELECT 2;",
            SqlFault::Kind::incomplete,
            2,
            "BEGIN ATOMIC block"},
        FaultyScript{
            "CopyWithoutMark",
            "\nCOPY t FROM STDIN;\n1\n2\n",
            SqlFault::Kind::incomplete,
            2,
            "no line"},
        FaultyScript{"CopyAtTheEnd", "COPY t FROM STDIN", SqlFault::Kind::incomplete, 1, "no line"},
        FaultyScript{
            "StatementBehindCopy",
            "COPY t FROM STDIN; SELECT 1;\n1\n\\.\n",
            SqlFault::Kind::incomplete,
            1,
            "something follows"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    PsqlCommand,
    Faulty,
    ::testing::Values(
        FaultyScript{
            "Include",
            "SELECT 1;\n\\i other.sql\nSELECT 2;",
            SqlFault::Kind::psql_command,
            2,
            "\\i is a command of psql"},
        FaultyScript{"Copy", "\\copy t from 'x;'", SqlFault::Kind::psql_command, 1, "\\copy is"},
        FaultyScript{
            "InsteadOfSemicolon",
            "SELECT 1 \\gexec\nSELECT 2;",
            SqlFault::Kind::psql_command,
            1,
            "\\gexec is"},
        FaultyScript{
            "InsideParentheses",
            "SELECT (1\n\\gset\n",
            SqlFault::Kind::psql_command,
            2,
            "\\gset is"},
        FaultyScript{
            "JoinedStatements",
            "SELECT 1\\; SELECT 2;",
            SqlFault::Kind::psql_command,
            1,
            "\\; is"},
        FaultyScript{
            "MarkWithoutCopy",
            "SELECT 1;\n\\.\n",
            SqlFault::Kind::psql_command,
            2,
            "\\. is"},
        FaultyScript{"Alone", "\\", SqlFault::Kind::psql_command, 1, "\\ is"},
        FaultyScript{
            "CopyToTheClient",
            "COPY t TO STDOUT;",
            SqlFault::Kind::psql_command,
            1,
            "COPY ... TO STDOUT"},
        FaultyScript{
            "CopyOfAQueryToTheClient",
            "copy (select 1) to stdout with csv;",
            SqlFault::Kind::psql_command,
            1,
            "COPY ... TO STDOUT"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Unparsable,
    Faulty,
    ::testing::Values(
        FaultyScript{
            "Misspelled",
            "SELECT 1;\n\nSELEC 2;\nSELECT 3;",
            SqlFault::Kind::unparsable,
            3,
            "syntax error at or near \"SELEC\""},
        FaultyScript{
            "OnALaterLineBehindUmlauts",
            "SELECT 'äöü\nß',\n  'é' FROM WHERE;",
            SqlFault::Kind::unparsable,
            3,
            "\"WHERE\""},
        FaultyScript{"AtTheEnd", "\nSELECT 1 +;", SqlFault::Kind::unparsable, 2, "end of input"},
        FaultyScript{"LoneParenthesis", "SELECT 1);", SqlFault::Kind::unparsable, 1, "\")\""},
        FaultyScript{
            "NulByte",
            std::string{"SELECT 1\n\0;", 11},
            SqlFault::Kind::unparsable,
            2,
            "NUL"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, TellsAllFaultsInOrderOfLines) {
    const SqlAnalysis analysis = analyze_sql("FOO;\n\\i x\nBAR;\nSELECT 'a");

    EXPECT_THAT(
        analysis.faults,
        ElementsAre(
            fault(SqlFault::Kind::unparsable, 1, "FOO"),
            fault(SqlFault::Kind::psql_command, 2, "\\i"),
            fault(SqlFault::Kind::unparsable, 3, "BAR"),
            fault(SqlFault::Kind::incomplete, 4, "quoted string")
        )
    );
}

TEST(AnalyzeSql, KeepsAnUnparsableStatement) {
    const SqlAnalysis analysis = analyze_sql("CREATE WONDER x;");

    EXPECT_THAT(analysis.statements, SizeIs(1));
    EXPECT_GT(analysis.statements.front().estimated_locks, 0U);
    EXPECT_FALSE(analysis.creates_known);
}

TEST(AnalyzeSql, LeavesAnIncompleteStatementOut) {
    EXPECT_THAT(analyze_sql("SELECT 1; SELECT 'a").statements, SizeIs(1));
}

struct Monster {
    std::string name;
    std::string head;
    std::string repeated;
    std::string tail;
    bool parses;
};

std::ostream& operator<<(std::ostream& out, const Monster& sample) {
    return out << sample.name;
}

class OddInput : public ::testing::TestWithParam<Monster> {};

TEST_P(OddInput, IsSurvived) {
    constexpr int times = 200'000;
    std::string sql = GetParam().head;
    for (int i = 0; i < times; ++i) {
        sql += GetParam().repeated;
    }
    sql += GetParam().tail;

    EXPECT_EQ(analyze_sql(sql).faults.empty(), GetParam().parses);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    OddInput,
    ::testing::Values(
        Monster{"LongSum", "SELECT 1", "+1", "", true},
        Monster{"LongJoin", "SELECT 1 FROM a", " JOIN a ON true", "", true},
        Monster{"ManyRows", "INSERT INTO t VALUES (0)", ",(1)", "", true},
        Monster{"ManyStatements", "", "", "SELECT 1", true},
        Monster{"DeepParentheses", "SELECT ", "(", "1", false},
        Monster{"DeepComment", "", "/*", "", false},
        Monster{"ManyQuotes", "SELECT '", "''", "'", true},
        Monster{"ManyDollars", "SELECT ", "$", "1", false}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, SurvivesTheDeepestTreeThatItBuilds) {
    std::string sql = "CREATE VIEW v AS SELECT 1";
    for (int i = 0; i < 9'990; ++i) {
        sql += "+1";
    }

    const SqlAnalysis analysis = analyze_sql(sql);

    EXPECT_THAT(analysis.faults, IsEmpty());
    EXPECT_THAT(analysis.creates, SizeIs(1));
}

TEST(AnalyzeSql, KnowsWhatALongInsertCreates) {
    std::string sql = "INSERT INTO t VALUES (0)";
    for (int i = 0; i < 20'000; ++i) {
        sql += ",(1)";
    }

    EXPECT_TRUE(analyze_sql(sql).creates_known);
}

}  // namespace
}  // namespace rollpack::executor
