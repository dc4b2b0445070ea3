#include "detail/documents.hpp"
#include "support/selection_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace rollpack::packager {
namespace {

using core::DataAction;
using detail::make_runbook;
using test::SelectionBuilder;
using testing::HasSubstr;
using testing::Not;

core::Selection one_undo() {
    return SelectionBuilder("123").undo("U124__a.sql", "select 1;\n").build();
}

std::string runbook_with(const core::ScriptEffects& effects) {
    return make_runbook(one_undo(), {{effects}, ""});
}

struct Told {
    std::string name;
    core::ScriptEffects effects;
    std::string row;
};

std::ostream& operator<<(std::ostream& out, const Told& told) {
    return out << told.name;
}

class RunbookTells : public testing::TestWithParam<Told> {};

TEST_P(RunbookTells, OfData) {
    EXPECT_THAT(runbook_with(GetParam().effects), HasSubstr("| 124 | " + GetParam().row + " |\n"));
}

std::vector<core::DataEffect> deletes_from(int tables) {
    std::vector<core::DataEffect> effects;
    for (int table = 1; table <= tables; ++table) {
        effects.push_back({DataAction::deletes_rows, "t" + std::to_string(table)});
    }
    return effects;
}

INSTANTIATE_TEST_SUITE_P(
    Effects,
    RunbookTells,
    testing::Values(
        Told{"None", std::vector<core::DataEffect>{}, "none that its text tells"},
        Told{"Hidden", std::nullopt, "unknown before its placeholders have values: see the script"},
        Told{
            "WhatIsLostFirst",
            {{{DataAction::updates_rows, "a"},
              {DataAction::drops_column, "s.t.b", 2},
              {DataAction::drops_table, "s.t", 3},
              {DataAction::drops_table, "u", 4}}},
            "drops table `s.t`, `u`; drops column `s.t.b`; updates rows of `a`"},
        Told{
            "Cascades",
            {{{DataAction::drops_schema, "app", 1, true}}},
            "drops schema `app` and what depends on it (CASCADE)"},
        Told{
            "UnknownWithItsLine",
            {{{DataAction::unknown, "DO", 12}, {DataAction::unknown, "CALL app.f", 14}}},
            "unknown effect of `DO` (line 12), `CALL app.f` (line 14): see the script"},
        Told{
            "ManyAsANumber",
            deletes_from(22),
            "deletes rows of `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, `t8`, `t9`, `t10`, `t11`, `t12`, "
            "`t13`, `t14`, `t15`, `t16`, `t17`, `t18`, `t19`, `t20` and 2 more"},
        Told{
            "NamesThatLookLikeMarkup",
            {{{DataAction::drops_table, "a`b|<i>\n# c"}}},
            "drops table a\\`b\\|\\<i\\> \\# c"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(Runbook, SaysThatNobodyLookedForTheEffectsOfAScript) {
    EXPECT_THAT(
        make_runbook(one_undo(), {}),
        HasSubstr("| 124 | unknown, it was not looked for: see the script |\n")
    );
}

TEST(Runbook, NamesWhoSignedAReleaseAsPlainText) {
    core::Selection selection = one_undo();
    selection.target
        .signature = {"tag", selection.target.commit, "release|<b>@example.org", "SHA256:abc"};

    const std::string page = make_runbook(selection, {});

    EXPECT_THAT(
        page,
        HasSubstr("| tag signed by release\\|\\<b\\>@example.org, key `SHA256:abc` |\n")
    );
    EXPECT_THAT(page, HasSubstr("| not asked for |\n"));
}

TEST(Runbook, QuotesForPsqlWhatAScriptIsCalled) {
    const core::Selection selection = SelectionBuilder("123")
                                          .undo("a b/U124__it's.sql", "select 1;\n")
                                          .restore("R__that's it.sql", "select 2;\n")
                                          .build();

    const std::string page = make_runbook(selection, {});

    EXPECT_THAT(page, HasSubstr("\n\\i 'sql/a b/U124__it''s.sql'\n"));
    EXPECT_THAT(page, HasSubstr("'that''s it', 'SQL', 'R__that''s it.sql'"));
}

TEST(Runbook, UsesTheProjectsHistoryTable) {
    core::Selection selection = one_undo();
    selection.history = {"ap\"p", "it's history"};

    const std::string page = make_runbook(selection, {});

    EXPECT_THAT(page, HasSubstr("SELECT format('%I.%I', 'ap\"p', 'it''s history')"));
    EXPECT_THAT(page, HasSubstr(R"(FROM "ap""p"."it'\''s history" ORDER BY)"));
}

TEST(Runbook, DropsByHandWhatARetiredRepeatableCreatedLastFirst) {
    const core::Selection selection =
        SelectionBuilder("123")
            .retire("old")
            .creating(
                {{core::ObjectKind::function, "app", "f", {"bigint", "text"}, std::nullopt},
                 {core::ObjectKind::view, std::nullopt, "v\"w", {}, std::nullopt},
                 {core::ObjectKind::trigger, "app", "touch", {}, "t"}}
            )
            .build();

    EXPECT_THAT(
        make_runbook(selection, {}),
        HasSubstr("DROP TRIGGER IF EXISTS \"touch\" ON \"app\".\"t\";\n"
                  "DROP VIEW IF EXISTS \"v\"\"w\";\n"
                  "DROP FUNCTION IF EXISTS \"app\".\"f\"(bigint, text);\n")
    );
}

TEST(Runbook, DropsByHandWhatReplacingATextWouldLeave) {
    const auto f = [](const std::string& argument) {
        return core::DatabaseObject{
            core::ObjectKind::function,
            "app",
            "f",
            {argument},
            std::nullopt};
    };
    const core::Selection selection = SelectionBuilder("123")
                                          .restore("R__f.sql", "select 1;\n")
                                          .creating({f("integer")})
                                          .creating_now({f("integer"), f("bigint")})
                                          .build();

    const std::string page = make_runbook(selection, {});

    EXPECT_THAT(
        page,
        HasSubstr("\\echo drop what is left of 'R__f.sql'\n"
                  "DROP FUNCTION IF EXISTS \"app\".\"f\"(bigint);\n\n\\echo run 'R__f.sql'\n")
    );
    EXPECT_THAT(page, Not(HasSubstr("\"f\"(integer)")));
}

TEST(Runbook, TellsWhatPsqlDoesNotDo) {
    core::Selection selection =
        SelectionBuilder("123").callback("beforeEachUndo.sql", "select 1;\n").build();
    selection.placeholder_names_used = {"tenant"};

    const std::string page = make_runbook(selection, {});

    EXPECT_THAT(page, HasSubstr("  - `sql/beforeEachUndo.sql`\n"));
    EXPECT_THAT(page, HasSubstr("- `${tenant}`\n"));
}

struct Unfit {
    std::string name;
    std::function<void(SelectionBuilder&, PackageNotes&)> change;
    std::string reason;
};

std::ostream& operator<<(std::ostream& out, const Unfit& unfit) {
    return out << unfit.name;
}

class RunbookHasNoProcedureForPsql : public testing::TestWithParam<Unfit> {};

TEST_P(RunbookHasNoProcedureForPsql, With) {
    SelectionBuilder builder("123");
    builder.undo("U124__a.sql", "select 1;\n");
    PackageNotes notes;
    GetParam().change(builder, notes);

    const std::string page = make_runbook(builder.build(), notes);

    EXPECT_THAT(
        page,
        HasSubstr(
            "There is no procedure for psql: " + GetParam().reason + ". Use rollpack or Flyway.\n"
        )
    );
    EXPECT_THAT(page, Not(HasSubstr("-- by hand:")));
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    RunbookHasNoProcedureForPsql,
    testing::Values(
        Unfit{
            "AScriptThatFitsIntoNoTransaction",
            [](SelectionBuilder&, PackageNotes& notes) {
                notes.not_transactional = {"U124__a.sql"};
            },
            "`sql/U124__a.sql` cannot run in one transaction with the other scripts"},
        Unfit{
            "AScriptOutsideOfTransactions",
            [](SelectionBuilder& builder, PackageNotes&) {
                builder.script_config("U124__a.sql.conf", "executeInTransaction=false\n");
            },
            "`sql/U124__a.sql` has settings of its own"},
        Unfit{
            "AConditionalRepeatable",
            [](SelectionBuilder& builder, PackageNotes&) {
                builder.restore("R__v.sql", "select 1;\n");
                builder.script_config("R__v.sql.conf", "shouldExecute=${x}\n");
            },
            "`sql/R__v.sql` has settings of its own"},
        Unfit{
            "ARetiredRepeatableThatNobodyKnows",
            [](SelectionBuilder& builder, PackageNotes&) { builder.retire("old"); },
            "what the retired repeatable `old` created is not known"},
        Unfit{
            "TooManySteps",
            [](SelectionBuilder& builder, PackageNotes&) {
                for (int i = 0; i < 1000; ++i) {
                    builder.unchanged("R__" + std::to_string(i) + ".sql", "select 1;\n");
                }
            },
            "it would have more than 1000 steps"},
        Unfit{
            "ATableWithALineEnd",
            [](SelectionBuilder& builder, PackageNotes&) {
                builder.edit().history.table = "a\nCOMMIT;";
            },
            "a name has control characters"}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollpack::packager
