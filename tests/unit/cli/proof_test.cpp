#include "render/proof.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

core::SchemaComparison left_over(const char* table) {
    core::SchemaComparison comparison;
    comparison.left_over = {{core::SchemaKind::table, table, {}, {{"owner", "shop"}}}};
    return comparison;
}

app::SchemaProof proof(core::SchemaComparison drift, core::SchemaComparison caused) {
    return {*core::parse_version("123"), {}, {}, std::move(drift), std::move(caused), true, 15, 15};
}

TEST(RenderProof, SaysInOneLineThatNothingDiffers) {
    EXPECT_THAT(
        render_proof(proof({}, {})),
        StartsWith("The schema is the one that was recorded of version 123: fingerprint 0000")
    );
}

TEST(RenderProof, TellsDriftFromWhatTheRunCaused) {
    EXPECT_EQ(
        render_proof(proof(left_over("by_hand"), left_over("forgotten"))),
        "The schema is not the one that was recorded of version 123.\n"
        "\n"
        "By the run: 0 missing, 1 left over, 0 different\n"
        "\n"
        "Left over: found and not expected\n"
        "  table forgotten\n"
        "    + owner: shop\n"
        "\n"
        "Drift, there before the run: 0 missing, 1 left over, 0 different\n"
        "\n"
        "Left over: found and not expected\n"
        "  table by_hand\n"
        "    + owner: shop\n"
        "\n"
    );
}

TEST(RenderProof, DoesNotCallDriftWhatNobodyLookedAtBefore) {
    app::SchemaProof unknown = proof(left_over("a"), {});
    unknown.is_split = false;
    EXPECT_THAT(
        render_proof(unknown),
        AllOf(HasSubstr("Nobody knows since when: 0 missing, 1 left over"), Not(HasSubstr("Drift")))
    );
}

TEST(RenderProof, WarnsOfServersThatWordDefinitionsInTheirOwnWay) {
    app::SchemaProof other = proof(left_over("a"), {});
    other.server = 17;
    EXPECT_THAT(render_proof(other), HasSubstr("PostgreSQL 15, and PostgreSQL 17 may word"));
}

TEST(RenderProof, EscapesWhatComesFromTheDatabase) {
    EXPECT_THAT(render_proof(proof(left_over("a\x1b[2J"), {})), Not(HasSubstr("\x1b")));
}

TEST(RenderTrial, ListsLocksAndWhatWasWrittenAnew) {
    const app::TrialFacts trial{
        {{{{"public", "a"}, core::LockMode::access_exclusive},
          {{"public", "b"}, core::LockMode::share}},
         {{"public", "a"}}},
        std::chrono::milliseconds{1500}};
    EXPECT_EQ(
        render_trial(trial),
        "2 relations were locked for 1.5 s at most\n"
        "  lock              on\n"
        "  ACCESS EXCLUSIVE  public.a  written anew\n"
        "  SHARE             public.b\n"
        "\n"
    );
}

TEST(RenderTrial, HasNoTableWhereNothingWasLocked) {
    EXPECT_EQ(render_trial({}), "0 relations were locked for 0 ms at most\n");
}

}  // namespace
}  // namespace rollpack::cli
