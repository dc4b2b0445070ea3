#include "render/dotenv.hpp"

#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

TEST(Dotenv, HasALineForEachFact) {
    EXPECT_EQ(
        facts_to_dotenv({{"artifact", "dist/a-b_c.tar.gz"}, {"sha256", ""}}),
        "ROLLPACK_ARTIFACT=dist/a-b_c.tar.gz\nROLLPACK_SHA256=\n"
    );
}

TEST(Dotenv, HoldsLettersOfEveryScript) {
    EXPECT_EQ(facts_to_dotenv({{"artifact", "größe"}}), "ROLLPACK_ARTIFACT=größe\n");
}

class DotenvCannotHold : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(DotenvCannotHold, AndSaysSo) {
    const core::Error error = rollpack::test::error_of([] {
        return facts_to_dotenv({{"artifact", GetParam().second}});
    });
    EXPECT_EQ(error.code(), core::ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), testing::StartsWith("ROLLPACK_ARTIFACT cannot hold"));
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    DotenvCannotHold,
    testing::Values(
        std::pair{"LineEnd", "a\nROLLPACK_RESULT=built"},
        std::pair{"CarriageReturn", "a\rb"},
        std::pair{"Blank", "a b"},
        std::pair{"DoubleQuote", "a\"b"},
        std::pair{"SingleQuote", "a'b"},
        std::pair{"Variable", "$CI_JOB_TOKEN"},
        std::pair{"BackSlash", "a\\nb"},
        std::pair{"BackTick", "`id`"},
        std::pair{"Comment", "a#b"},
        std::pair{"ShellCommand", "a;id"},
        std::pair{"ShellPattern", "a*"},
        std::pair{"TerminalControl", "\x1b[2J"},
        std::pair{"NoUtf8", "\xFF"}
    ),
    [](const auto& row) { return std::string{row.param.first}; }
);

}  // namespace
}  // namespace rollpack::cli
