#include "rollpack/executor/sql_script.hpp"
#include "support/command.hpp"
#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::executor {
namespace {

struct Script {
    std::string name;
    std::string sql;
};

std::ostream& operator<<(std::ostream& out, const Script& script) {
    return out << script.name;
}

/// The statements that psql sends, as it echoes them: each with its ";" and on lines of its own.
std::string statements_of_psql(const std::string& sql) {
    const test::TempDir folder;
    test::write_file(folder / "script.sql", sql);
    return test::must_run(
        {(test::pg_cluster().bin_dir() / "psql").string(),
         "--no-psqlrc",
         "--quiet",
         "--echo-queries",
         "--output=/dev/null",
         "--set=ON_ERROR_STOP=1",
         "--file=" + (folder / "script.sql").string()},
        {.directory = {}, .environment = test::pg_cluster().environment(), .input = {}}
    );
}

std::string statements_of_ours(const std::string& sql) {
    std::string all;
    for (const core::SqlStatement& statement : analyze_sql(sql).statements) {
        all += sql.substr(statement.offset, statement.length) + ";\n";
    }
    return all;
}

class LikePsql : public ::testing::TestWithParam<Script> {};

TEST_P(LikePsql, CutsTheScript) {
    if (GetParam().name == "AtomicBody") {
        ROLLPACK_NEEDS_SERVER(14, "BEGIN ATOMIC");
    }
    EXPECT_EQ(statements_of_ours(GetParam().sql), statements_of_psql(GetParam().sql));
}

// No comment is before a statement, since psql 15 sends those along.
INSTANTIATE_TEST_SUITE_P(
    AnalyzeSql,
    LikePsql,
    ::testing::Values(
        Script{"OneLine", "SELECT 1; SELECT 2; SELECT 3;"},
        Script{
            "Quotes",
            R"(SELECT 'a;''b', '\', E'\';', e'\\', U&'\0061;', x'0f', N'a;'; SELECT 2;)"},
        Script{"Identifiers", R"(SELECT 1 AS "a;b", 2 AS "c"";", 3 AS U&"d;"; SELECT 2;)"},
        Script{
            "DollarQuotes",
            "SELECT $$;$$, $a$ $$ ; $b$ ; $a$, $é$;$é$; SELECT a$b$c FROM (SELECT 1 AS a$b$c) x;"},
        Script{
            "Comments",
            "SELECT 1 -- ;'\n + 1; SELECT 1 /* ; /* ' */ ; */ + 1; SELECT 1 /***/ + 1;"},
        Script{
            "Operators",
            "SELECT @ -1; SELECT 3 *-2; SELECT 4 */* ; */ 2; SELECT 1 +-- ;\n 1; SELECT '{}'::jsonb->'a';"},
        Script{"ContinuedString", "SELECT 'a'\n ';b'; SELECT E'a;'\n ';b';"},
        Script{
            "AtomicBody",
            "CREATE FUNCTION pg_temp.f() RETURNS int BEGIN ATOMIC SELECT 1;\n"
            "SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END END; END; SELECT 2;"},
        Script{
            "Rule",
            "CREATE TEMP TABLE t (a int); CREATE TEMP TABLE u (a int);\n"
            "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM u); SELECT 1;"},
        Script{
            "CopyData",
            "CREATE TEMP TABLE t (a text);\nCOPY t FROM STDIN;\na;b'\n\\.\nSELECT 1;\n"},
        Script{"Parameters", "PREPARE p (int, int) AS SELECT $1, $2; EXECUTE p(1, 2); SELECT 1;"},
        Script{
            "KeywordsAsNames",
            "SELECT 1 AS begin, 2 AS atomic; SELECT CASE WHEN true THEN 1 END;"},
        Script{"WindowsLines", "SELECT 1;\r\nSELECT 2;\r\n"}
    ),
    [](const auto& script) { return script.param.name; }
);

}  // namespace
}  // namespace rollpack::executor
