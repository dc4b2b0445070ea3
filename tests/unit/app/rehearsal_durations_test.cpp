#include "rollpack/app/rehearsal_durations.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using std::chrono_literals::operator""ms;
using testing::HasSubstr;

const core::Sha256 content = core::digest_of("content");

RehearsedVersion rung(const char* version, std::chrono::milliseconds undone) {
    RehearsedVersion one{core::parse_version(version).value(), "", "", 1ms};
    one.undone = undone;
    return one;
}

std::string document() {
    RehearsalResult result{
        "Rollback-V123",
        core::digest_of("before it was recorded"),
        core::parse_version("123").value(),
        "HEAD",
        150'018,
        true,
        {},
        "",
        {},
        {},
        {},
        {},
        {},
        {},
        std::nullopt};
    result.versions = {rung("124", 20ms), rung("124.1", 3'000ms)};
    result.rollbacks = {RehearsedRollback{}};
    return durations_document(result, content);
}

TEST(RehearsalDurations, AreReadBackAsTheyWereWritten) {
    const UndoDurations expected{
        content,
        {{core::parse_version("124").value(), 20ms},
         {core::parse_version("124.1").value(), 3'000ms}}};
    EXPECT_EQ(parse_durations(document()), expected);
}

struct Damage {
    const char* name;
    const char* from;
    const char* to;
    const char* message;
};

void PrintTo(const Damage& damage, std::ostream* out) {
    *out << damage.name;
}

class ParseDurations : public testing::TestWithParam<Damage> {};

TEST_P(ParseDurations, RefusesWhatIsNone) {
    std::string text = document();
    const std::string from = GetParam().from;
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, from.size(), GetParam().to);
    const core::Error error = test::error_of([&] { return parse_durations(text); });
    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Damages,
    ParseDurations,
    testing::Values(
        Damage{"NoJson", "{", "", "$"},
        Damage{"OtherFormat", "\"format\": 1", "\"format\": 2", "$.format"},
        Damage{"NoVersion", "\"version\": \"124\"", "\"version\": \"a\"", "$.versions[0].version"},
        Damage{"NegativeTime", "\"undone_ms\": 20", "\"undone_ms\": -1", "$.versions[0].undone_ms"},
        Damage{"UnknownMember", "\"duration_ms\"", "\"x\": 1, \"duration_ms\"", "x"}
    ),
    [](const auto& each) { return std::string{each.param.name}; }
);

}  // namespace
}  // namespace rollpack::app
