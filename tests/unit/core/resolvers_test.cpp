#include "rollpack/core/flyway_environment.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::core {
namespace {

using test::error_of;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string resolve(const std::string& value) {
    FlywaySettings files = parse_flyway_settings_toml("flyway.placeholders.app = 'shop'", "f");
    files.settings["environments.prod.password"] = {
        {value},
        {"flyway.toml", 7, "environments.prod.password"},
        {}};
    const auto environment = make_flyway_environment(
        "prod",
        ConnectionOf::environment,
        files,
        {},
        {{"HOST", "db"}, {"MIXED", "a1-\xC3\xBC!2"}, {"EMPTY", ""}}
    );
    return environment.password->value.reveal();
}

struct Resolution {
    const char* name;
    const char* written;
    const char* value;
};

class Resolver : public testing::TestWithParam<Resolution> {};

TEST_P(Resolver, GivesTheValue) {
    EXPECT_EQ(resolve(GetParam().written), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    Resolver,
    testing::Values(
        Resolution{"Variable", "${env.HOST}", "db"},
        Resolution{"VariableInText", "//${env.HOST}:${env.HOST}/x", "//db:db/x"},
        Resolution{"EmptyVariable", "a${env.EMPTY}b", "ab"},
        Resolution{"SpacesAround", " ${ env . HOST } ", "db"},
        Resolution{"Placeholder", "${placeholder.APP}", "shop"},
        Resolution{"Digits", "${env.MIXED:d}", "12"},
        Resolution{"AsciiLetters", "${env.MIXED:a}", "a"},
        Resolution{"Letters", "${env.MIXED:A}", "a\xC3\xBC"},
        Resolution{"LettersAndDigits", "${env.MIXED : aD}", "a12"},
        Resolution{"Literal", "$${env.HOST}", "${env.HOST}"},
        Resolution{"Verbatim", "!{${env.HOST}$${x}}", "${env.HOST}$${x}"},
        Resolution{"WithoutADot", "${HOST}", "${HOST}"},
        Resolution{"TwoDots", "${a.b.c}", "${a.b.c}"},
        Resolution{"NotClosed", "${env.HOST", "${env.HOST"},
        Resolution{"Dollars", "$a$$b$", "$a$$b$"},
        Resolution{"Nothing", "", ""}
    ),
    [](const auto& resolution) { return resolution.param.name; }
);

struct Refusal {
    const char* name;
    const char* written;
    const char* message;
};

class RefusedResolver : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedResolver, IsNamedWithItsPlace) {
    const Error error = error_of([] { return resolve(GetParam().written); });
    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_THAT(
        error.message(),
        AllOf(
            HasSubstr("flyway.toml:7: environments.prod.password "),
            HasSubstr(GetParam().message),
            Not(HasSubstr("s3cret"))
        )
    );
    EXPECT_THAT(error.hint(), Not(testing::IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    RefusedResolver,
    testing::Values(
        Refusal{
            "NoVariable",
            "s3cret${env.NONE}",
            "the environment variable NONE, which is not set"},
        Refusal{"NoPlaceholder", "${placeholder.none}", "the placeholder none, which has no value"},
        Refusal{"Vault", "s3cret${vault.x}", "the resolver 'vault', which rollpack does not have"},
        Refusal{"LocalSecret", "${localSecret.x}", "the resolver 'localSecret'"},
        Refusal{"Git", "${git.branch}", "the resolver 'git'"},
        Refusal{"Nested", "${env.${env.HOST}}", "inside of another"}
    ),
    [](const auto& refusal) { return refusal.param.name; }
);

}  // namespace
}  // namespace rollpack::core
