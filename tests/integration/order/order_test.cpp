#include "order_cases.hpp"
#include "order_kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace rollpack::executor {
namespace {

using namespace test;
using core::Ending;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

INSTANTIATE_TEST_SUITE_P(
    Cases,
    OrderOf,
    testing::ValuesIn(order_cases()),
    [](const testing::TestParamInfo<OrderCase>& of) { return of.param.name; }
);

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
