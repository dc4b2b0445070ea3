#include "rehearse_project.hpp"
#include "support/error_of.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rollpack::test {

namespace {

using app::Outcome;
using core::FindingCode;
using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> lines(const app::RehearsalResult& result) {
    std::vector<std::string> lines;
    for (const core::Finding& finding : result.findings) {
        lines.push_back(fmt::format("{}: {}", finding.subject, finding.message));
    }
    return lines;
}

std::vector<std::string> lines(const app::RehearsalResult& result, FindingCode code) {
    std::vector<std::string> lines;
    for (const core::Finding& finding : result.findings) {
        if (finding.code == code) {
            lines.push_back(fmt::format("{}: {}", finding.subject, finding.message));
        }
    }
    return lines;
}

TEST(Rehearse, ProvesWhatComesBack) {
    Project project{"CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a VALUES (1)"};
    project.above(
        {{"ALTER TABLE a ADD COLUMN note text", "ALTER TABLE a DROP COLUMN note"},
         {"CREATE INDEX a_note ON a (note)", "DROP INDEX a_note"}}
    );

    const app::RehearsalResult result = project.rehearse();

    EXPECT_TRUE(result.proven);
    EXPECT_THAT(lines(result), IsEmpty());
    ASSERT_EQ(result.versions.size(), 2U);
    for (const app::RehearsedVersion& rung : result.versions) {
        EXPECT_EQ(rung.schema, Outcome::equal);
        EXPECT_EQ(rung.data, Outcome::equal);
        EXPECT_EQ(rung.whole_rollback, Outcome::equal);
    }
    ASSERT_EQ(result.rollbacks.size(), 2U);
    for (const app::RehearsedRollback& rollback : result.rollbacks) {
        EXPECT_EQ(rollback.schema, Outcome::equal);
        EXPECT_EQ(rollback.data, Outcome::equal);
        EXPECT_EQ(rollback.history, Outcome::equal);
        EXPECT_EQ(rollback.upgrade, Outcome::equal);
    }
}

TEST(Rehearse, LeavesNoDatabaseOnTheServer) {
    const TestDatabase any;
    Project project{"CREATE TABLE a (id int)"};
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}});

    EXPECT_TRUE(project.rehearse().proven);

    EXPECT_EQ(
        query_value(any, "SELECT count(*) FROM pg_database WHERE datname LIKE 'rollpack%'"),
        "0"
    );
}

TEST(Rehearse, SaysWhatTheUndoScriptReallyLocks) {
    Project project{"CREATE TABLE a (id int); INSERT INTO a VALUES (1), (2)"};
    project.above(
        {{"ALTER TABLE a ALTER COLUMN id TYPE bigint", "ALTER TABLE a ALTER COLUMN id TYPE int"}}
    );

    const app::RehearsalResult result = project.rehearse();

    ASSERT_EQ(result.versions.size(), 1U);
    const executor::Footprint& footprint = result.versions.front().footprint;
    const core::RelationName table{"public", "a"};
    EXPECT_THAT(
        footprint.locks,
        Contains(executor::HeldLock{table, core::LockMode::access_exclusive})
    );
    EXPECT_THAT(footprint.rewritten, ElementsAre(table));
}

TEST(Rehearse, TriesWhatCannotBeInATransactionOnACopy) {
    Project project{"CREATE TABLE a (id int); INSERT INTO a VALUES (1)"};
    project.above(
        {{"CREATE INDEX a_id ON a (id)", "DROP INDEX CONCURRENTLY a_id"},
         {"CREATE INDEX CONCURRENTLY a_id2 ON a (id)", "SELECT 1"}}
    );

    const app::RehearsalResult result = project.rehearse();

    EXPECT_THAT(
        lines(result, FindingCode::undo_not_inverse),
        ElementsAre("sql/U3__x.sql: leaves index public.a_id2 of public.a")
    );
    EXPECT_EQ(result.versions.front().schema, Outcome::equal);
}

TEST(Rehearse, RunsCallbacksAsFlywayDoes) {
    Project project{"CREATE TABLE a (id int)"};
    project.file("sql/afterMigrate.sql", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC");
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}});

    const app::RehearsalResult result = project.rehearse();

    EXPECT_THAT(lines(result), Each(HasSubstr("grants")));
}

