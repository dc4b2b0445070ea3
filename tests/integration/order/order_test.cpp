#include "order_cases.hpp"
#include "order_kit.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class OrderOf : public testing::TestWithParam<OrderCase> {};

TEST_P(OrderOf, UndoAndRepeatablesBringTheTargetBack) {
    const OrderCase& of = GetParam();
    ROLLPACK_NEEDS_SERVER(of.server, of.name);
    const OrderDatabase target;
    migrate_to_target(target, of);
    const OrderDatabase current{target};
    migrate_on(current, of);
    const OrderDatabase naive{current};
    const core::Fingerprint expected = target.fingerprint();
    const core::Selection selection = select(of);

    core::Findings findings;
    const core::Plan plan = plan_for(current, selection, Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_THAT(steps_of(plan), ElementsAreArray(of.steps));
    const core::Report report = run(current, plan);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(difference(expected, current.fingerprint()), "");

    core::Findings unheard;
    const core::Report naive_report = run(naive, plan_for(naive, selection, Order::naive, unheard));
    EXPECT_TRUE(
        naive_report.ending != Ending::done || difference(expected, naive.fingerprint()) != ""
    ) << "undo first, repeatables second does as well";
}

std::string name_of(const testing::TestParamInfo<OrderCase>& of) {
    return of.param.name;
}

INSTANTIATE_TEST_SUITE_P(Cases, OrderOf, testing::ValuesIn(order_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(LeftOver, OrderOf, testing::ValuesIn(left_over_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Kinds, OrderOf, testing::ValuesIn(kind_cases()), name_of);

/// A view that somebody made by hand.
OrderCase with_a_view_by_hand() {
    return {
        .name = "ByHand",
        .target = "CREATE TABLE orders (id int PRIMARY KEY);",
        .repeatables = {},
        .newer = {"ALTER TABLE orders ADD currency text;\n"
                  "CREATE VIEW by_hand AS SELECT currency FROM orders;"},
        .undo = {"-- the view is nobody's\nALTER TABLE orders DROP COLUMN currency;"},
        .steps = {}};
}

TEST(Order, RefusesWhatDependsAndIsNoRepeatables) {
    const OrderCase of = with_a_view_by_hand();
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    plan_for(current, select(of), Order::planned, findings);
    ASSERT_EQ(findings.all().size(), 1U);
    const core::Finding& found = findings.all().front();
    EXPECT_EQ(found.code, core::FindingCode::dependant_unowned);
    EXPECT_EQ(found.severity, core::Severity::error);
    EXPECT_EQ(found.subject, "U2__step.sql");
    EXPECT_EQ(found.line, 2U);
    EXPECT_EQ(
        found.message,
        "the script drops column public.orders.currency, but view public.by_hand depends on column "
        "currency of table public.orders, and no repeatable creates it"
    );
}

TEST(Order, RefusesWhatDependsOnAViewThatWouldHaveToGo) {
    OrderCase of = with_a_view_by_hand();
    of.newer = {"ALTER TABLE orders ADD currency text;"};
    of.repeatables = {{"v", {}, "CREATE VIEW v AS SELECT currency FROM orders;"}};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    query(current, "CREATE VIEW on_v AS SELECT * FROM v");
    core::Findings findings;
    plan_for(current, select(of), Order::planned, findings);
    ASSERT_EQ(findings.all().size(), 1U);
    EXPECT_THAT(
        findings.all().front().message,
        HasSubstr("view public.on_v depends on column currency of view public.v")
    );
}

TEST(Order, LetsBeWhatAnUndoScriptDropsItself) {
    OrderCase of = with_a_view_by_hand();
    of.undo = {"DROP VIEW by_hand;\nALTER TABLE orders DROP COLUMN currency;"};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_THAT(steps_of(plan), ElementsAre("U2__step.sql"));
    EXPECT_EQ(run(current, plan).ending, Ending::done);
}

TEST(Order, LetsBeWhatCascadeTakes) {
    OrderCase of = with_a_view_by_hand();
    of.undo = {"ALTER TABLE orders DROP COLUMN currency CASCADE;"};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_THAT(steps_of(plan), ElementsAre("U2__step.sql"));
}

TEST(Order, RefusesNothingBehindAScriptThatHidesWhatItDoes) {
    OrderCase of = with_a_view_by_hand();
    of.undo = {
        "DO $$ BEGIN EXECUTE 'DROP VIEW by_hand'; END $$;\n"
        "ALTER TABLE orders DROP COLUMN currency;"};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_EQ(run(current, plan).ending, Ending::done);
}

/// Two overloads of one function, of which the target release has the first.
OrderCase with_an_overload(const std::string& retired) {
    const std::string f =
        "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';";
    return {
        .name = "Overload",
        .target = "CREATE TABLE orders (id int PRIMARY KEY);",
        .repeatables = {{"f", f, f}, {"more", {}, retired}},
        .newer = {"CREATE TABLE later (id int);"},
        .undo = {"DROP TABLE later;"},
        .steps = {}};
}

TEST(Order, RetiresOneOverload) {
    const OrderCase of = with_an_overload(
        "CREATE OR REPLACE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 2';"
    );
    const OrderDatabase target;
    migrate_to_target(target, of);
    const OrderDatabase current{target};
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(
        steps_of(plan),
        ElementsAre("U2__step.sql", "retire more: function f(bigint)", "R__f.sql")
    );
    EXPECT_EQ(run(current, plan).ending, Ending::done);
    EXPECT_EQ(difference(target.fingerprint(), current.fingerprint()), "");
}

TEST(Order, RetiresNoOverloadThatTheTargetHas) {
    const OrderCase of = with_an_overload(
        "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 2';"
    );
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(steps_of(plan), ElementsAre("U2__step.sql", "retire more"));
}

TEST(Order, RefusesToDropWhatIsLeftOverUnderAViewByHand) {
    const std::string f = " RETURNS int LANGUAGE sql AS 'SELECT 1';";
    OrderCase of = with_an_overload("CREATE VIEW nothing AS SELECT 1 AS one;");
    of.repeatables.front(
    ) = {"f", "CREATE OR REPLACE FUNCTION f(int)" + f, "CREATE OR REPLACE FUNCTION f(bigint)" + f};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    query(current, "CREATE VIEW by_hand AS SELECT f(id::bigint) FROM orders");
    core::Findings findings;
    plan_for(current, select(of), Order::planned, findings);
    ASSERT_EQ(findings.all().size(), 1U);
    EXPECT_EQ(findings.all().front().subject, "R__f.sql");
    EXPECT_EQ(
        findings.all().front().message,
        "the step drops function public.f(bigint), which it does not create, but view public.by_hand "
        "depends on function public.f(bigint), and no repeatable creates it"
    );
}

TEST(Order, LeavesWhatIsLeftOverToATextThatIsAppliedAlready) {
    const std::string f = " RETURNS int LANGUAGE sql AS 'SELECT 1';";
    OrderCase of = with_an_overload("CREATE VIEW nothing AS SELECT 1 AS one;");
    of.repeatables.front(
    ) = {"f", "CREATE OR REPLACE FUNCTION f(int)" + f, "CREATE OR REPLACE FUNCTION f(bigint)" + f};
    const OrderDatabase current;
    migrate_to_target(current, of);
    current.migrate(2, of.newer.front());
    query(current, *of.repeatables.front().current);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(steps_of(plan), ElementsAre("U2__step.sql"));
}

TEST(Order, ClearsInTheTransactionOfTheUndoScript) {
    OrderCase of = with_a_view_by_hand();
    of.newer = {"ALTER TABLE orders ADD currency text;"};
    of.repeatables = {{"v", {}, "CREATE VIEW v AS SELECT currency FROM orders;"}};
    of.undo = {"ALTER TABLE orders DROP COLUMN currency;\nSELECT 1 / 0;"};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    core::PlanOptions options;
    options.transaction = core::TransactionMode::script;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings, options);
    EXPECT_THAT(
        core::stretches(plan),
        ElementsAre(core::Stretch{0, 2, {}}, core::Stretch{2, 1, {}})
    );
    EXPECT_NE(run(current, plan).ending, Ending::done);
    EXPECT_EQ(query_value(current, "SELECT to_regclass('v') IS NOT NULL"), "t");
}

/// A view, a materialized view, a function and a trigger that the undo of V2 cannot leave alone, each
/// made by a repeatable that is the same in both releases.
OrderCase with_dressed_objects() {
    const std::string view = "CREATE OR REPLACE VIEW v AS SELECT id, total FROM orders;";
    const std::string materialized =
        "CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT id, total FROM orders;";
    const std::string function =
        "CREATE OR REPLACE FUNCTION f(state) RETURNS int LANGUAGE sql AS 'SELECT 1';";
    const std::string trigger =
        "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; "
        "END';\nDROP TRIGGER IF EXISTS touched ON orders;\nCREATE TRIGGER touched BEFORE UPDATE OF "
        "total ON orders FOR EACH ROW EXECUTE FUNCTION touch();";
    return {
        .name = "Dressed",
        .target =
            "CREATE TABLE orders (id int PRIMARY KEY, total int);\n"
            "CREATE TYPE state AS ENUM ('new');",
        .repeatables =
            {{"f", function, function},
             {"m", materialized, materialized},
             {"touch", trigger, trigger},
             {"v", view, view}},
        .newer = {"CREATE TABLE later (id int)"},
        .undo = {"ALTER TABLE orders ALTER total TYPE int;\n"
                 "DROP TYPE state;\nCREATE TYPE state AS ENUM ('new');\nDROP TABLE later;"},
        .steps = {}};
}

constexpr const char* dress =
    "GRANT SELECT ON v TO pg_monitor WITH GRANT OPTION; GRANT UPDATE (total) ON v TO PUBLIC;"
    "GRANT SELECT ON m TO pg_monitor;"
    "REVOKE ALL ON FUNCTION f(state) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(state) TO pg_monitor;"
    "COMMENT ON VIEW v IS 'the night''s view'; COMMENT ON COLUMN v.total IS 'in cents';"
    "COMMENT ON MATERIALIZED VIEW m IS 'of the night'; COMMENT ON FUNCTION f(state) IS 'a number';"
    "COMMENT ON TRIGGER touched ON orders IS 'touches';"
    "ALTER VIEW v SET (security_barrier = true); ALTER MATERIALIZED VIEW m SET (fillfactor = 70);"
    "ALTER TABLE orders DISABLE TRIGGER touched;"
    "ALTER VIEW v OWNER TO pg_signal_backend; ALTER FUNCTION f(state) OWNER TO pg_signal_backend;";

TEST(Order, PutsBackWhatWasGivenByHand) {
    const OrderCase of = with_dressed_objects();
    const OrderDatabase target;
    migrate_to_target(target, of);
    query(target, dress);
    const OrderDatabase current{target};
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_THAT(
        steps_of(plan),
        ElementsAre(
            StartsWith("clear the way for U2__step.sql: "),
            "U2__step.sql",
            "R__f.sql",
            "R__m.sql",
            "R__touch.sql",
            "R__v.sql",
            "put back owners, privileges and comments"
        )
    );
    EXPECT_THAT(
        core::step_drops(plan.steps.front()),
        UnorderedElementsAre(
            Field(&core::DatabaseObject::name, "v"),
            Field(&core::DatabaseObject::name, "m"),
            Field(&core::DatabaseObject::name, "touched"),
            Field(&core::DatabaseObject::name, "f")
        )
    );
    const core::Report report = run(current, plan);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(difference(target.fingerprint(), current.fingerprint()), "");
}

/// As above, of the kinds that are rarer.
OrderCase with_dressed_rarities() {
    const std::string aggregate =
        "DROP AGGREGATE IF EXISTS total(state);\n"
        "CREATE AGGREGATE total(state) (SFUNC = count_states, STYPE = int, INITCOND = '0');";
    const std::string domain = "DROP DOMAIN IF EXISTS named;\nCREATE DOMAIN named AS state;";
    const std::string policy =
        "DROP POLICY IF EXISTS p ON orders;\nCREATE POLICY p ON orders USING (total > 0);";
    const std::string rule =
        "CREATE OR REPLACE RULE r AS ON UPDATE TO orders WHERE NEW.total < 0 DO INSTEAD NOTHING;";
    const std::string functions =
        "CREATE FUNCTION count_states(int, state) RETURNS int LANGUAGE sql AS 'SELECT 1';";
    return {
        .name = "DressedRarities",
        .target =
            "CREATE TABLE orders (id int PRIMARY KEY, total int);\n"
            "CREATE TYPE state AS ENUM ('new');\n"
            + functions,
        .repeatables =
            {{"a", aggregate, aggregate},
             {"d", domain, domain},
             {"p", policy, policy},
             {"r", rule, rule}},
        .newer = {"CREATE TABLE later (id int)"},
        .undo =
            {"ALTER TABLE orders ALTER total TYPE int;\nDROP FUNCTION count_states(int, state);\n"
             "DROP TYPE state;\nCREATE TYPE state AS ENUM ('new');\nDROP TABLE later;\n"
             + functions},
        .steps = {}};
}

TEST(Order, PutsBackWhatRarerKindsWereGivenByHand) {
    const OrderCase of = with_dressed_rarities();
    const OrderDatabase target;
    migrate_to_target(target, of);
    query(
        target,
        "REVOKE ALL ON FUNCTION total(state) FROM PUBLIC; GRANT EXECUTE ON FUNCTION total(state) TO "
        "pg_monitor; COMMENT ON AGGREGATE total(state) IS 'counts'; ALTER AGGREGATE total(state) OWNER "
        "TO pg_signal_backend; REVOKE USAGE ON DOMAIN named FROM PUBLIC; GRANT USAGE ON DOMAIN named TO "
        "pg_monitor; COMMENT ON DOMAIN named IS 'a state'; ALTER DOMAIN named OWNER TO "
        "pg_signal_backend; COMMENT ON POLICY p ON orders IS 'no debts'; COMMENT ON RULE r ON orders IS "
        "'none'; ALTER TABLE orders DISABLE RULE r;"
    );
    const OrderDatabase current{target};
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_THAT(findings.all(), IsEmpty());
    EXPECT_THAT(
        steps_of(plan),
        ElementsAre(
            StartsWith("clear the way for U2__step.sql: "),
            "U2__step.sql",
            "R__a.sql",
            "R__d.sql",
            "R__p.sql",
            "R__r.sql",
            "put back owners, privileges and comments"
        )
    );
    const core::Report report = run(current, plan);
    EXPECT_EQ(report.ending, Ending::done) << report.message;
    EXPECT_EQ(difference(target.fingerprint(), current.fingerprint()), "");
}

TEST(Order, PutsBackInAFileForPsqlToo) {
    const OrderCase of = with_dressed_objects();
    const OrderDatabase target;
    migrate_to_target(target, of);
    query(target, dress);
    const OrderDatabase current{target};
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    const TempDir folder;
    const auto file = folder.path() / "rollback.sql";
    PlanSqlOptions options;
    options.run.reason = "a bad night";
    std::ofstream{file} << current.open()->plan_sql(plan, options);
    load_dump(current, file);
    EXPECT_EQ(difference(target.fingerprint(), current.fingerprint()), "");
}

TEST(Order, LeavesWhatAnUndoScriptRevokes) {
    OrderCase of = with_dressed_objects();
    of.newer.emplace_back("CREATE TABLE last (id int);");
    of.undo.emplace_back("REVOKE SELECT ON m FROM pg_monitor;\nDROP TABLE last;");
    const OrderDatabase current;
    migrate_to_target(current, of);
    query(current, dress);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_EQ(run(current, plan).ending, Ending::done);
    EXPECT_EQ(query_value(current, "SELECT has_table_privilege('pg_monitor', 'm', 'SELECT')"), "f");
    EXPECT_EQ(query_value(current, "SELECT has_table_privilege('pg_monitor', 'v', 'SELECT')"), "t");
}

TEST(Order, TakesNothingAwayThatAScriptGives) {
    OrderCase of = with_dressed_objects();
    of.repeatables.front().target = *of.repeatables.front().current
        + "\nGRANT EXECUTE ON FUNCTION f(state) TO PUBLIC;\nCOMMENT ON FUNCTION f(state) IS 'new';";
    const OrderDatabase current;
    migrate_to_target(current, of);
    query(current, dress);
    migrate_on(current, of);
    query(
        current,
        "REVOKE ALL ON FUNCTION f(state) FROM PUBLIC; COMMENT ON FUNCTION f(state) IS 'old'"
    );
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_EQ(run(current, plan).ending, Ending::done);
    EXPECT_EQ(query_value(current, "SELECT obj_description('f'::regproc)"), "new");
    EXPECT_EQ(
        query_value(
            current,
            "SELECT count(*) FROM pg_proc, aclexplode(proacl) AS e WHERE proname = 'f' AND grantee = 0"
        ),
        "1"
    );
}

TEST(Order, MakesWhatARunDroppedThatDidNotComeToItsEnd) {
    const std::string view = "CREATE OR REPLACE VIEW v AS SELECT id, total FROM orders;";
    OrderCase of = with_a_view_by_hand();
    of.target =
        "CREATE TABLE orders (id int PRIMARY KEY, total int);\nCREATE TABLE gate (open int);";
    of.repeatables = {{"v", view, view}};
    of.newer = {"CREATE TABLE later (id int);", "CREATE TABLE last (id int);"};
    of.undo = {
        "SELECT 1 / count(*) FROM gate;\nDROP TABLE later;",
        "ALTER TABLE orders ALTER total TYPE int;\nDROP TABLE last;"};
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::PlanOptions options;
    options.transaction = core::TransactionMode::script;
    const core::Selection selection = select(of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, selection, Order::planned, findings, options);
    query(current, "GRANT SELECT ON v TO pg_monitor; COMMENT ON VIEW v IS 'the night''s view'");
    EXPECT_NE(run(current, plan).ending, Ending::done);
    EXPECT_EQ(query_value(current, "SELECT to_regclass('v') IS NULL"), "t");
    query(current, "INSERT INTO gate VALUES (1)");

    const core::Plan rest = plan_for(current, selection, Order::planned, findings, options);

    EXPECT_THAT(
        steps_of(rest),
        ElementsAre("U2__step.sql", "R__v.sql", "put back owners, privileges and comments")
    );
    EXPECT_EQ(
        core::step_reason(rest.steps.at(1)),
        "its text is unchanged, but view v, which this script creates, is not there"
    );
    EXPECT_EQ(run(current, rest).ending, Ending::done);
    EXPECT_EQ(query_value(current, "SELECT has_table_privilege('pg_monitor', 'v', 'SELECT')"), "t");
    EXPECT_EQ(query_value(current, "SELECT obj_description('v'::regclass)"), "the night's view");
    EXPECT_EQ(
        query_value(current, "SELECT count(*) FROM rollpack_journal WHERE put_back <> ''"),
        "1"
    );
}

TEST(Order, SaysWhyItClears) {
    const OrderCase of = order_cases().front();
    const OrderDatabase current;
    migrate_to_target(current, of);
    migrate_on(current, of);
    core::Findings findings;
    const core::Plan plan = plan_for(current, select(of), Order::planned, findings);
    EXPECT_EQ(
        core::step_reason(plan.steps.front()),
        "U2__step.sql drops column public.orders.currency, on which view public.overview depends"
    );
}

}  // namespace
}  // namespace rollpack::executor
