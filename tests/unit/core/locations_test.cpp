#include "rollpack/core/selection.hpp"
#include "support/error_of.hpp"
#include "support/memory_source.hpp"
#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ResolveLocations : public testing::Test {
protected:
    std::vector<std::string> resolve() {
        return resolve_locations(configuration, test::make_release("main"), source);
    }

public:
    test::MemorySource source;
    ProjectConfiguration configuration;
};

TEST_F(ResolveLocations, GivesTheConfiguredFoldersSortedOnceAndWithoutInnerOnes) {
    configuration.locations = {
        "filesystem:./sql/",
        "filesystem:db/x",
        "filesystem:sql",
        "filesystem:db",
        "filesystem:db2",
    };

    EXPECT_THAT(resolve(), ElementsAre("db", "db2", "sql"));
}

TEST_F(ResolveLocations, GivesTheWholeProjectAlone) {
    configuration.locations = {"filesystem:.", "filesystem:sql"};

    EXPECT_THAT(resolve(), ElementsAre(""));
}

TEST_F(ResolveLocations, LooksOnTheClassPathForALocationWithoutAScheme) {
    configuration.locations = {"db/migration", "db/views"};
    source.add("main", "src/main/resources/db/migration/V1__a.sql", "");
    source.add("main", "db/views/R__a.sql", "");

    EXPECT_THAT(resolve(), ElementsAre("db/views", "src/main/resources/db/migration"));
}

TEST_F(ResolveLocations, KeepsAFolderThatIsNowhereForTheMessage) {
    configuration.locations = {"nowhere"};

    EXPECT_THAT(resolve(), ElementsAre("nowhere"));
}

TEST_F(ResolveLocations, TriesTheUsualPlacesInOrder) {
    source.add("main", "migrations/V1__a.sql", "");
    EXPECT_THAT(resolve(), ElementsAre("migrations"));

    source.add("main", "src/main/resources/db/migration/V1__a.sql", "");
    EXPECT_THAT(resolve(), ElementsAre("src/main/resources/db/migration"));

    source.add("main", "db/migration/V1__a.sql", "");
    EXPECT_THAT(resolve(), ElementsAre("db/migration"));

    source.add("main", "sql/V1__a.sql", "");
    EXPECT_THAT(resolve(), ElementsAre("sql"));
}

TEST_F(ResolveLocations, SaysWhereTheScriptsAreIfTheUsualPlacesAreNotThere) {
    source.add("main", "database/V1__a.sql", "");
    source.add("main", "database/undo/U1__a.sql", "");
    source.add("main", "other/R__a.sql", "");
    source.add("main", "README.md", "");

    const Error error = test::error_of([&] { resolve(); });

    EXPECT_EQ(error.code(), ErrorCode::location_missing);
    EXPECT_THAT(error.message(), HasSubstr("main ("));
    EXPECT_THAT(error.message(), HasSubstr("db/migration"));
    EXPECT_THAT(error.hint(), testing::EndsWith("in: --location database --location other"));
}

TEST_F(ResolveLocations, SaysThatThereAreNoScriptsAtAll) {
    source.add("main", "README.md", "");

    const Error error = test::error_of([&] { resolve(); });

    EXPECT_THAT(error.hint(), HasSubstr("main has none anywhere"));
}

class MissingLocation : public test::SelectScripts {};

TEST_F(MissingLocation, IsNamedWithTheReleaseThatLacksIt) {
    request.locations = {"sql", "views"};
    in_main("views/R__x.sql");

    const Error error = test::error_of([&] { select(); });

    EXPECT_EQ(error.code(), ErrorCode::location_missing);
    EXPECT_EQ(
        error.message(),
        "the script folder \"views\" is not in v2 (" + request.target.commit.hex().substr(0, 12)
            + ")"
    );
    EXPECT_THAT(error.hint(), testing::EndsWith("v2 has some in: --location sql"));
}

TEST_F(MissingLocation, OfTheCurrentReleaseIsNamedToo) {
    request.locations = {"views"};
    in_target("views/R__x.sql");

    const Error error = test::error_of([&] { select(); });

    EXPECT_THAT(error.message(), HasSubstr("\"views\" is not in main ("));
}

TEST_F(MissingLocation, OfBothReleasesIsNamedOnce) {
    request.locations = {"nowhere"};

    const Error error = test::error_of([&] { select(); });

    EXPECT_THAT(error.message(), HasSubstr("\"nowhere\" is neither in main ("));
    EXPECT_THAT(error.message(), HasSubstr("nor in v2 ("));
}

}  // namespace
}  // namespace rollpack::core
