#include "detail/statement_aims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::executor::detail {
namespace {

using Kind = NamedObject::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

class StatementsWithoutAnAim : public testing::TestWithParam<std::string> {};

TEST_P(StatementsWithoutAnAim, AreNeverPassedOver) {
    EXPECT_THAT(statement_aims(GetParam()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    StatementAims,
    StatementsWithoutAnAim,
    testing::Values(
        "INSERT INTO t SELECT * FROM u",
        "UPDATE t SET a = 1",
        "DELETE FROM t",
        "TRUNCATE t",
        "SELECT drop_it()",
        "DO 'BEGIN DROP TABLE t; END'",
        "CALL p()",
        "COPY t FROM STDIN",
        "REFRESH MATERIALIZED VIEW m",
        "CREATE TEMPORARY TABLE t (id int)",
        "CREATE INDEX ON t (id)",
        "ALTER TABLE t ADD PRIMARY KEY (id)",
        "ALTER TYPE mood RENAME VALUE 'a' TO 'b'",
        "CREATE SCHEMA app CREATE TABLE t (id int)",
        "DROP CAST (int AS text)",
        "DROP TABLE t; DROP TABLE u",
        "THIS IS NOT SQL"
    )
);

TEST(StatementAims, OfADropAreAllItsObjects) {
    EXPECT_THAT(
        statement_aims("DROP TABLE app.orders, \"Lines\" CASCADE"),
        ElementsAre(
            Aim{{.kind = Kind::relation, .name = {"app", "orders"}}, Wanted::gone},
            Aim{{.kind = Kind::relation, .name = {std::nullopt, "Lines"}}, Wanted::gone}
        )
    );
}

TEST(StatementAims, OfARoutineHaveItsArguments) {
    EXPECT_THAT(
        statement_aims("DROP FUNCTION app.total(int8, text[])"),
        ElementsAre(Aim{
            {.kind = Kind::routine,
             .name = {"app", "total"},
             .argument_types = std::vector<std::string>{"bigint", "text[]"}},
            Wanted::gone})
    );
}

TEST(StatementAims, OfARoutineWithoutArgumentListMeanAnyOfItsName) {
    EXPECT_EQ(statement_aims("DROP FUNCTION total").at(0).object.argument_types, std::nullopt);
}

TEST(StatementAims, OfACreatedRoutineLeaveItsResultsOut) {
    EXPECT_THAT(
        statement_aims("CREATE FUNCTION f(a int, OUT b int) LANGUAGE sql AS 'SELECT 1'"),
        ElementsAre(Aim{
            {.kind = Kind::routine,
             .name = {std::nullopt, "f"},
             .argument_types = std::vector<std::string>{"integer"}},
            Wanted::there})
    );
}

TEST(StatementAims, OfAlterTableAreThoseOfEachPart) {
    EXPECT_THAT(
        statement_aims("ALTER TABLE t DROP COLUMN a, ADD COLUMN b int, DROP CONSTRAINT c, "
                       "ENABLE ROW LEVEL SECURITY"),
        ElementsAre(
            Aim{{.kind = Kind::column, .name = {std::nullopt, "t"}, .part = "a"}, Wanted::gone},
            Aim{{.kind = Kind::column, .name = {std::nullopt, "t"}, .part = "b"}, Wanted::there},
            Aim{{.kind = Kind::constraint, .name = {std::nullopt, "t"}, .part = "c"}, Wanted::gone},
            Aim{{.kind = Kind::relation, .name = {std::nullopt, "t"}}, Wanted::gone}
        )
    );
}

TEST(StatementAims, OfATriggerNameItsTable) {
    EXPECT_THAT(
        statement_aims("DROP TRIGGER audit ON app.t"),
        ElementsAre(
            Aim{{.kind = Kind::trigger, .name = {"app", "t"}, .part = "audit"}, Wanted::gone}
        )
    );
}

TEST(StatementAims, OfACreatedTableAndViewTellThemApart) {
    EXPECT_EQ(statement_aims("CREATE TABLE x (id int)").at(0).object.relkinds, "rp");
    EXPECT_EQ(statement_aims("CREATE VIEW x AS SELECT 1").at(0).object.relkinds, "v");
}

TEST(StatementAims, OfAnEnumLabelKeepItAsItIsWritten) {
    EXPECT_THAT(
        statement_aims("ALTER TYPE app.mood ADD VALUE 'Glad'"),
        ElementsAre(
            Aim{{.kind = Kind::enum_label, .name = {"app", "mood"}, .part = "Glad"}, Wanted::there}
        )
    );
}

}  // namespace
}  // namespace rollpack::executor::detail
