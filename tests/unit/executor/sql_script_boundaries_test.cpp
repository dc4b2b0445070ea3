#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {
namespace {

using core::SqlAnalysis;
using core::SqlStatement;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> texts_of(std::string_view sql) {
    std::vector<std::string> texts;
    for (const SqlStatement& statement : analyze_sql(sql).statements) {
        texts.emplace_back(sql.substr(statement.offset, statement.length));
    }
    return texts;
}

std::vector<std::size_t> lines_of(std::string_view sql) {
    std::vector<std::size_t> lines;
    for (const SqlStatement& statement : analyze_sql(sql).statements) {
        lines.push_back(statement.line);
    }
    return lines;
}

struct OneStatement {
    std::string name;
    std::string sql;
};

std::ostream& operator<<(std::ostream& out, const OneStatement& sample) {
    return out << sample.name;
}

class StaysOneStatement : public ::testing::TestWithParam<OneStatement> {};

TEST_P(StaysOneStatement, BetweenTwoOthers) {
    const std::string& sql = GetParam().sql;
    const std::string script = "SELECT 1;\n" + sql + ";\nSELECT 2;";

    EXPECT_THAT(texts_of(script), ElementsAre("SELECT 1", sql, "SELECT 2"));
    EXPECT_THAT(analyze_sql(script).faults, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    StaysOneStatement,
    ::testing::Values(
        OneStatement{"Quote", "SELECT 'a;b'"},
        OneStatement{"DoubledQuote", "SELECT 'it''s; x'"},
        OneStatement{"BackslashInPlainQuote", R"(SELECT '\')"},
        OneStatement{"EscapeString", R"(SELECT E'it\'s; x')"},
        OneStatement{"EscapeStringInLowerCase", R"(SELECT e'it\'s; x')"},
        OneStatement{"EscapedBackslash", R"(SELECT E'\\')"},
        OneStatement{"DoubledQuoteInEscapeString", R"(SELECT E'a''\';')"},
        OneStatement{"NameEndingInE", R"(SELECT type'\')"},
        OneStatement{"EscapeStringGoesOn", "SELECT E'a'\n  '\\';b'"},
        OneStatement{"NoContinuationOnOneLine", "SELECT E'a' AS b"},
        OneStatement{"UnicodeString", R"(SELECT U&'\0061;')"},
        OneStatement{"UnicodeIdentifier", R"(SELECT 1 AS U&"a;b")"},
        OneStatement{"BitString", "SELECT B'01', x'0f'"},
        OneStatement{"NationalString", "SELECT N'a;b'"},
        OneStatement{"QuotedIdentifier", R"(SELECT 1 AS "a;""b;")"},
        OneStatement{"DollarQuote", "SELECT $$a;b$$"},
        OneStatement{"DollarQuoteWithTag", "SELECT $body$ $$ ; $bod$ ; $body$"},
        OneStatement{"DollarTagBeyondAscii", "SELECT $tür$a;b$tür$"},
        OneStatement{"DollarInName", "SELECT a$b$c FROM t"},
        OneStatement{"Parameters", "PREPARE p AS SELECT $1, $2"},
        OneStatement{"LineComment", "SELECT 1 -- a;b'\n + 1"},
        OneStatement{"LineCommentEndedByReturn", "SELECT 1 -- a;b'\r + 1"},
        OneStatement{"NestedComment", "SELECT 1 /* ; /* ' ; */ ; */ + 1"},
        OneStatement{"CommentOfStars", "SELECT 1 /***/ + 1 /*/ ; */ + 1"},
        OneStatement{"OperatorBeforeComment", "SELECT 1 +-- ;\n 1"},
        OneStatement{"OperatorBeforeBlockComment", "SELECT 4 */* ; */ 2"},
        OneStatement{"OperatorWithMinus", "SELECT @-1"},
        OneStatement{"JsonOperators", "SELECT a->'b;', a#>>'{c}' FROM t"},
        OneStatement{"Casts", "SELECT a::text, 1::int FROM t"},
        OneStatement{
            "RuleWithSeveralActions",
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)"},
        OneStatement{
            "AtomicBody",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END"},
        OneStatement{
            "AtomicBodyWithCase",
            "create or replace procedure p() begin atomic\n"
            "  select case when true then case 1 when 1 then 2 end end;\n  select 2;\nend"},
        OneStatement{
            "FunctionCalledBegin",
            "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'x'"},
        OneStatement{"FunctionWithBody", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ; $$"},
        OneStatement{"CaseOutsideOfFunctions", "SELECT CASE WHEN a THEN 1 END FROM t"},
        OneStatement{"NumberBeforeQuote", R"(SELECT 1E0, '\')"},
        OneStatement{"NoStandardName", "SELECT 1 AS größe"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

// The server reads it so; the parser of libpg_query 15 does not, which is told as a fault.
TEST(AnalyzeSql, LetsAnEscapeStringGoOnBehindAComment) {
    EXPECT_THAT(
        texts_of("SELECT E'a' -- ';\n '\\';b'; SELECT 2"),
        ElementsAre("SELECT E'a' -- ';\n '\\';b'", "SELECT 2")
    );
}

TEST(AnalyzeSql, FindsNothingInAnEmptyScript) {
    EXPECT_EQ(analyze_sql(""), SqlAnalysis{});
}

TEST(AnalyzeSql, FindsNoStatementInComments) {
    EXPECT_EQ(analyze_sql("-- nothing;\n/* here; */\n"), SqlAnalysis{});
}

TEST(AnalyzeSql, SkipsEmptyStatements) {
    EXPECT_THAT(texts_of(";; SELECT 1;;/* a */; SELECT 2;"), ElementsAre("SELECT 1", "SELECT 2"));
}

TEST(AnalyzeSql, TakesAStatementWithoutSemicolonAtTheEnd) {
    EXPECT_THAT(texts_of("SELECT 1; SELECT 2\n-- done\n"), ElementsAre("SELECT 1", "SELECT 2"));
}

TEST(AnalyzeSql, SkipsAByteOrderMark) {
    const std::string_view script = "\xef\xbb\xbfSELECT 1;";

    EXPECT_THAT(texts_of(script), ElementsAre("SELECT 1"));
    EXPECT_EQ(analyze_sql(script).statements.front().offset, 3U);
}

TEST(AnalyzeSql, LeavesCommentsAroundAStatementOut) {
    EXPECT_THAT(
        texts_of("/* a */ SELECT 1 /* b */ + 1 -- c\n ;"),
        ElementsAre("SELECT 1 /* b */ + 1")
    );
}

TEST(AnalyzeSql, CountsLinesThroughCommentsAndQuotes) {
    EXPECT_THAT(
        lines_of("-- a\nSELECT 'x\ny'; SELECT 2;\n/*\n*/ SELECT 3;\r\nSELECT 4"),
        ElementsAre(2U, 3U, 5U, 6U)
    );
}

TEST(AnalyzeSql, GivesTheDataOfCopy) {
    const std::string_view script =
        "COPY app.t (a, b) FROM STDIN WITH (FORMAT csv);\n1,'\n;\\x\n\\.\nSELECT 1;\n";
    const SqlAnalysis analysis = analyze_sql(script);

    EXPECT_THAT(
        texts_of(script),
        ElementsAre("COPY app.t (a, b) FROM STDIN WITH (FORMAT csv)", "SELECT 1")
    );
    ASSERT_TRUE(analysis.statements.front().copy_data);
    const auto [offset, length] = *analysis.statements.front().copy_data;
    EXPECT_EQ(script.substr(offset, length), "1,'\n;\\x\n");
    EXPECT_EQ(analysis.statements.back().line, 5U);
    EXPECT_EQ(analysis.statements.back().copy_data, std::nullopt);
    EXPECT_THAT(analysis.faults, IsEmpty());
}

struct CopyScript {
    std::string name;
    std::string sql;
    std::string data;
};

std::ostream& operator<<(std::ostream& out, const CopyScript& sample) {
    return out << sample.name;
}

class CopyData : public ::testing::TestWithParam<CopyScript> {};

TEST_P(CopyData, IsFound) {
    const std::string_view script = GetParam().sql;
    const SqlAnalysis analysis = analyze_sql(script);

    EXPECT_THAT(analysis.faults, IsEmpty());
    ASSERT_EQ(analysis.statements.size(), 1U);
    ASSERT_TRUE(analysis.statements.front().copy_data);
    const auto [offset, length] = *analysis.statements.front().copy_data;
    EXPECT_EQ(script.substr(offset, length), GetParam().data);
}

INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    CopyData,
    ::testing::Values(
        CopyScript{"LowerCase", "copy t from stdin;\n1\n\\.\n", "1\n"},
        CopyScript{"Empty", "COPY t FROM STDIN;\n\\.\n", ""},
        CopyScript{"WindowsLines", "COPY t FROM STDIN;\r\n1\r\n\\.\r\n", "1\r\n"},
        CopyScript{"MarkWithBlanks", "COPY t FROM STDIN;\n1\n \\. \n", "1\n"},
        CopyScript{"NoLineEndAfterTheMark", "COPY t FROM STDIN;\n1\n\\.", "1\n"},
        CopyScript{"CommentBehindIt", "COPY t FROM STDIN; -- load\n1\n\\.\n", "1\n"},
        CopyScript{"CommentInside", "COPY t FROM /* the */ STDIN;\n1\n\\.\n", "1\n"},
        CopyScript{"OldSyntax", "COPY t FROM STDIN DELIMITER ';';\n1\n\\.\n", "1\n"},
        CopyScript{"MarkInsideALine", "COPY t FROM STDIN;\na\\.b\n\\.\n", "a\\.b\n"},
        CopyScript{"StdoutMeansTheClientToo", "COPY t FROM STDOUT;\n1\n\\.\n", "1\n"}
    ),
    [](const auto& sample) { return sample.param.name; }
);

TEST(AnalyzeSql, TakesNoDataForACopyFromAFileOfTheServer) {
    const SqlAnalysis analysis = analyze_sql("COPY t FROM '/tmp/x'; SELECT 'stdin';");

    EXPECT_EQ(analysis.statements.size(), 2U);
    EXPECT_EQ(analysis.statements.front().copy_data, std::nullopt);
    EXPECT_THAT(analysis.faults, IsEmpty());
}

}  // namespace
}  // namespace rollpack::executor
