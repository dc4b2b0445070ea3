#include "render/plan.hpp"

#include "layout.hpp"
#include "text.hpp"
#include "unit/app/example_plan.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace rollpack::cli {
namespace {

using test::example_plan;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(RenderPlan, SumsUpFirst) {
    EXPECT_THAT(
        render_plan(example_plan()),
        StartsWith(
            "Rollback-V123 takes shop on db:5432 as deploy from 125 to 123:\n"
            "  2 undo scripts, 1 repeatable, 1 repeatable to drop, 2 callbacks; loses 1,234 rows in 1 "
            "table,\n"
            "  keeps data of 1 table; locks 1 table exclusively (1.2 GB, rewritten), 1 session is in "
            "the way\n"
            "  now; every script was analysed\n"
        )
    );
}

TEST(RenderPlan, FitsThePageWhateverTheNames) {
    app::PlanDocument document = example_plan();
    document.steps[0].name = "U125__" + std::string(200, 'x') + ".sql";
    document.assessment.losses[0].object = "public." + std::string(63, 't');
    document.assessment.losses[0].script = document.steps[0].name;
    document.assessment.locks[0].relation = "大きさ." + std::string(63, 't');

    std::istringstream lines{render_plan(document)};

    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(width_of(line), page_columns) << line;
    }
}

TEST(RenderPlan, TellsWhatIsLostWhereAndSinceWhen) {
    EXPECT_THAT(
        render_plan(example_plan()),
        HasSubstr(
            "what is lost\n"
            "  step  script         what                  how much    size    since\n"
            "     1  U125__x.sql:3  drops table           1,234 rows  96 kB  2026-10-01 12:00:00    "
            "not accepted\n"
            "                       public.stock                              (V125)\n"
        )
    );
}

TEST(RenderPlan, DoesNotCountWhatIsKeptAsLost) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].is_kept = true;
    EXPECT_THAT(
        render_plan(document),
        HasSubstr("loses no data that is known of,\n  keeps data of")
    );
}

TEST(RenderPlan, SaysWhenACountIsAnEstimate) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].rows->is_exact = false;
    EXPECT_THAT(render_plan(document), HasSubstr("loses about 1,234 rows in 1\n  table"));
}

TEST(RenderPlan, SaysWhatCannotBeAnalysed) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].verdict = core::LossVerdict::unknown;
    document.assessment.losses[0].rows.reset();
    EXPECT_THAT(render_plan(document), HasSubstr("1 script cannot be\n  analysed\n"));
}

TEST(RenderPlan, NamesWhoIsInTheWay) {
    EXPECT_THAT(render_plan(example_plan()), HasSubstr("held now by"));
    EXPECT_THAT(render_plan(example_plan()), HasSubstr("pid 4711"));
}

TEST(RenderPlan, SaysThatAPlanIsRefused) {
    app::PlanDocument document = example_plan();
    document.refused = true;
    EXPECT_THAT(
        render_plan(document),
        StartsWith(
            "Rollback-V123 is refused: it would take shop on db:5432 as deploy from 125 to 123:"
        )
    );
}

TEST(RenderPlan, EscapesWhatSteersATerminal) {
    app::PlanDocument document = example_plan();
    document.steps[0].reason = "x\x1b]0;title\a";
    EXPECT_THAT(render_plan(document), Not(HasSubstr("\x1b")));
}

TEST(PlanToMarkdown, HasATableForEachSection) {
    const std::string text = plan_to_markdown(example_plan());
    EXPECT_THAT(text, StartsWith("### Rollback-V123\n\nRollback-V123 takes shop on db&#58;5432"));
    EXPECT_THAT(
        text,
        HasSubstr("#### What is lost\n\n"
                  "| step | script | what | how much | size | since |  |\n"
                  "| --- | --- | --- | --- | --- | --- | --- |\n")
    );
    EXPECT_THAT(text, HasSubstr("`data-loss`"));
}

TEST(PlanToMarkdown, HasNoMarkupOfThePackage) {
    app::PlanDocument document = example_plan();
    document.steps[0].reason = "<b>a|b</b>";
    document.steps[0].name = "U125__`x`.sql";
    const std::string text = plan_to_markdown(document);
    EXPECT_THAT(text, HasSubstr("&#60;b&#62;a&#124;b&#60;/b&#62;"));
    EXPECT_THAT(text, HasSubstr("<code>U125&#95;&#95;&#96;x&#96;.sql</code>"));
}

}  // namespace
}  // namespace rollpack::cli
