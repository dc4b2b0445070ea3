#include "order_cases.hpp"

#include <utility>

namespace rollpack::test {

namespace {

constexpr const char* orders = "CREATE TABLE orders (id int PRIMARY KEY, total int);";
const std::string undo_2 = "U2__step.sql";
const std::string clear_2 = "clear the way for U2__step.sql: ";
const std::string put_back = "put back owners, privileges and comments";

/// What the undo of V2 drops is in use by what the current release's repeatable "r" makes.
OrderCase retired(
    std::string name,
    std::string newer,
    std::string text,
    std::string undo,
    const std::string& cleared
) {
    return {
        .name = std::move(name),
        .target = orders,
        .repeatables = {{"r", {}, std::move(text)}},
        .newer = {std::move(newer)},
        .undo = {std::move(undo)},
        .steps = {clear_2 + cleared, undo_2, "retire r"}};
}

/// The undo of V2 changes the type of a column that the repeatable "r" of both releases uses.
OrderCase unchanged(std::string name, const std::string& text, const std::string& cleared) {
    return {
        .name = std::move(name),
        .target = orders,
        .repeatables = {{"r", text, text}},
        .newer = {"CREATE TABLE later (id int);"},
        .undo = {"DROP TABLE later;\nALTER TABLE orders ALTER total TYPE int;"},
        .steps = {clear_2 + cleared, undo_2, "R__r.sql", put_back}};
}

}  // namespace

std::vector<OrderCase> kind_cases() {
    const std::string state = "CREATE TYPE state AS ENUM ('new');";
    return {
        retired(
            "RetiredRuleOverADroppedColumn",
            "ALTER TABLE orders ADD currency text;",
            "CREATE RULE r AS ON UPDATE TO orders WHERE NEW.currency IS NULL DO INSTEAD NOTHING;",
            "ALTER TABLE orders DROP COLUMN currency;",
            "rule r on public.orders"
        ),
        retired(
            "RetiredPolicyOverADroppedColumn",
            "ALTER TABLE orders ADD currency text;",
            "CREATE POLICY r ON orders USING (currency IS NULL);",
            "ALTER TABLE orders DROP COLUMN currency;",
            "policy r on public.orders"
        ),
        retired(
            "RetiredAggregateOfADroppedFunction",
            "CREATE FUNCTION add(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';",
            "CREATE AGGREGATE r(int) (SFUNC = add, STYPE = int, INITCOND = '0');",
            "DROP FUNCTION add(int, int);",
            "aggregate public.r(integer)"
        ),
        retired(
            "RetiredAggregateOfRows",
            "CREATE FUNCTION one_more(int) RETURNS int LANGUAGE sql AS 'SELECT $1 + 1';",
            "CREATE AGGREGATE r(*) (SFUNC = one_more, STYPE = int, INITCOND = '0');",
            "DROP FUNCTION one_more(int);",
            "aggregate public.r()"
        ),
        retired(
            "RetiredDomainOverADroppedType",
            state,
            "CREATE DOMAIN r AS state;",
            "DROP TYPE state;",
            "type public.r"
        ),
        retired(
            "RetiredRowTypeOfADroppedType",
            state,
            "CREATE TYPE r AS (a state, b int);",
            "DROP TYPE state;",
            "type public.r"
        ),
        retired(
            "RetiredRangeOfADroppedType",
            state,
            "CREATE TYPE r AS RANGE (SUBTYPE = state);",
            "DROP TYPE state;",
            "type public.r"
        ),
        unchanged(
            "UnchangedPolicyOverAColumn",
            "DROP POLICY IF EXISTS r ON orders;\nCREATE POLICY r ON orders USING (total > 0);",
            "policy r on public.orders"
        ),
        unchanged(
            "UnchangedRuleOverAColumn",
            "CREATE OR REPLACE RULE r AS ON UPDATE TO orders WHERE NEW.total < 0 DO INSTEAD NOTHING;",
            "rule r on public.orders"
        ),
        {.name = "UnchangedTriggerOfAClearedView",
         .target = orders,
         .repeatables =
             {{"v",
               "CREATE OR REPLACE VIEW v AS SELECT total FROM orders;",
               "CREATE OR REPLACE VIEW v AS SELECT total FROM orders;"},
              {"w",
               "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN "
               "NEW; END';\nDROP TRIGGER IF EXISTS t ON v;\nCREATE TRIGGER t INSTEAD OF UPDATE ON v "
               "FOR EACH ROW EXECUTE FUNCTION touch();",
               "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN "
               "NEW; END';\nDROP TRIGGER IF EXISTS t ON v;\nCREATE TRIGGER t INSTEAD OF UPDATE ON v "
               "FOR EACH ROW EXECUTE FUNCTION touch();"}},
         .newer = {"CREATE TABLE later (id int);"},
         .undo = {"DROP TABLE later;\nALTER TABLE orders ALTER total TYPE int;"},
         .steps =
             {clear_2 + "trigger t on public.v, view public.v",
              undo_2,
              "R__v.sql",
              "R__w.sql",
              put_back}},
    };
}

}  // namespace rollpack::test
