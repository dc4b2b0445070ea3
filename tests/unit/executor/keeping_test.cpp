#include "rollpack/executor/keeping.hpp"

#include <gmock/gmock.h>

#include <string>

namespace rollpack::executor {
namespace {

using core::KeptTable;
using core::LiveColumn;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const KeptRun run{
    "1f2e3d4c-0000-4000-8000-000000000000",
    "Rollback-V123",
    "shop",
    core::parse_version("129"),
    *core::parse_version("123"),
    "2026-11-22T02:15:00Z",
    "deploy"};

KeptTable orders() {
    return {
        "public",
        "orders",
        {{"id", "integer", true, false, {}}, {"mood", "public.mood", false, false, {}}},
        {"id"},
        {},
        {},
        0};
}

TEST(KeptSchemaName, IsMadeOfTheFirstDigitsOfTheRun) {
    EXPECT_EQ(kept_schema_name(run.run_id), "rollpack_kept_1f2e3d4c");
}

TEST(KeptTableNames, AreSchemaAndName) {
    EXPECT_THAT(kept_table_names({orders()}), ElementsAre("public.orders"));
}

TEST(KeptTableNames, TellTablesApartWhoseFullNamesAreEqual) {
    const KeptTable one{"a.b", "c", {}, {}, {}, {}, 0};
    const KeptTable other{"a", "b.c", {}, {}, {}, {}, 0};
    const auto names = kept_table_names({one, other});
    EXPECT_THAT(names, ElementsAre(HasSubstr("a.b.c~"), HasSubstr("a.b.c~")));
    EXPECT_NE(names[0], names[1]);
}

TEST(KeptTableNames, TellLongNamesApartAtTheirEnd) {
    const std::string sixty(60, 'x');
    const KeptTable one{"public", sixty + "one", {}, {}, {}, {}, 0};
    const KeptTable two{"public", sixty + "two", {}, {}, {}, {}, 0};
    const auto names = kept_table_names({one, two});
    EXPECT_THAT(names, ElementsAre(SizeIs(63), SizeIs(63)));
    EXPECT_NE(names[0], names[1]);
}

TEST(KeptTableNames, AreNotCutInsideOfACharacter) {
    std::string name(46, 'x');
    for (int i = 0; i < 8; ++i) {
        name += "ü";
    }
    const auto names = kept_table_names({{"public", name, {}, {}, {}, {}, 0}});
    EXPECT_THAT(names, ElementsAre(HasSubstr("x~")));
}

TEST(RestoreScript, SaysWhatItBringsBackAndHow) {
    const std::string script = restore_script(run, {orders()});
    EXPECT_THAT(
        script,
        HasSubstr("-- Brings back what the rollback of version 129 to version 123")
    );
    EXPECT_THAT(script, HasSubstr("2026-11-22T02:15:00Z"));
    EXPECT_THAT(script, HasSubstr("rollpack kept --drop rollpack_kept_1f2e3d4c"));
}

TEST(RestoreScript, InsertsTheRowsOfAWholeTableWithTheirTypes) {
    const std::string script = restore_script(run, {orders()});
    EXPECT_THAT(script, HasSubstr("INSERT INTO \"public\".\"orders\" (\"id\", \"mood\")"));
    EXPECT_THAT(script, HasSubstr("SELECT k.\"id\", k.\"mood\"::public.mood"));
    EXPECT_THAT(script, HasSubstr("FROM \"rollpack_kept_1f2e3d4c\".\"public.orders\" AS k"));
    EXPECT_THAT(script, HasSubstr("ON CONFLICT (\"id\") DO NOTHING"));
}

TEST(RestoreScript, PutsColumnsBackByKey) {
    KeptTable table = orders();
    table.lost_columns = {"mood"};
    const std::string script = restore_script(run, {table});
    EXPECT_THAT(script, HasSubstr("UPDATE \"public\".\"orders\" AS t SET"));
    EXPECT_THAT(script, HasSubstr("\"mood\" = k.\"mood\"::public.mood"));
    EXPECT_THAT(script, HasSubstr("WHERE t.\"id\" = k.\"id\";"));
    EXPECT_THAT(script, Not(HasSubstr("INSERT")));
}

TEST(RestoreScript, LeavesRowsWithoutAKeyToAPerson) {
    KeptTable table = orders();
    table.key.clear();
    const std::string script = restore_script(run, {table});
    EXPECT_THAT(script, HasSubstr("-- INSERT INTO \"public\".\"orders\""));
    EXPECT_THAT(script, Not(HasSubstr("\nINSERT")));
}

TEST(RestoreScript, LeavesOutWhatTheServerComputes) {
    KeptTable table = orders();
    table.columns.push_back({"gross", "integer", true, true, {}});
    EXPECT_THAT(restore_script(run, {table}), Not(HasSubstr("gross")));
}

TEST(RestoreScript, KeepsLineEndsInNamesInsideOfComments) {
    KeptRun odd = run;
    odd.database = "shop\nDROP TABLE orders;";
    EXPECT_THAT(restore_script(odd, {orders()}), HasSubstr("\n-- DROP TABLE orders;"));
}

TEST(RestoreScriptFromFiles, ReadsEachFileIntoATableOfItsOwn) {
    const std::string script =
        restore_script_from_files(run, {orders()}, {"public.orders.copy.gz"});
    EXPECT_THAT(
        script,
        HasSubstr("\\copy pg_temp.kept_1 FROM PROGRAM 'gzip -dc public.orders.copy.gz'")
    );
    EXPECT_THAT(script, HasSubstr("CREATE TEMPORARY TABLE pg_temp.kept_1"));
    EXPECT_THAT(script, HasSubstr("\"mood\" text"));
    EXPECT_THAT(script, HasSubstr("FROM pg_temp.kept_1 AS k"));
}

}  // namespace
}  // namespace rollpack::executor
