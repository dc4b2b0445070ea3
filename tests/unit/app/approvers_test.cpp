#include "detail/approvers.hpp"

#include <gmock/gmock.h>

namespace rollpack::app::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const SignedBy anna{"anna", "key 1"};
const SignedBy anna_at_home{"anna", "key 2"};
const SignedBy annas_other_name{"admin", "key 1"};
const SignedBy berta{"berta", "key 3"};

TEST(DistinctPeople, CountsTwoKeysOfOnePersonOnce) {
    EXPECT_THAT(distinct_people({{anna}, {anna_at_home}}), ElementsAre(anna));
}

TEST(DistinctPeople, CountsOneKeyUnderTwoNamesOnce) {
    EXPECT_THAT(distinct_people({{anna}, {annas_other_name}}), ElementsAre(anna));
}

TEST(DistinctPeople, CountsAKeyThatStandsForTwoNamesOnce) {
    EXPECT_THAT(distinct_people({{anna, annas_other_name}}), ElementsAre(anna));
}

TEST(DistinctPeople, SeesThatTwoAreOneFromAThirdSignature) {
    const SignedBy admin{"admin", "key 4"};
    EXPECT_THAT(
        distinct_people({{admin}, {anna_at_home}, {anna, annas_other_name}}),
        ElementsAre(anna_at_home)
    );
}

TEST(DistinctPeople, LeavesOutASignatureOfNobody) {
    EXPECT_THAT(distinct_people({{}}), IsEmpty());
}

TEST(DistinctPeople, CountsTwoPeople) {
    EXPECT_THAT(distinct_people({{anna}, {berta}}), ElementsAre(anna, berta));
}

constexpr std::string_view block =
    "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";

TEST(ArmoredBlocks, FindsThemAmongOtherText) {
    const std::string text = "# anna\r\n" + std::string{block} + "\n# berta\n" + std::string{block};
    EXPECT_THAT(armored_blocks(text), ElementsAre(block, block));
}

TEST(ArmoredBlocks, LeavesOutOneThatDoesNotEnd) {
    EXPECT_THAT(
        armored_blocks(std::string{block} + "-----BEGIN SSH SIGNATURE-----\nAAAA\n"),
        ElementsAre(block)
    );
}

}  // namespace
}  // namespace rollpack::app::detail
