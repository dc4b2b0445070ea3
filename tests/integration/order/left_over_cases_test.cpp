#include "order_cases.hpp"

#include <utility>

namespace rollpack::test {

namespace {

constexpr const char* orders = "CREATE TABLE orders (id int PRIMARY KEY, total int);";
constexpr const char* nothing = "CREATE TABLE later (id int);";
constexpr const char* back = "DROP TABLE later;";
const std::string undo_2 = "U2__step.sql";
const std::string clear = "clear the way for ";
const std::string put_back = "put back owners, privileges and comments";
const std::string replace = "CREATE OR REPLACE ";

OrderCase of_repeatables(
    std::string name,
    std::vector<CaseRepeatable> repeatables,
    std::vector<std::string> steps
) {
    steps.insert(steps.begin(), undo_2);
    return {
        .name = std::move(name),
        .target = orders,
        .repeatables = std::move(repeatables),
        .newer = {nothing},
        .undo = {back},
        .steps = std::move(steps)};
}

std::string function_f(const std::string& arguments) {
    return replace + "FUNCTION f(" + arguments + ") RETURNS int LANGUAGE sql AS 'SELECT 1';";
}

std::string view(const std::string& name, const std::string& query) {
    return replace + "VIEW " + name + " AS " + query + ";";
}

std::vector<OrderCase> overloads() {
    return {
        of_repeatables(
            "OverloadOfAnotherType",
            {{"f", function_f("int"), function_f("bigint")}},
            {clear + "R__f.sql: function public.f(bigint)", "R__f.sql"}
        ),
        of_repeatables(
            "OverloadWithOneMoreArgument",
            {{"f", function_f("int"), function_f("int, b int DEFAULT 0")}},
            {clear + "R__f.sql: function public.f(integer, integer)", "R__f.sql"}
        ),
        of_repeatables(
            "OverloadThatAViewCalls",
            {{"f", function_f("int"), function_f("bigint")},
             {"v",
              view("v", "SELECT f(id) FROM orders"),
              view("v", "SELECT f(id::bigint) FROM orders")}},
            {clear + "R__f.sql: view public.v, function public.f(bigint)",
             "R__f.sql",
             "R__v.sql",
             put_back}
        ),
        of_repeatables(
            "FunctionThatBecameAProcedure",
            {{"f",
              "DROP PROCEDURE IF EXISTS f(int);\n" + function_f("int"),
              "DROP FUNCTION IF EXISTS f(int);\n" + replace
                  + "PROCEDURE f(int) LANGUAGE sql AS 'SELECT 1';\n" + replace
                  + "PROCEDURE f(int, int) LANGUAGE sql AS 'SELECT 1';"}},
            {clear + "R__f.sql: procedure public.f(integer, integer)", "R__f.sql"}
        ),
    };
}

std::vector<OrderCase> second_objects() {
    const std::string v = view("v", "SELECT id FROM orders");
    return {
        of_repeatables(
            "SecondView",
            {{"v", v, v + "\n" + view("second", "SELECT id FROM v")}},
            {clear + "R__v.sql: view public.second", "R__v.sql"}
        ),
        {.name = "SecondViewOverADroppedColumn",
         .target = orders,
         .repeatables = {{"v", v, v + "\n" + view("second", "SELECT currency FROM orders")}},
         .newer = {"ALTER TABLE orders ADD currency text;"},
         .undo = {"ALTER TABLE orders DROP COLUMN currency;"},
         .steps = {clear + "U2__step.sql: view public.second", undo_2, "R__v.sql"}},
        of_repeatables(
            "ViewThatMovedToAnotherRepeatable",
            {{"v", v, v + "\n" + view("w", "SELECT total FROM orders")},
             {"w", view("w", "SELECT total FROM orders"), view("x", "SELECT total FROM orders")}},
            {clear + "R__w.sql: view public.x", "R__v.sql", "R__w.sql"}
        ),
        of_repeatables(
            "TypeThatAFunctionReturns",
            {{"f",
              "DROP FUNCTION IF EXISTS f(int);\n" + function_f("int"),
              "DROP FUNCTION IF EXISTS f(int);\nDROP TYPE IF EXISTS pair;\n"
              "CREATE TYPE pair AS (a int, b int);\n"
              "CREATE FUNCTION f(int) RETURNS pair LANGUAGE sql AS 'SELECT NULL::pair';"}},
            {clear + "R__f.sql: function public.f(integer), type public.pair", "R__f.sql", put_back}
        ),
        of_repeatables(
            "SecondTriggerOfATable",
            {{"t",
              "DROP TRIGGER IF EXISTS t ON orders;\nCREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH "
              "ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();",
              "DROP TRIGGER IF EXISTS s ON orders;\nCREATE TRIGGER s BEFORE UPDATE ON orders FOR EACH "
              "ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();"}},
            {clear + "R__t.sql: trigger s on public.orders", "R__t.sql"}
        ),
    };
}

}  // namespace

std::vector<OrderCase> left_over_cases() {
    std::vector<OrderCase> all = overloads();
    for (OrderCase& each : second_objects()) {
        all.push_back(std::move(each));
    }
    return all;
}

}  // namespace rollpack::test
