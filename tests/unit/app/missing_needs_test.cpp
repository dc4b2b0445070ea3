#include "detail/missing_needs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::app::detail {
namespace {

using testing::HasSubstr;
using testing::Optional;

core::SqlFailure failure(std::string sqlstate, std::string message) {
    core::SqlFailure failure;
    failure.sqlstate = std::move(sqlstate);
    failure.message = std::move(message);
    return failure;
}

TEST(MissingNeeds, NameTheRole) {
    EXPECT_THAT(
        missing_role(failure("42704", "role \"app reader\" does not exist")),
        Optional(std::string{"app reader"})
    );
}

TEST(MissingNeeds, DoNotTakeATypeForARole) {
    EXPECT_EQ(missing_role(failure("42704", "type \"money2\" does not exist")), std::nullopt);
}

TEST(MissingNeeds, NameThePackageOfAnExtension) {
    EXPECT_THAT(
        extension_hint(failure("0A000", "extension \"postgis_raster\" is not available"), 150008),
        Optional(HasSubstr("postgresql-15-postgis-3"))
    );
}

TEST(MissingNeeds, ReadTheMessageOfOlderServers) {
    EXPECT_THAT(
        extension_hint(
            failure(
                "58P01",
                "could not open extension control file "
                "\"/usr/share/postgresql/12/extension/vector.control\": No such file or directory"
            ),
            120020
        ),
        Optional(HasSubstr("postgresql-12-pgvector"))
    );
}

TEST(MissingNeeds, NameAnExtensionThatNobodyKnows) {
    EXPECT_THAT(
        extension_hint(failure("0A000", "extension \"ours\" is not available"), 150008),
        Optional(HasSubstr("the extension ours for PostgreSQL 15"))
    );
}

TEST(MissingNeeds, SayNothingOfAnotherFailure) {
    EXPECT_EQ(
        extension_hint(failure("42P01", "relation \"a\" does not exist"), 150008),
        std::nullopt
    );
}

}  // namespace
}  // namespace rollpack::app::detail
