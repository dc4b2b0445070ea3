#include "rollpack/core/configuration.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ProjectConfiguration parse(std::string_view text) {
    return parse_flyway_conf(text, "flyway.conf");
}

TEST(ParseFlywayConf, ReadsTextsListsAndFlags) {
    const ProjectConfiguration configuration = parse(
        "# settings\n"
        "! more\n"
        "\n"
        "flyway.table=history\n"
        "  flyway.undoSqlMigrationPrefix : D  \r\n"
        "flyway.locations filesystem:sql, filesystem:more,\n"
        "flyway.placeholderReplacement = FALSE\n"
        "flyway.placeholders.Owner.Name=the shop = ours\n"
        "flyway.url=jdbc:postgresql://${HOST}/shop\n"
        "table=not this\n"
    );

    ProjectConfiguration expected;
    expected.table = "history";
    expected.undo_prefix = "D";
    expected.locations = {"filesystem:sql", "filesystem:more"};
    expected.placeholder_replacement = false;
    expected.placeholders = {{"owner.name", "the shop = ours"}};
    EXPECT_EQ(configuration, expected);
}

TEST(ParseFlywayConf, JoinsLinesThatEndInABackslashAndKeepsOtherBackslashes) {
    const ProjectConfiguration configuration = parse(
        "flyway.locations=filesystem:a,\\\r\n    filesystem:b\nflyway.table=a\\tb"
    );

    EXPECT_THAT(*configuration.locations, ElementsAre("filesystem:a", "filesystem:b"));
    EXPECT_EQ(configuration.table, "a\\tb");
}

TEST(ParseFlywayConf, DropsAByteOrderMark) {
    EXPECT_EQ(
        parse("\xEF\xBB\xBF"
              "flyway.table=x")
            .table,
        "x"
    );
}

TEST(ParseFlywayConf, TakesTheLastOfEqualKeys) {
    EXPECT_EQ(parse("flyway.table=a\nflyway.table=b\n").table, "b");
}

TEST(ParseFlywayConf, TakesAKeyWithoutAValueForEmpty) {
    EXPECT_EQ(parse("flyway.table").table, "");
    EXPECT_THAT(*parse("flyway.locations=").locations, IsEmpty());
    EXPECT_EQ(parse("flyway.placeholders.a=").placeholders.at("a"), "");
}

TEST(ParseFlywayConf, DoesNotKnowAPlaceholdersValueThatTheEnvironmentGives) {
    const auto placeholders = parse(
                                  "flyway.placeholders.a=x${OWNER_1}y\n"
                                  "flyway.placeholders.b=${not a name}\n"
                                  "flyway.placeholders.c=${}${OPEN\n"
    )
                                  .placeholders;

    EXPECT_EQ(placeholders.at("a"), std::nullopt);
    EXPECT_EQ(placeholders.at("b"), "${not a name}");
    EXPECT_EQ(placeholders.at("c"), "${}${OPEN");
}

TEST(ParseFlywayConf, KeepsThePlaceholdersOwnPrefix) {
    EXPECT_EQ(parse("flyway.placeholderPrefix=${").placeholder_prefix, "${");
}

TEST(ParseFlywayConf, RefusesASettingThatTheEnvironmentGives) {
    const Error error = test::error_of([] { return parse("\nflyway.table=${TABLE}\n"); });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(
        error.message(),
        "flyway.conf:2: flyway.table takes an environment variable (\"${TABLE}\")"
    );
}

TEST(ParseFlywayConf, RefusesAFlagThatIsNeitherTrueNorFalse) {
    const Error error = test::error_of([] {
        return parse("flyway.table=x\\\ny\nflyway.executeInTransaction=yes\n");
    });

    EXPECT_EQ(error.code(), ErrorCode::configuration_invalid);
    EXPECT_EQ(error.message(), "flyway.conf:3: flyway.executeInTransaction is \"yes\"");
}

}  // namespace
}  // namespace rollpack::core
