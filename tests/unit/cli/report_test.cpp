#include "render/report.hpp"

#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

core::Report failed_report() {
    core::Report report;
    report.ending = core::Ending::failed_unchanged;
    report.message = "nothing was changed";
    report.failure = core::SqlFailure{
        "U5__x.sql",
        3,
        6,
        "\tÄ DROP TABLE t;",
        "2BP01",
        "cannot drop",
        "a view needs it",
        "use CASCADE",
        ""};
    return report;
}

TEST(RenderReport, PutsTheCaretBelowTheColumn) {
    EXPECT_EQ(
        render_report(failed_report()),
        "error: U5__x.sql:3:6: cannot drop (SQLSTATE 2BP01)\n"
        "    3 | \tÄ DROP TABLE t;\n"
        "      | \t    ^\n"
        "  detail: a view needs it\n"
        "  hint: use CASCADE\n"
        "nothing was changed\n"
    );
}

TEST(RenderReport, LeavesTheExcerptOutWhereNoLineIsKnown) {
    core::Report report = failed_report();
    report.failure->line = 0;
    report.failure->detail.clear();
    report.failure->hint.clear();
    EXPECT_EQ(
        render_report(report),
        "error: U5__x.sql: cannot drop (SQLSTATE 2BP01)\nnothing was changed\n"
    );
}

TEST(RenderReport, EscapesTerminalControlsOfTheServer) {
    core::Report report = failed_report();
    report.failure->message = "x\x1b]0;title\a";
    EXPECT_EQ(render_report(report).find('\x1b'), std::string::npos);
}

TEST(RenderReport, TellsHowEachStepEnded) {
    core::Report report;
    report.message = "Done.";
    report.kept_schema = "kept_1";
    report.remarks = {"The journal could not be written."};
    report.steps = {
        {"U5__x.sql",
         core::StepState::done,
         std::chrono::milliseconds{12},
         1234,
         {{"NOTICE", "hi"}}},
        {"R__view.sql", core::StepState::not_run, {}, 0, {}}};
    EXPECT_EQ(
        render_report(report),
        "  step               state    rows   notices  time\n"
        "     1  U5__x.sql    done     1,234  1        12 ms\n"
        "     2  R__view.sql  not run\n"
        "\n"
        "Done.\n"
        "  kept: schema kept_1\n"
        "  note: The journal could not be written.\n"
    );
}

TEST(RenderReport, TellsWhatWasPassedOver) {
    core::Report report;
    report.message = "Done.";
    report.steps = {{"U5__x.sql"}};
    report.steps.front().passed_over = {{3, "42P01", "table \"t\x1b\" does not exist"}};
    EXPECT_EQ(
        render_report(report),
        "passed over U5__x.sql:3: table \"t\\x1b\" does not exist (SQLSTATE 42P01)\n\nDone.\n"
    );
}

}  // namespace
}  // namespace rollpack::cli
