#include "unit/core/assessment_fixture.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace rollpack::core {
namespace {

using test::Assessed;
using test::relation;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

using Columns = LiveQuestions::Columns;

LiveQuestions questions(const std::string& sql) {
    Assessed assessed;
    return questions_for(assessed.undoes("124", sql).plan);
}

TEST(QuestionsForAPlan, AreTheRowsOfTablesThatGo) {
    EXPECT_THAT(
        questions("DROP TABLE app.a; TRUNCATE b; DELETE FROM c").relations,
        ElementsAre(
            Pair(relation("b"), Columns{true, {}}),
            Pair(relation("c"), Columns{true, {}}),
            Pair(relation("app.a"), Columns{true, {}})
        )
    );
}

TEST(QuestionsForAPlan, AreTheValuesOfColumnsThatGoOrChange) {
    EXPECT_THAT(
        questions("ALTER TABLE t DROP a, ALTER b TYPE int; UPDATE t SET c = 1").relations,
        ElementsAre(Pair(relation("t"), Columns{true, {"a", "b", "c"}}))
    );
}

TEST(QuestionsForAPlan, AreNoRowsOfWhatIsOnlyLockedOrOwned) {
    EXPECT_THAT(
        questions("CREATE INDEX ON t (a); INSERT INTO u VALUES (1); DROP SEQUENCE s").relations,
        ElementsAre(
            Pair(relation("s"), Columns{}),
            Pair(relation("t"), Columns{}),
            Pair(relation("u"), Columns{})
        )
    );
}

TEST(QuestionsForAPlan, AreSchemasAndRoles) {
    const LiveQuestions asked = questions(
        "DROP SCHEMA a CASCADE; CREATE TABLE b.t (); SET ROLE r; ALTER TABLE b.t OWNER TO o"
    );
    EXPECT_THAT(asked.schemas, ElementsAre("a", "b"));
    EXPECT_THAT(asked.roles, ElementsAre("o", "r"));
}

TEST(QuestionsForAPlan, NameTheHistory) {
    EXPECT_EQ(questions("SELECT 1").history, (RelationName{"public", "flyway_schema_history"}));
}

TEST(QuestionsForAPlan, UseTheNamesOfNow) {
    const LiveQuestions asked = questions(
        "ALTER TABLE old RENAME TO fresh;\nALTER TABLE fresh RENAME a TO b;\n"
        "ALTER TABLE fresh DROP b"
    );
    EXPECT_THAT(asked.relations, Contains(Pair(relation("old"), Columns{true, {"a"}})));
}

TEST(QuestionsForAPlan, LookAlongTheSearchPath) {
    EXPECT_THAT(
        questions("SET search_path TO a, b;\nDROP TABLE t").relations,
        ElementsAre(
            Pair(relation("a.t"), Columns{true, {}}),
            Pair(relation("b.t"), Columns{true, {}})
        )
    );
}

TEST(QuestionsForAPlan, LookForLocksOnWhatALaterLineRenames) {
    EXPECT_THAT(
        questions("LOCK TABLE t;\nALTER TABLE t RENAME TO u;\nLOCK TABLE u").relations,
        ElementsAre(Key(relation("t")))
    );
}

TEST(QuestionsForAPlan, AskForNoRowsThatRepeatablesChange) {
    Assessed assessed;
    EXPECT_THAT(
        questions_for(assessed.restores("countries", "DELETE FROM t").plan).relations,
        ElementsAre(Pair(relation("t"), Columns{}))
    );
}

TEST(QuestionsForAPlan, AskForTheRowsOfWhatIsRetired) {
    Assessed assessed;
    assessed.retires("cache", {ObjectKind::table, "app", "cache", {}, {}});
    EXPECT_THAT(
        questions_for(assessed.plan).relations,
        ElementsAre(Pair(relation("app.cache"), Columns{true, {}}))
    );
}

TEST(FurtherQuestions, AreTheTablesOfSchemasThatGo) {
    Assessed assessed;
    assessed.undoes("124", "ALTER TABLE app.b DROP x; DROP SCHEMA app CASCADE; DROP SCHEMA other");
    assessed.facts.schemas["app"].tables = {{"app", "a"}, {"app", "b"}};
    assessed.facts.schemas["other"].tables = {{"other", "c"}};
    EXPECT_THAT(
        further_questions(assessed.plan, assessed.facts).relations,
        ElementsAre(Pair(relation("app.a"), Columns{true, {}}))
    );
}

TEST(FurtherQuestions, AskAgainForAllThatWasAskedOfATable) {
    Assessed assessed;
    assessed.undoes("124", "CREATE INDEX ON app.a (x); DROP SCHEMA app CASCADE");
    assessed.facts.schemas["app"].tables = {{"app", "a"}};
    assessed.has_table("app.a");
    EXPECT_THAT(
        further_questions(assessed.plan, assessed.facts).relations,
        ElementsAre(Pair(relation("app.a"), Columns{true, {}}))
    );
}

TEST(FurtherQuestions, AreTheTablesOfIndexes) {
    Assessed assessed;
    assessed.undoes("124", "DROP INDEX i");
    assessed.has("i", LiveRelation::Kind::index).index_of = "app.orders";
    EXPECT_THAT(
        further_questions(assessed.plan, assessed.facts).relations,
        ElementsAre(Pair(relation("app.orders"), Columns{}))
    );
}

TEST(FurtherQuestions, AreTheSchemasOfWhatBelongsToOthers) {
    Assessed assessed;
    assessed.undoes("124", "DROP TABLE app.t");
    assessed.has_table("app.t").may_alter = false;
    EXPECT_THAT(further_questions(assessed.plan, assessed.facts).schemas, ElementsAre("app"));
}

TEST(FurtherQuestions, AreNoneForAnOrdinaryPlan) {
    Assessed assessed;
    assessed.undoes("124", "DROP TABLE t");
    assessed.has_table("t");
    const LiveQuestions further = further_questions(assessed.plan, assessed.facts);
    EXPECT_THAT(further.relations, IsEmpty());
    EXPECT_THAT(further.schemas, IsEmpty());
    EXPECT_THAT(further.roles, IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