TEST(Rehearse, NamesTheScriptThatFailsOnTheWayUp) {
    Project project{"CREATE TABLE a (id int)"};
    project.above({{"ALTER TABLE nothing ADD COLUMN x int", "SELECT 1"}});

    const app::RehearsalResult result = project.rehearse();

    EXPECT_FALSE(result.proven);
    EXPECT_THAT(
        lines(result, FindingCode::migration_failed),
        ElementsAre(HasSubstr("sql/V2__x.sql: fails on the way up: V2__x.sql:1: relation"))
    );
}

TEST(Rehearse, NamesTheUndoScriptThatFails) {
    Project project{"CREATE TABLE a (id int)"};
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b;\nDROP TABLE c"}});

    const app::RehearsalResult result = project.rehearse();

    EXPECT_EQ(result.versions.front().schema, Outcome::failed);
    EXPECT_THAT(
        lines(result, FindingCode::undo_failed),
        ElementsAre("sql/U2__x.sql: fails: U2__x.sql:2: table \"c\" does not exist")
    );
    EXPECT_EQ(result.versions.front().whole_rollback, Outcome::failed);
    EXPECT_EQ(lines(result).size(), 1U) << "one fault is told once";
}

TEST(Rehearse, ShowsRowsThatDoNotComeBack) {
    Project project{
        "CREATE TABLE a (id int PRIMARY KEY, b text); INSERT INTO a VALUES (1, 'x'), (2, 'y')"};
    project.above(
        {{"UPDATE a SET b = 'z' WHERE id = 1; DELETE FROM a WHERE id = 2; INSERT INTO a VALUES (3, 'n')",
          "SELECT 1"}}
    );

    const app::RehearsalResult result = project.rehearse();

    ASSERT_EQ(result.rollbacks.size(), 2U);
    for (const app::RehearsedRollback& rollback : result.rollbacks) {
        EXPECT_EQ(rollback.data, Outcome::different);
        EXPECT_THAT(
            rollback.rows,
            ElementsAre(core::RowDifferences{
                "public.a",
                1,
                1,
                1,
                {{"(1)", "(x,1)", "(z,1)"}, {"(2)", "(y,2)", ""}, {"(3)", "", "(n,3)"}}})
        );
    }
}

TEST(Rehearse, MakesTheRolesThatScriptsNameOnAServerOfItsOwn) {
    Project project{"CREATE TABLE a (id int); GRANT SELECT ON a TO \"app reader\""};
    project.above(
        {{"ALTER TABLE a OWNER TO app_owner; REVOKE SELECT ON a FROM \"app reader\"",
          "ALTER TABLE a OWNER TO postgres"}}
    );
    app::RehearseRequest request = project.request();
    request.server.reset();

    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_THAT(result.roles, ElementsAre("app reader", "app_owner"));
    EXPECT_THAT(
        lines(result, FindingCode::undo_not_inverse),
        ElementsAre(HasSubstr("sql/U2__x.sql: leaves table public.a changed (grants: "))
    );
}

TEST(Rehearse, SaysWhatToInstallForAnExtension) {
    Project project{"CREATE EXTENSION postgis"};
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}});

    const app::RehearsalResult result = project.rehearse();

    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_THAT(result.findings.front().hint, HasSubstr("-postgis-3"));
}

TEST(Rehearse, SaysWhereASeedDoesNotFit) {
    Project project{"CREATE TABLE a (id int)"};
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}});
    app::RehearseRequest request = project.request();
    request.seeds = {project.seed("INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);")};

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_EQ(error.code(), core::ErrorCode::sql_failed);
    EXPECT_THAT(error.message(), HasSubstr("seed.sql:2: relation \"b\" does not exist"));
}

/// An undo script with a fault, and the line that names it.
struct Broken {
    std::string name;
    std::string base;
    std::string up;
    std::string down;
    std::string told;
};

