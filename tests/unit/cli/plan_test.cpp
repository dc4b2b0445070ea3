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
        StartsWith("Rollback-V123: 125 to 123, 5 scripts; loses 1,234 rows; locks 1 table; "
                   "all analysed\n  on shop on db:5432 as deploy: 2 undo scripts")
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
            "  step:line  what                      how much    size   since\n"
            "     1:3     drops table public.stock  1,234 rows  96 kB  2026-10-01 (V125)  not accepted\n"
        )
    );
}

TEST(RenderPlan, DoesNotCountWhatIsKeptAsLost) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].is_kept = true;
    EXPECT_THAT(render_plan(document), HasSubstr("; loses nothing; "));
}

TEST(RenderPlan, SaysWhenACountIsAnEstimate) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].rows->is_exact = false;
    EXPECT_THAT(render_plan(document), HasSubstr("; loses about 1,234 rows; "));
}

TEST(RenderPlan, SaysWhatCannotBeAnalysed) {
    app::PlanDocument document = example_plan();
    document.assessment.losses[0].verdict = core::LossVerdict::unknown;
    document.assessment.losses[0].rows.reset();
    EXPECT_THAT(render_plan(document), HasSubstr("; 1 script cannot be analysed\n"));
}

TEST(RenderPlan, NamesWhoIsInTheWay) {
    EXPECT_THAT(render_plan(example_plan()), HasSubstr("held now by"));
    EXPECT_THAT(render_plan(example_plan()), HasSubstr("pid 4711"));
}

TEST(RenderPlan, TellsWhatTheRehearsalSawAndThatItIsNoPromise) {
    const std::string text = render_plan(example_plan());
    EXPECT_THAT(
        text,
        HasSubstr(
            "what the rehearsal saw (no promise)\n"
            "  step  took   rows changed  rewrote        locked besides the above\n"
            "     1  20 ms  0\n"
            "     2  1.5 s  12,345        public.orders  ACCESS EXCLUSIVE on public.stock_id_seq\n"
            "  All undo scripts together took 1.5 s there.\n"
        )
    );
    EXPECT_THAT(text, HasSubstr("expect more time"));
}

TEST(RenderPlan, SaysWhenTheRehearsalsDurationsAreNotThere) {
    app::PlanDocument document = example_plan();
    document.observed.forecast[0].duration.reset();
    EXPECT_THAT(render_plan(document), HasSubstr("is not known here"));
}

TEST(RenderPlan, SaysNothingOfARehearsalThatWasNot) {
    app::PlanDocument document = example_plan();
    document.observed.forecast.clear();
    EXPECT_THAT(render_plan(document), Not(HasSubstr("rehearsal")));
}

TEST(RenderPlan, SaysThatAPlanIsRefused) {
    app::PlanDocument document = example_plan();
    document.refused = true;
    EXPECT_THAT(render_plan(document), StartsWith("Rollback-V123 refused: 125 to 123, "));
}

TEST(RenderPlan, EscapesWhatSteersATerminal) {
    app::PlanDocument document = example_plan();
    document.steps[0].reason = "x\x1b]0;title\a";
    EXPECT_THAT(render_plan(document), Not(HasSubstr("\x1b")));
}

TEST(PlanToMarkdown, HasATableForEachSection) {
    const std::string text = plan_to_markdown(example_plan());
    EXPECT_THAT(
        text,
        StartsWith("### Rollback-V123\n\nRollback-V123&#58; 125 to 123, 5 scripts; ")
    );
    EXPECT_THAT(
        text,
        HasSubstr("#### What is lost\n\n"
                  "| step:line | what | how much | size | since |  |\n"
                  "| --- | --- | --- | --- | --- | --- |\n")
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
