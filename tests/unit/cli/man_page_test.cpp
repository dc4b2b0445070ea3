#include "render/man_page.hpp"

#include "rollpack/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

CommandInfo one_command(CommandInfo command) {
    return {"tool", "tool takes things back.", "", {}, {}, {std::move(command)}};
}

std::string page_of(const CommandInfo& command) {
    return render_man_pages(one_command(command), "1.2").back().text;
}

TEST(RenderManPages, MakesOneOfTheProgramAndOneOfEachCommand) {
    EXPECT_THAT(
        render_man_pages(one_command({"run", "Run it", "", {}, {}, {}}), "1.2"),
        ElementsAre(Field(&ManPage::file_name, "tool.1"), Field(&ManPage::file_name, "tool-run.1"))
    );
}

TEST(RenderManPages, SaysInOneLineWhatAProgramIs) {
    const auto pages = render_man_pages(one_command({"run", "Run it", "", {}, {}, {}}), "1.2");
    EXPECT_THAT(pages.front().text, HasSubstr(".SH NAME\ntool \\- takes things back\n"));
    EXPECT_THAT(pages.back().text, HasSubstr(".SH NAME\ntool\\-run \\- run it\n"));
}

TEST(RenderManPages, HasTheVersionAndNoDate) {
    EXPECT_THAT(
        page_of({"run", "Run it", "", {}, {}, {}}),
        HasSubstr(".TH \"TOOL\\-RUN\" \"1\" \"\" \"tool 1.2\" \"tool manual\"\n")
    );
}

TEST(RenderManPages, ListsEveryErrorOfTheTable) {
    const std::string text =
        render_man_pages(one_command({"run", "Run it", "", {}, {}, {}}), "1.2").front().text;
    for (const core::ErrorInfo& error : core::error_table()) {
        EXPECT_THAT(text, HasSubstr(std::string{error.sentence.substr(0, 12)})) << error.name;
    }
}

TEST(RenderManPages, ShowsRequiredOptionsAndArgumentsInTheSynopsis) {
    OptionInfo url{{"--url"}, ValueKind::text, "URL", {}, "", "The database", {}, true, false};
    OptionInfo file{{"package"}, ValueKind::file, "FILE", {}, "", "The package", {}, false, true};
    EXPECT_THAT(
        page_of({"run", "Run it", "", {url}, {file}, {}}),
        HasSubstr(
            "\\fBrun\\fR [\\fIOPTION\\fR]... \\fB\\-\\-url\\fR \\fIURL\\fR [\\fIPACKAGE\\fR...]\n"
        )
    );
}

TEST(RenderManPages, TellsDefaultsValuesAndExclusions) {
    const OptionInfo format{
        {"-f", "--format"},
        ValueKind::choice,
        "FORMAT",
        {"dir", "zip"},
        "zip",
        "How it is written",
        {"--json"},
        false,
        false};
    EXPECT_THAT(
        page_of({"run", "Run it", "", {format}, {}, {}}),
        HasSubstr(".TP\n\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fIFORMAT\\fR\n"
                  "How it is written (default: \\fBzip\\fR)\n"
                  "One of \\fBdir\\fR, \\fBzip\\fR.\n"
                  "Not together with \\fB\\-\\-json\\fR.\n")
    );
}

TEST(RenderManPages, PutsThePartsOfAPageWhereReadersLookForThem) {
    const std::string text = page_of(
        {"run",
         "Run it",
         "Runs.\n\nExamples:\n  tool run\n      at once\n\nExit status: 0 done.\n",
         {},
         {},
         {}}
    );
    EXPECT_THAT(text, HasSubstr(".SH DESCRIPTION\nRuns.\n.SH OPTIONS\n"));
    EXPECT_THAT(text, HasSubstr(".SH \"EXIT STATUS\"\n0 done.\n"));
    EXPECT_THAT(text, HasSubstr(".SH EXAMPLES\n.nf\n\\fBtool run\\fR\n.fi\n.RS 4\nat once\n.RE\n"));
    EXPECT_THAT(text, Not(HasSubstr("Exit status:")));
}

}  // namespace
}  // namespace rollpack::cli