const std::vector<Broken>& broken_scripts() {
    static const std::vector<Broken> all{
        {"ForgottenIndex",
         "CREATE TABLE t1 (a int)",
         "CREATE INDEX t1_a ON t1 (a)",
         "SELECT 1",
         "leaves index public.t1_a of public.t1"},
        {"WrongDefault",
         "CREATE TABLE t2 (a int DEFAULT 5)",
         "ALTER TABLE t2 ALTER a SET DEFAULT 7",
         "ALTER TABLE t2 ALTER a SET DEFAULT 6",
         "leaves column public.t2.a changed (default: 6 instead of 5)"},
        {"LostGrant",
         "CREATE TABLE t3 (a int); GRANT SELECT ON t3 TO PUBLIC",
         "REVOKE SELECT ON t3 FROM PUBLIC",
         "SELECT 1",
         "leaves table public.t3 changed (grants: none instead of ALL TO postgres, SELECT TO PUBLIC)"},
        {"LeftOverFunction",
         "",
         "CREATE FUNCTION f4(int) RETURNS int LANGUAGE sql AS 'SELECT $1'",
         "SELECT 1",
         "leaves function public.f4(integer)"},
        {"TypeNotRestored",
         "CREATE TABLE t5 (a int)",
         "ALTER TABLE t5 ALTER a TYPE bigint",
         "ALTER TABLE t5 ALTER a TYPE smallint",
         "leaves column public.t5.a changed (type: smallint instead of integer)"},
        {"TriggerLeftDisabled",
         "CREATE TABLE t6 (a int); CREATE FUNCTION f6() RETURNS trigger LANGUAGE plpgsql AS "
         "'BEGIN RETURN NEW; END'; CREATE TRIGGER watch BEFORE INSERT ON t6 FOR EACH ROW EXECUTE "
         "FUNCTION f6()",
         "ALTER TABLE t6 DISABLE TRIGGER watch",
         "SELECT 1",
         "leaves trigger watch on public.t6 changed (enabled: no instead of none)"},
        {"CommentLost",
         "CREATE TABLE t7 (a int); COMMENT ON TABLE t7 IS 'Orders'",
         "COMMENT ON TABLE t7 IS 'New orders'",
         "COMMENT ON TABLE t7 IS NULL",
         "leaves table public.t7 changed (comment: none instead of Orders)"},
        {"SequenceReset",
         "CREATE SEQUENCE s8; SELECT setval('s8', 100)",
         "CREATE TABLE t8 (a int)",
         "DROP TABLE t8; ALTER SEQUENCE s8 RESTART",
         "sets sequence public.s8 back to 0, which had reached 100"},
        {"DataNotPutBack",
         "CREATE TABLE t9 (a int, b text); INSERT INTO t9 VALUES (1, 'x'), (2, 'y')",
         "UPDATE t9 SET b = upper(b)",
         "SELECT 1",
         "leaves other values in public.t9 (2 rows)"},
        {"ColumnNotPutBack",
         "CREATE TABLE t10 (a int, b text)",
         "ALTER TABLE t10 DROP COLUMN b",
         "SELECT 1",
         "does not bring back column public.t10.b"},
        {"ForgottenConstraint",
         "CREATE TABLE t11 (a int)",
         "ALTER TABLE t11 ADD CONSTRAINT positive CHECK (a > 0)",
         "SELECT 1",
         "leaves constraint positive on public.t11"},
        {"NotNullLeft",
         "CREATE TABLE t12 (a int)",
         "ALTER TABLE t12 ALTER a SET NOT NULL",
         "SELECT 1",
         "leaves column public.t12.a changed (not null: yes instead of none)"},
        {"EnumValueLeft",
         "CREATE TYPE e13 AS ENUM ('a', 'b')",
         "ALTER TYPE e13 ADD VALUE 'c'",
         "SELECT 1",
         "leaves enum public.e13 changed (labels: 'a', 'b', 'c' instead of 'a', 'b')"},
        {"OldViewNotRestored",
         "CREATE TABLE t14 (a int); CREATE VIEW v14 AS SELECT 1 AS a FROM t14",
         "CREATE OR REPLACE VIEW v14 AS SELECT 2 AS a FROM t14",
         "SELECT 1",
         "leaves view public.v14 changed (definition without SELECT 1 AS a)"},
        {"OldFunctionNotRestored",
         "CREATE FUNCTION f15() RETURNS int LANGUAGE sql AS 'SELECT 1'",
         "CREATE OR REPLACE FUNCTION f15() RETURNS int LANGUAGE sql AS 'SELECT 2'",
         "SELECT 1",
         "leaves function public.f15() changed (definition without AS $function$SELECT 1$function$)"},
        {"LeftOverTable",
         "",
         "CREATE TABLE t16 (a int PRIMARY KEY)",
         "SELECT 1",
         "leaves table public.t16"},
        {"LeftOverOverload",
         "CREATE FUNCTION f17(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
         "CREATE FUNCTION f17(bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'",
         "SELECT 1",
         "leaves function public.f17(bigint)"},
        {"PolicyLeft",
         "CREATE TABLE t18 (a int)",
         "ALTER TABLE t18 ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON t18 USING (a = 1)",
         "ALTER TABLE t18 DISABLE ROW LEVEL SECURITY",
         "leaves policy mine on public.t18"},
        {"DefaultPrivilegesLeft",
         "",
         "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO PUBLIC",
         "SELECT 1",
         "leaves default privileges postgres in schema public on tables"},
        {"DomainCheckLeft",
         "CREATE DOMAIN d20 AS int",
         "ALTER DOMAIN d20 ADD CONSTRAINT small CHECK (VALUE < 10)",
         "SELECT 1",
         "leaves constraint small on public.d20"},
        {"OneRowTooMany",
         "CREATE TABLE t21 (a int); INSERT INTO t21 VALUES (1), (2), (3)",
         "INSERT INTO t21 VALUES (4)",
         "DELETE FROM t21 WHERE a >= 3",
         "leaves 2 rows in public.t21, which had 3"},
        {"StatisticsLeft",
         "CREATE TABLE t22 (a int, b int)",
         "CREATE STATISTICS st22 ON a, b FROM t22",
         "SELECT 1",
         "leaves statistics public.st22 of public.t22"},
        {"RuleLeft",
         "CREATE TABLE t23 (a int)",
         "CREATE RULE quiet AS ON DELETE TO t23 DO INSTEAD NOTHING",
         "SELECT 1",
         "leaves rule quiet on public.t23"},
        {"StorageOptionLeft",
         "CREATE TABLE t24 (a int)",
         "ALTER TABLE t24 SET (fillfactor = 70)",
         "SELECT 1",
         "leaves table public.t24 changed (options: fillfactor=70 instead of none)"},
        {"SchemaLeft",
         "",
         "CREATE SCHEMA app25; CREATE TABLE app25.x (a int)",
         "DROP TABLE app25.x",
         "leaves schema app25"},
        {"IdentityLost",
         "CREATE TABLE t26 (a int GENERATED ALWAYS AS IDENTITY)",
         "ALTER TABLE t26 ALTER a DROP IDENTITY",
         "SELECT 1",
         "leaves column public.t26.a changed (identity: none instead of always)"},
    };
    return all;
}

