#include "rollpack/core/forecast.hpp"

#include "unit/core/plan_fixture.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using std::chrono_literals::operator""ms;
using test::at_version_126;
using testing::ElementsAre;
using testing::IsEmpty;

Version version(const char* text) {
    return parse_version(text).value();
}

RehearsedVersion rehearsed(const char* name) {
    return {version(name), {}, {}, {}};
}

/// Of 124 and 126, but not of 125, which the plan undoes too.
RecordedRehearsal of_two_versions() {
    RecordedRehearsal rehearsal;
    rehearsal.versions = {rehearsed("124"), rehearsed("126")};
    rehearsal.versions[1].rows = 7;
    rehearsal.versions[1].locks = {
        {{"public", "orders"}, LockMode::access_exclusive},
        {{"public", "customer"}, LockMode::row_share}};
    rehearsal.versions[1].rewritten = {{"public", "orders"}};
    return rehearsal;
}

TEST(Forecast, TellsWhatWasSeenOfEachUndoScript) {
    auto situation = at_version_126();
    EXPECT_THAT(
        forecast(situation.plan(), of_two_versions(), {{version("126"), 15ms}}),
        ElementsAre(
            StepForecast{
                0,
                15ms,
                7,
                {{"public.orders", LockMode::access_exclusive},
                 {"public.customer", LockMode::row_share}},
                {"public.orders"}},
            StepForecast{2, std::nullopt, 0, {}, {}}
        )
    );
}

TEST(Forecast, HasNothingToTellOfOtherVersions) {
    auto situation = at_version_126();
    RecordedRehearsal rehearsal;
    rehearsal.versions = {rehearsed("200")};
    EXPECT_THAT(forecast(situation.plan(), rehearsal, {{version("126"), 15ms}}), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
