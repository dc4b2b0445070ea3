#include "unit/core/assessment_fixture.hpp"
#include "unit/core/found.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The table orders belongs to somebody else, and the role may nothing.
Assessed as_a_stranger() {
    Assessed assessed;
    assessed.has_table("orders").may_alter = false;
    assessed.facts.schemas["app"] = {false, false, {}};
    assessed.facts.schemas["public"] = {false, false, {}};
    return assessed;
}

std::vector<std::string> messages(Assessed& assessed) {
    assessed.assess();
    return test::messages_of(assessed.findings);
}

TEST(PrivilegesOfAPlan, IncludeTheOwnershipOfWhatIsAltered) {
    Assessed assessed = as_a_stranger().undoes("124", "ALTER TABLE orders ADD a int");
    EXPECT_THAT(
        messages(assessed),
        ElementsAre("public.orders belongs to app_owner, of which the session's role is no member")
    );
    const Finding& finding = assessed.findings.all().front();
    EXPECT_EQ(finding.code, FindingCode::privilege_missing);
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_EQ(finding.subject, "U124__undo.sql");
    EXPECT_THAT(finding.hint, HasSubstr("GRANT app_owner"));
}

TEST(PrivilegesOfAPlan, AreToldOnceForATable) {
    Assessed assessed = as_a_stranger()
                            .undoes("125", "ALTER TABLE orders ADD a int")
                            .undoes("124", "ALTER TABLE orders ADD b int");
    EXPECT_EQ(messages(assessed).size(), 1U);
}

TEST(PrivilegesOfAPlan, LetTheOwnerOfASchemaDropWhatIsInIt) {
    Assessed assessed = as_a_stranger();
    assessed.facts.schemas["public"].may_alter = true;
    Assessed altering = assessed;
    EXPECT_THAT(messages(assessed.undoes("124", "DROP TABLE orders")), IsEmpty());
    EXPECT_EQ(messages(altering.undoes("124", "ALTER TABLE orders ADD a int")).size(), 1U);
}

TEST(PrivilegesOfAPlan, PassOverWhatIsNotThere) {
    Assessed assessed = as_a_stranger().undoes("124", "DROP TABLE IF EXISTS nowhere");
    EXPECT_THAT(messages(assessed), IsEmpty());
}

TEST(PrivilegesOfAPlan, AreNotKnownUnderARoleThatAScriptTakesOn) {
    Assessed assessed =
        as_a_stranger().undoes("124", "SET ROLE app_owner; ALTER TABLE orders ADD a int");
    assessed.facts.roles["app_owner"] = true;
    EXPECT_THAT(messages(assessed), IsEmpty());
}

TEST(PrivilegesOfAPlan, AreNotKnownUnderARoleThatACallbackTakesOn) {
    Assessed assessed = as_a_stranger().undoes("124", "ALTER TABLE orders ADD a int");
    assessed.plan.callbacks.undo.before = {
        test::script_of("beforeEachUndo.sql", "SET ROLE app_owner")};
    assessed.facts.roles["app_owner"] = true;
    EXPECT_THAT(messages(assessed), IsEmpty());
}

TEST(PrivilegesOfAPlan, IncludeRolesThatItActsAs) {
    Assessed assessed = as_a_stranger().undoes("124", "SET ROLE a; SET ROLE b");
    assessed.facts.roles["a"] = false;
    EXPECT_THAT(
        messages(assessed),
        ElementsAre("the session's role may not act as a", "role b does not exist")
    );
}

TEST(PrivilegesOfAPlan, IncludeSchemasInWhichItCreates) {
    Assessed assessed =
        as_a_stranger().undoes("124", "CREATE TABLE app.t (); CREATE TABLE new.t ()");
    EXPECT_THAT(
        messages(assessed),
        ElementsAre("schema app lets the session's role create nothing")
    );
}

TEST(PrivilegesOfAPlan, IncludeSchemasThatItDrops) {
    Assessed assessed = as_a_stranger().undoes("124", "DROP SCHEMA app");
    EXPECT_THAT(messages(assessed), ElementsAre(HasSubstr("schema app belongs to a role")));
}

TEST(PrivilegesOfAPlan, IncludeTheHistory) {
    Assessed assessed = as_a_stranger().undoes("124", "SELECT 1");
    assessed.facts.history_privileges_missing = {"INSERT"};
    EXPECT_THAT(
        messages(assessed),
        ElementsAre(
            "the history table public.flyway_schema_history needs INSERT, which the role does "
            "not have"
        )
    );
}

TEST(PrivilegesOfAPlan, IncludeRetiredViews) {
    Assessed assessed = as_a_stranger();
    assessed.has("list", LiveRelation::Kind::view).may_alter = false;
    assessed.retires("list", {ObjectKind::view, std::nullopt, "list", {}, {}});
    EXPECT_THAT(messages(assessed), ElementsAre(HasSubstr("public.list belongs to")));
    EXPECT_EQ(assessed.findings.all().front().subject, "retire list");
}

TEST(PrivilegesOfAPlan, AreNoneWithoutSteps) {
    Assessed assessed = as_a_stranger();
    assessed.facts.history_privileges_missing = {"INSERT", "SELECT"};
    EXPECT_THAT(messages(assessed), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
