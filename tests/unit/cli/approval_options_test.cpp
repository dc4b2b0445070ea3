#include "approval_options.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::cli {
namespace {

using core::ErrorCode;
using test::error_of;
using testing::ElementsAre;
using testing::IsEmpty;

app::ApprovalDemand demand(std::size_t needed, const char* file) {
    return {needed, {file, {}}};
}

TEST(ApprovalDemands, AreNoneWhereNothingDemandsAny) {
    EXPECT_THAT(approval_demands({}, {}, {}), IsEmpty());
}

TEST(ApprovalDemands, WantAListOfThoseWhoMayApprove) {
    EXPECT_EQ(
        error_of([] {
            return approval_demands({2, std::nullopt}, {}, {});
        }).code(),
        ErrorCode::usage
    );
}

TEST(ApprovalDemands, NameTheFileThatDemandsWithoutSayingWhose) {
    app::ApprovalSettings settings;
    settings.required = 1;
    settings.demanded_by = "rollpack.toml";
    EXPECT_THAT(
        error_of([&] { return approval_demands({}, {}, settings); }).message(),
        testing::HasSubstr("rollpack.toml")
    );
}

TEST(ApprovalDemands, TakeTheListOfTheCommandLine) {
    TrustOptions trust;
    trust.allowed_signers = "mine";
    EXPECT_THAT(approval_demands({2, std::nullopt}, trust, {}), ElementsAre(demand(2, "mine")));
}

TEST(ApprovalDemands, AreNotLoweredByTheCommandLine) {
    app::ApprovalSettings settings;
    settings.lists = {demand(2, "team")};
    TrustOptions trust;
    trust.allowed_signers = "mine";
    EXPECT_THAT(
        approval_demands({0, std::nullopt}, trust, settings),
        ElementsAre(demand(2, "team"))
    );
}

TEST(ApprovalDemands, AreRaisedByTheCommandLine) {
    app::ApprovalSettings settings;
    settings.lists = {demand(1, "team")};
    EXPECT_THAT(approval_demands({3, std::nullopt}, {}, settings), ElementsAre(demand(3, "team")));
}

TEST(ApprovalDemands, OfANumberHoldForEachList) {
    app::ApprovalSettings settings;
    settings.required = 2;
    settings.lists = {demand(0, "team"), demand(3, "board")};
    EXPECT_THAT(
        approval_demands({}, {}, settings),
        ElementsAre(demand(2, "team"), demand(3, "board"))
    );
}

TEST(PackageTrust, LeavesTheListToTheApprovals) {
    TrustOptions trust;
    trust.allowed_signers = "approvers";
    EXPECT_EQ(package_trust(trust, {2, std::nullopt}).allowed_signers, std::nullopt);
}

TEST(PackageTrust, UsesTheListTwiceWhereASignatureIsDemandedToo) {
    TrustOptions trust;
    trust.allowed_signers = "approvers";
    trust.require = true;
    EXPECT_EQ(package_trust(trust, {2, std::nullopt}).allowed_signers, "approvers");
}

TEST(CheckApprovals, WantsASavedPlan) {
    EXPECT_EQ(
        error_of([] { return check_approvals({demand(1, "team")}, {}, nullptr); }).code(),
        ErrorCode::approvals_missing
    );
}

}  // namespace
}  // namespace rollpack::cli
