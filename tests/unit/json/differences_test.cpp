#include "rollpack/json/differences.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::json {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Differences, RefusesATextThatIsNotJson) {
    EXPECT_EQ(
        test::error_of([] { return differences("{}", "{"); }).code(),
        core::ErrorCode::internal
    );
}

TEST(Differences, AreNoneBetweenDocumentsThatDifferInSpacesOnly) {
    EXPECT_THAT(differences(R"({"a": [1, 2]})", R"({"a":[1,2]})"), IsEmpty());
}

TEST(Differences, NameTheInnermostValue) {
    EXPECT_THAT(
        differences(R"({"a": {"b": [1, {"c": "x"}]}})", R"({"a": {"b": [1, {"c": "y"}]}})"),
        ElementsAre(Difference{"$.a.b[1].c", "\"x\"", "\"y\""})
    );
}

TEST(Differences, ShowAMemberThatOnlyOneHas) {
    EXPECT_THAT(
        differences(R"({"a": 1})", R"({"b": null})"),
        ElementsAre(Difference{"$.a", "1", ""}, Difference{"$.b", "", "null"})
    );
}

TEST(Differences, ShowItemsBehindTheShorterArray) {
    EXPECT_THAT(
        differences(R"({"a": [1]})", R"({"a": [1, 2]})"),
        ElementsAre(Difference{"$.a[1]", "", "2"})
    );
}

TEST(Differences, ShowAWholeValueOfAnotherType) {
    EXPECT_THAT(
        differences(R"({"a": [1]})", R"({"a": {"b": 1}})"),
        ElementsAre(Difference{"$.a", "[1]", R"({"b":1})"})
    );
}

}  // namespace
}  // namespace rollpack::json
