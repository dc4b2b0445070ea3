#include "progress.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <sstream>

namespace rollpack::cli {
namespace {

using std::chrono_literals::operator""ms;

struct Screen {
    std::ostringstream err;
    std::int64_t now = 1'000;
    Runtime runtime;

    explicit Screen(bool terminal) {
        runtime.err = &err;
        runtime.err_is_terminal = terminal;
        runtime.now_unix = [this] { return now; };
    }
};

TEST(ProgressText, WritesOneLineAnEventWhereThereIsNoTerminal) {
    Screen screen(false);
    {
        ProgressText progress(screen.runtime, ProgressText::Notices::hide);
        progress.on(core::PhaseStarted{"planning"});
        progress.on(core::StepStarted{0, 2, "U2__x.sql"});
        progress.on(core::StepFinished{0, 2, "U2__x.sql", 12ms});
    }
    EXPECT_EQ(screen.err.str(), "planning\n[1/2] U2__x.sql  12 ms\n");
}

TEST(ProgressText, TellsProgressEveryHalfMinuteWhereThereIsNoTerminal) {
    Screen screen(false);
    {
        ProgressText progress(screen.runtime, ProgressText::Notices::hide);
        progress.on(core::PhaseStarted{"going up"});
        for (std::size_t done = 1; done <= 7; ++done) {
            screen.now += 10;
            progress.on(core::PhaseProgress{done, 7});
        }
    }
    EXPECT_EQ(screen.err.str(), "going up\ngoing up (3/7)\ngoing up (6/7)\n");
}

TEST(ProgressText, KeepsWhatIsPassedOver) {
    Screen screen(false);
    {
        ProgressText progress(screen.runtime, ProgressText::Notices::hide);
        progress.on(core::StatementPassedOver{"U2__x.sql", 3, "there is no table t"});
    }
    EXPECT_EQ(screen.err.str(), "passed over U2__x.sql:3: there is no table t\n");
}

TEST(ProgressText, WipesItsLineOnATerminal) {
    Screen screen(true);
    {
        ProgressText progress(screen.runtime, ProgressText::Notices::hide);
        progress.on(core::PhaseStarted{"planning"});
    }
    EXPECT_EQ(screen.err.str(), "planning\r\x1b[K");
}

TEST(ProgressText, EscapesWhatTheServerSays) {
    Screen screen(false);
    ProgressText progress(screen.runtime, ProgressText::Notices::show);
    progress.on(core::ServerNotice{"NOTICE", "a\x1b[31mb"});
    EXPECT_EQ(screen.err.str(), "NOTICE: a\\x1b[31mb\n");
}

TEST(ProgressText, LeavesNoticesOutWhenToldTo) {
    Screen screen(false);
    ProgressText progress(screen.runtime, ProgressText::Notices::hide);
    progress.on(core::ServerNotice{"NOTICE", "a"});
    EXPECT_EQ(screen.err.str(), "");
}

}  // namespace
}  // namespace rollpack::cli