/// All of them in one project, a version each.
const app::RehearsalResult& rehearsal_of_broken_scripts() {
    static const app::RehearsalResult result = [] {
        std::string base;
        std::vector<Version> versions;
        for (const Broken& script : broken_scripts()) {
            base += script.base.empty() ? "" : script.base + ";\n";
            versions.push_back({script.up, script.down});
        }
        Project project{base};
        project.above(versions);
        app::RehearseRequest request = project.request();
        request.whole_rollbacks = 0;
        return project.rehearse(request);
    }();
    return result;
}

class BrokenUndo : public testing::TestWithParam<std::size_t> {};

TEST_P(BrokenUndo, IsNamedInOneLine) {
    const Broken& script = broken_scripts().at(GetParam());
    const std::string subject = fmt::format("sql/U{}__x.sql", GetParam() + 2);

    std::vector<std::string> told;
    for (const core::Finding& finding : rehearsal_of_broken_scripts().findings) {
        if (finding.subject == subject) {
            told.push_back(finding.message);
        }
    }

    EXPECT_THAT(told, Contains(script.told));
    EXPECT_LE(told.size(), 2U);
    EXPECT_FALSE(rehearsal_of_broken_scripts().proven);
}

INSTANTIATE_TEST_SUITE_P(
    Rehearse,
    BrokenUndo,
    testing::Range(std::size_t{0}, broken_scripts().size()),
    [](const auto& each) { return broken_scripts().at(each.param).name; }
);

}  // namespace

}  // namespace rollpack::test
