#include "order_cases.hpp"

namespace rollpack::test {

namespace {

constexpr const char* orders = "CREATE TABLE orders (id int PRIMARY KEY, total int);\n";
const std::string undo_2 = "U2__step.sql";
const std::string put_back = "put back owners, privileges and comments";
const std::string clear_all = "clear the way for the repeatables: ";
const std::string clear_2 = "clear the way for U2__step.sql: ";

/// One repeatable and one newer version.
OrderCase simple(
    std::string name,
    CaseRepeatable repeatable,
    std::string newer,
    std::string undo,
    std::vector<std::string> steps
) {
    return {
        .name = std::move(name),
        .target = orders,
        .repeatables = {std::move(repeatable)},
        .newer = {std::move(newer)},
        .undo = {std::move(undo)},
        .steps = std::move(steps)};
}

/// The current release's repeatable "r" only.
OrderCase retired(
    std::string name,
    std::string newer,
    std::string text,
    std::string undo,
    const std::string& cleared
) {
    return simple(
        std::move(name),
        {"r", {}, std::move(text)},
        std::move(newer),
        std::move(undo),
        {clear_2 + cleared, undo_2, "retire r"}
    );
}

std::vector<OrderCase> restored_views() {
    return {
        simple(
            "ViewOverADroppedColumn",
            {"overview",
             "CREATE OR REPLACE VIEW overview AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW overview AS SELECT id, currency FROM orders;"},
            "ALTER TABLE orders ADD currency text;",
            "ALTER TABLE orders DROP COLUMN currency;",
            {clear_2 + "view public.overview", undo_2, "R__overview.sql", put_back}
        ),
        simple(
            "ViewThatFiltersByADroppedColumn",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders WHERE live;"},
            "ALTER TABLE orders ADD live bool;",
            "ALTER TABLE orders DROP COLUMN live;",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "MaterializedViewOverADroppedTable",
            {"m",
             "DROP MATERIALIZED VIEW IF EXISTS m;\nCREATE MATERIALIZED VIEW m AS SELECT id FROM "
             "orders;\nCREATE INDEX m_id ON m (id);",
             "DROP MATERIALIZED VIEW IF EXISTS m;\nCREATE MATERIALIZED VIEW m AS SELECT id FROM "
             "refunds;\nCREATE INDEX m_id ON m (id);"},
            "CREATE TABLE refunds (id int);",
            "DROP TABLE refunds;",
            {clear_2 + "materialized view public.m", undo_2, "R__m.sql", put_back}
        ),
        simple(
            "ViewOverAColumnWhoseTypeGoesBack",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id, total FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT id, total FROM orders WHERE total > 0;"},
            "DROP VIEW v;\nALTER TABLE orders ALTER total TYPE bigint;",
            "ALTER TABLE orders ALTER total TYPE int;",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "ViewThatCallsADroppedFunction",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT net(id) AS id FROM orders;"},
            "CREATE FUNCTION net(int) RETURNS int LANGUAGE sql AS 'SELECT $1';",
            "DROP FUNCTION net(int);",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "ViewThatCallsOneOfTwoOverloads",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT net(id) AS id FROM orders;"},
            "CREATE FUNCTION net(int) RETURNS int LANGUAGE sql AS 'SELECT $1';\n"
            "CREATE FUNCTION net(text) RETURNS text LANGUAGE sql AS 'SELECT $1';",
            "DROP FUNCTION net(text);\nDROP FUNCTION net(int);",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "ViewOverAColumnThatIsRenamedAndDropped",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT id, note FROM orders;"},
            "ALTER TABLE orders ADD note text;",
            "ALTER TABLE orders RENAME note TO old_note;\nALTER TABLE orders DROP COLUMN old_note;",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "ViewThatGroupsByADroppedPrimaryKey",
            {"v",
             "CREATE OR REPLACE VIEW v AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW v AS SELECT t.id FROM t GROUP BY t.id ORDER BY t.code;"},
            "CREATE TABLE t (id int CONSTRAINT t_key PRIMARY KEY, code int);",
            "ALTER TABLE t DROP CONSTRAINT t_key;\nDROP TABLE t;",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "ViewOfQuotedNames",
            {"v",
             "CREATE OR REPLACE VIEW \"My View\" AS SELECT id FROM orders;",
             "CREATE OR REPLACE VIEW \"My View\" AS SELECT id, \"Note's\" FROM orders;"},
            "ALTER TABLE orders ADD \"Note's\" text;",
            "ALTER TABLE orders DROP COLUMN \"Note's\";",
            {clear_2 + "view public.My View", undo_2, "R__v.sql", put_back}
        ),
    };
}

std::vector<OrderCase> unchanged() {
    const std::string view = "CREATE OR REPLACE VIEW v AS SELECT id, total FROM orders;";
    const std::string mview =
        "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT id, total FROM orders;";
    const std::string trigger =
        "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; "
        "END';\nDROP TRIGGER IF EXISTS touched ON orders;\nCREATE TRIGGER touched BEFORE UPDATE OF "
        "total ON orders FOR EACH ROW EXECUTE FUNCTION touch();";
    return {
        simple(
            "UnchangedViewOverAChangedType",
            {"v", view, view},
            // What a newer version does to get past the view, its undo script forgets.
            "DROP VIEW v;\nALTER TABLE orders ALTER total TYPE bigint;\n" + view,
            "ALTER TABLE orders ALTER total TYPE int;",
            {clear_2 + "view public.v", undo_2, "R__v.sql", put_back}
        ),
        simple(
            "UnchangedMaterializedViewOverAChangedType",
            {"m", mview, mview},
            "DROP MATERIALIZED VIEW m;\nALTER TABLE orders ALTER total TYPE bigint;\n" + mview,
            "ALTER TABLE orders ALTER total TYPE int;",
            {clear_2 + "materialized view public.m", undo_2, "R__m.sql", put_back}
        ),
        simple(
            "UnchangedTriggerOnAChangedType",
            {"touch", trigger, trigger},
            "DROP TRIGGER touched ON orders;\nALTER TABLE orders ALTER total TYPE bigint;\n"
                + trigger,
            "ALTER TABLE orders ALTER total TYPE int;",
            {clear_2 + "trigger touched on public.orders", undo_2, "R__touch.sql", put_back}
        ),
        {.name = "UnchangedViewOverARestoredOne",
         .target = orders,
         .repeatables =
             {{"a",
               "CREATE OR REPLACE VIEW a AS SELECT id FROM orders;",
               "CREATE OR REPLACE VIEW a AS SELECT id FROM orders WHERE live;"},
              {"b",
               "CREATE OR REPLACE VIEW b AS SELECT id FROM a;",
               "CREATE OR REPLACE VIEW b AS SELECT id FROM a;"}},
         .newer = {"ALTER TABLE orders ADD live bool;"},
         .undo = {"ALTER TABLE orders DROP COLUMN live;"},
         .steps =
             {clear_2 + "view public.b, view public.a", undo_2, "R__a.sql", "R__b.sql", put_back}},
    };
}

std::vector<OrderCase> retired_objects() {
    const std::string add_note = "ALTER TABLE orders ADD note text;";
    const std::string drop_note = "ALTER TABLE orders DROP COLUMN note;";
    const std::string type = "CREATE TYPE state AS ENUM ('new', 'old');";
    std::vector<OrderCase> cases{
        retired(
            "RetiredViewOverADroppedColumn",
            add_note,
            "CREATE VIEW r AS SELECT note FROM orders;",
            drop_note,
            "view public.r"
        ),
        retired(
            "RetiredViewOverADroppedTable",
            "CREATE TABLE refunds (id int);",
            "CREATE VIEW r AS SELECT count(*) FROM refunds;",
            "DROP TABLE refunds;",
            "view public.r"
        ),
        retired(
            "RetiredMaterializedViewOverADroppedColumn",
            add_note,
            "CREATE MATERIALIZED VIEW r AS SELECT note FROM orders;\nCREATE INDEX r_note ON r (note);",
            drop_note,
            "materialized view public.r"
        ),
        retired(
            "RetiredViewOverADroppedView",
            "CREATE VIEW base AS SELECT id FROM orders;",
            "CREATE VIEW r AS SELECT id FROM base;",
            "DROP VIEW base;",
            "view public.r"
        ),
        retired(
            "RetiredViewOfADroppedType",
            type,
            "CREATE VIEW r AS SELECT 'new'::state AS state;",
            "DROP TYPE state;",
            "view public.r"
        ),
        retired(
            "RetiredViewOfADroppedDomain",
            "CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);",
            "CREATE VIEW r AS SELECT total::cents AS cents FROM orders;",
            "DROP DOMAIN cents;",
            "view public.r"
        ),
        retired(
            "RetiredFunctionOfADroppedType",
            type,
            "CREATE FUNCTION r(state) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "DROP TYPE state;",
            "function public.r(public.state)"
        ),
        retired(
            "RetiredFunctionThatReturnsADroppedType",
            type,
            "CREATE FUNCTION r() RETURNS SETOF state LANGUAGE sql AS 'SELECT NULL::state';",
            "DROP TYPE state;",
            "function public.r()"
        ),
        retired(
            "RetiredFunctionThatReturnsRowsOfADroppedTable",
            "CREATE TABLE refunds (id int);",
            "CREATE FUNCTION r() RETURNS SETOF refunds LANGUAGE sql AS 'SELECT * FROM refunds';",
            "DROP TABLE refunds;",
            "function public.r()"
        ),
        retired(
            "RetiredFunctionWhoseDefaultCallsADroppedFunction",
            "CREATE FUNCTION today() RETURNS date LANGUAGE sql AS 'SELECT current_date';",
            "CREATE FUNCTION r(day date DEFAULT today()) RETURNS date LANGUAGE sql AS 'SELECT $1';",
            "DROP FUNCTION today();",
            "function public.r(date)"
        ),
        retired(
            "RetiredProcedureOfADroppedType",
            type,
            "CREATE PROCEDURE r(IN a state) LANGUAGE sql AS 'SELECT 1';",
            "DROP TYPE state;",
            "procedure public.r(public.state)"
        ),
        retired(
            "RetiredTriggerThatCallsADroppedFunction",
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';",
            "CREATE TRIGGER r BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();",
            "DROP FUNCTION touch();",
            "trigger r on public.orders"
        ),
        retired(
            "RetiredViewOverADroppedSequence",
            "CREATE SEQUENCE numbers;",
            "CREATE VIEW r AS SELECT last_value FROM numbers;",
            "DROP SEQUENCE numbers;",
            "view public.r"
        ),
        retired(
            "RetiredViewInADroppedSchema",
            "CREATE SCHEMA reports;",
            "CREATE VIEW reports.r AS SELECT id FROM orders;",
            "DROP SCHEMA reports;",
            "view reports.r"
        ),
        retired(
            "RetiredViewOverAPartitionedTable",
            "CREATE TABLE days (day date) PARTITION BY RANGE (day);\n"
            "CREATE TABLE days_26 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');",
            "CREATE VIEW r AS SELECT day FROM days_26;",
            "DROP TABLE days;",
            "view public.r"
        ),
        retired(
            "RetiredViewOfADroppedCollation",
            "CREATE COLLATION german (provider = icu, locale = 'de');",
            "CREATE VIEW r AS SELECT id::text COLLATE german AS id FROM orders;",
            "DROP COLLATION german;",
            "view public.r"
        ),
        retired(
            "RetiredChainOfViews",
            add_note,
            "CREATE VIEW r AS SELECT note FROM orders;\nCREATE VIEW s AS SELECT note FROM r;\n"
            "CREATE MATERIALIZED VIEW t AS SELECT note FROM s;",
            drop_note,
            "materialized view public.t, view public.s, view public.r"
        ),
    };
    OrderCase body = retired(
        "RetiredFunctionWithABodyOfADroppedColumn",
        add_note,
        "CREATE FUNCTION r() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT max(note) FROM orders; END;",
        drop_note,
        "function public.r()"
    );
    body.server = 14;
    cases.push_back(body);
    return cases;
}

std::vector<OrderCase> several_versions() {
    return {
        {.name = "AsLateAsPossible",
         .target = orders,
         .repeatables = {{"v", {}, "CREATE VIEW v AS SELECT note FROM orders;"}},
         .newer = {"ALTER TABLE orders ADD note text;", "CREATE TABLE later (id int);"},
         .undo =
             {"ALTER TABLE orders DROP COLUMN note;",
              "REVOKE ALL ON v FROM PUBLIC;\nDROP TABLE later;"},
         .steps = {"U3__step.sql", clear_2 + "view public.v", undo_2, "retire v"}},
        {.name = "TwoVersionsAndTwoViews",
         .target = orders,
         .repeatables =
             {{"a",
               "CREATE OR REPLACE VIEW a AS SELECT id FROM orders;",
               "CREATE OR REPLACE VIEW a AS SELECT id, one FROM orders;"},
              {"b",
               "CREATE OR REPLACE VIEW b AS SELECT id FROM orders;",
               "CREATE OR REPLACE VIEW b AS SELECT id, two FROM orders;"}},
         .newer = {"ALTER TABLE orders ADD one int;", "ALTER TABLE orders ADD two int;"},
         .undo = {"ALTER TABLE orders DROP COLUMN one;", "ALTER TABLE orders DROP COLUMN two;"},
         .steps =
             {"clear the way for U3__step.sql: view public.b",
              "U3__step.sql",
              clear_2 + "view public.a",
              undo_2,
              "R__a.sql",
              "R__b.sql",
              put_back}},
    };
}

/// What CREATE OR REPLACE cannot replace, though no undo script touches it.
std::vector<OrderCase> replaced() {
    const std::string nothing = "CREATE TABLE later (id int);";
    const std::string back = "DROP TABLE later;";
    const auto replacing =
        [&](std::string name, std::string target, std::string current, const std::string& cleared) {
            return simple(
                std::move(name),
                {"r", std::move(target), std::move(current)},
                nothing,
                back,
                {undo_2, clear_all + cleared, "R__r.sql", put_back}
            );
        };
    const auto gone = [&](std::string name,
                          std::string target,
                          std::string current,
                          const std::string& cleared) {
        OrderCase of = replacing(std::move(name), std::move(target), std::move(current), cleared);
        of.steps.pop_back();
        return of;
    };
    const std::string replace = "CREATE OR REPLACE ";
    return {
        replacing(
            "ViewWithFewerColumns",
            replace + "VIEW v AS SELECT id FROM orders;",
            replace + "VIEW v AS SELECT id, total FROM orders;",
            "view public.v"
        ),
        replacing(
            "ViewWithOtherColumnNames",
            replace + "VIEW v AS SELECT id AS number FROM orders;",
            "DROP VIEW v;\n" + replace + "VIEW v AS SELECT id FROM orders;",
            "view public.v"
        ),
        replacing(
            "ViewWithColumnsInAnotherOrder",
            replace + "VIEW v (a, b) AS SELECT id, total FROM orders;",
            "DROP VIEW v;\n" + replace + "VIEW v (b, a) AS SELECT total, id FROM orders;",
            "view public.v"
        ),
        replacing(
            "ViewOfAllColumns",
            replace + "VIEW v AS SELECT * FROM orders;",
            replace + "VIEW v AS SELECT *, 1 AS one FROM orders;",
            "view public.v"
        ),
        replacing(
            "FunctionWithAnotherResult",
            replace + "FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "DROP FUNCTION f(int);\n" + replace
                + "FUNCTION f(int) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';",
            "function public.f(integer)"
        ),
        replacing(
            "FunctionWithAnotherTable",
            replace + "FUNCTION f() RETURNS TABLE (a int) LANGUAGE sql AS 'SELECT 1';",
            "DROP FUNCTION f();\n" + replace
                + "FUNCTION f() RETURNS TABLE (a int, b int) LANGUAGE sql AS 'SELECT 1, 2';",
            "function public.f()"
        ),
        replacing(
            "FunctionThatReturnsASet",
            replace + "FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "DROP FUNCTION f();\n" + replace
                + "FUNCTION f() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';",
            "function public.f()"
        ),
        replacing(
            "FunctionWithOtherArgumentNames",
            replace + "FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "DROP FUNCTION f(int);\n" + replace
                + "FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "function public.f(integer)"
        ),
        replacing(
            "FunctionWithFewerDefaults",
            replace + "FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            replace + "FUNCTION f(a int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "function public.f(integer)"
        ),
        gone(
            "FunctionThatWasAProcedure",
            replace + "FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "DROP FUNCTION f(int);\nCREATE PROCEDURE f(a int) LANGUAGE sql AS 'SELECT 1';",
            "procedure public.f(integer)"
        ),
        gone(
            "ViewThatBecameMaterialized",
            replace + "VIEW v AS SELECT id FROM orders;",
            "DROP VIEW v;\nCREATE MATERIALIZED VIEW v AS SELECT id FROM orders;",
            "materialized view public.v"
        ),
        gone(
            "MaterializedViewThatBecameAView",
            "CREATE MATERIALIZED VIEW v AS SELECT id FROM orders;",
            "DROP MATERIALIZED VIEW v;\nCREATE VIEW v AS SELECT id FROM orders;",
            "view public.v"
        ),
        replacing(
            "MaterializedViewThatNeverReplaces",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT id FROM orders;",
            "DROP MATERIALIZED VIEW v;\nCREATE MATERIALIZED VIEW v AS SELECT total FROM orders;",
            "materialized view public.v"
        ),
        replacing(
            "TriggerThatIsThereAlready",
            "CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION "
            "suppress_redundant_updates_trigger();",
            "DROP TRIGGER t ON orders;\nCREATE TRIGGER t AFTER UPDATE ON orders FOR EACH ROW EXECUTE "
            "FUNCTION suppress_redundant_updates_trigger();",
            "trigger t on public.orders"
        ),
        {.name = "ViewUnderAnUnchangedOne",
         .target = orders,
         .repeatables =
             {{"a",
               replace + "VIEW a AS SELECT id FROM orders;",
               replace + "VIEW a AS SELECT id, total FROM orders;"},
              {"b",
               replace + "VIEW b AS SELECT id FROM a;",
               replace + "VIEW b AS SELECT id FROM a;"}},
         .newer = {nothing},
         .undo = {back},
         .steps =
             {undo_2,
              clear_all + "view public.b, view public.a",
              "R__a.sql",
              "R__b.sql",
              put_back}},
        {.name = "ViewThatDropsItselfUnderAnUnchangedOne",
         .target = orders,
         .repeatables =
             {{"a",
               "DROP VIEW IF EXISTS a;\nCREATE VIEW a AS SELECT id FROM orders;",
               replace + "VIEW a AS SELECT id FROM orders WHERE id > 0;"},
              {"b",
               replace + "VIEW b AS SELECT id FROM a;",
               replace + "VIEW b AS SELECT id FROM a;"}},
         .newer = {nothing},
         .undo = {back},
         .steps = {undo_2, clear_all + "view public.b", "R__a.sql", "R__b.sql", put_back}},
        {.name = "FunctionUnderAView",
         .target = orders,
         .repeatables =
             {{"f",
               replace + "FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
               "DROP VIEW IF EXISTS v;\nDROP FUNCTION f(int);\n" + replace
                   + "FUNCTION f(int) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';"},
              {"v",
               replace + "VIEW v AS SELECT f(id) AS f FROM orders;",
               replace + "VIEW v AS SELECT f(id) AS f, 1 AS one FROM orders;"}},
         .newer = {nothing},
         .undo = {back},
         .steps =
             {undo_2,
              clear_all + "view public.v, function public.f(integer)",
              "R__f.sql",
              "R__v.sql",
              put_back}},
        {.name = "RetiredViewUnderARestoredOne",
         .target = orders,
         .repeatables =
             {{"base", {}, "CREATE VIEW base AS SELECT id FROM orders;"},
              {"v",
               replace + "VIEW v AS SELECT id FROM orders;",
               replace + "VIEW v AS SELECT id FROM base;"}},
         .newer = {nothing},
         .undo = {back},
         .steps =
             {undo_2,
              "clear the way for retire base: view public.v",
              "retire base: view base",
              "R__v.sql",
              put_back}},
    };
}

}  // namespace

std::vector<OrderCase> order_cases() {
    std::vector<OrderCase> all;
    for (auto* const of :
         {restored_views, unchanged, retired_objects, several_versions, replaced}) {
        for (OrderCase& each : of()) {
            all.push_back(std::move(each));
        }
    }
    return all;
}

}  // namespace rollpack::test
