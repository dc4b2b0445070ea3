#include "rollpack/app/approval.hpp"

#include "rollpack/app/saved_plan.hpp"
#include "rollpack/core/error.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"
#include "unit/app/example_plan.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using test::error_of;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

/// A saved plan, and the keys of Anna, of Anna's other machine, of Berta and of somebody unknown.
class Approvals : public testing::Test {
protected:
    Approvals() {
        for (const char* name : {"anna", "anna_home", "berta", "stranger"}) {
            test::must_run(
                {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (folder / name).string()}
            );
        }
        trust(
            {{"anna@shop.example", "anna"},
             {"anna@shop.example", "anna_home"},
             {"berta@shop.example", "berta"}}
        );
        test::write_file(folder / "plan.json", write_plan_document(test::example_plan()));
    }

    void trust(const std::vector<std::pair<std::string, std::string>>& people) {
        std::string text;
        for (const auto& [identity, key] : people) {
            text += identity + " " + test::read_file(folder / (key + ".pub"));
        }
        test::write_file(folder / "allowed_signers", text);
    }

    SavedPlan plan() const { return read_saved_plan(folder / "plan.json"); }

    void approve(const std::string& key) { approve_plan(plan(), folder / key); }

    CheckedApprovals check(std::size_t needed, std::vector<std::string> signers = {}) {
        return check_approvals(
            plan(),
            approvals_path(folder / "plan.json"),
            ApprovalDemand{needed, {folder / "allowed_signers", std::move(signers)}}
        );
    }

public:
    test::TempDir folder;
};

auto signer(const char* identity) {
    return Field(&SignedBy::signer, identity);
}

TEST_F(Approvals, AreMissingWhereNobodyApproved) {
    const core::Error error = error_of([&] { return check(1); });

    EXPECT_EQ(error.code(), ErrorCode::approvals_missing);
    EXPECT_THAT(error.message(), HasSubstr("has 0 of the 1 approvals"));
    EXPECT_THAT(error.hint(), HasSubstr("rollpack approve"));
}

TEST_F(Approvals, AreTooFewWhenOnePersonUsesTwoKeys) {
    approve("anna");
    approve("anna_home");

    const core::Error error = error_of([&] { return check(2); });

    EXPECT_EQ(error.code(), ErrorCode::approvals_missing);
    EXPECT_THAT(error.message(), HasSubstr("has 1 of the 2 approvals"));
    EXPECT_THAT(error.message(), HasSubstr("anna@shop.example (ED25519 SHA256:"));
}

TEST_F(Approvals, AreTooFewWhenOneKeyStandsForTwoNames) {
    trust({{"anna@shop.example,admin@shop.example", "anna"}});
    approve("anna");

    EXPECT_EQ(error_of([&] { return check(2); }).code(), ErrorCode::approvals_missing);
}

TEST_F(Approvals, DoNotCountOfAStranger) {
    approve("stranger");

    EXPECT_THAT(error_of([&] { return check(1); }).message(), HasSubstr("does not list"));
}

TEST_F(Approvals, DoNotCountOfSomebodyWhoIsNotAsked) {
    approve("anna");

    EXPECT_THAT(
        error_of([&] { return check(1, {"berta@shop.example"}); }).message(),
        HasSubstr("does not list for berta@shop.example")
    );
}

TEST_F(Approvals, DoNotCountForAPlanThatWasChangedLater) {
    approve("anna");
    PlanDocument changed = test::example_plan();
    changed.observed.made_at = "2026-11-22T03:00:00Z";
    test::write_file(folder / "plan.json", write_plan_document(changed));

    EXPECT_THAT(
        error_of([&] { return check(1); }).message(),
        HasSubstr("no approval of this plan")
    );
}

TEST_F(Approvals, DoNotCountThatWereMadeForPackages) {
    test::write_file(
        approvals_path(folder / "plan.json"),
        sign_bytes(plan().bytes, folder / "anna")
    );

    EXPECT_THAT(
        error_of([&] { return check(1); }).message(),
        HasSubstr("no approval of this plan")
    );
}

TEST_F(Approvals, CountBesideOthersThatDoNot) {
    approve("stranger");
    approve("anna");
    approve("berta");

    const CheckedApprovals checked = check(2);

    EXPECT_THAT(
        checked.approvals,
        ElementsAre(signer("anna@shop.example"), signer("berta@shop.example"))
    );
    EXPECT_THAT(checked.ignored, ElementsAre(HasSubstr("approval 1 of")));
}

TEST_F(Approvals, OfOneListDoNotMeetTheDemandOfAnother) {
    approve("anna");
    test::write_file(
        folder / "others",
        "berta@shop.example " + test::read_file(folder / "berta.pub")
    );

    const core::Error error = error_of([&] {
        return check_approvals(
            plan(),
            approvals_path(folder / "plan.json"),
            std::vector<ApprovalDemand>{
                {1, {folder / "allowed_signers", {}}},
                {1, {folder / "others", {}}}}
        );
    });

    EXPECT_EQ(error.code(), ErrorCode::approvals_missing);
    EXPECT_THAT(error.message(), HasSubstr("others does not list"));
}

TEST_F(Approvals, AreTakenOncePerKey) {
    approve("anna");

    const core::Error error = error_of([&] { approve("anna"); });

    EXPECT_EQ(error.code(), ErrorCode::checks_failed);
    EXPECT_THAT(check(1).approvals, ElementsAre(signer("anna@shop.example")));
}

TEST_F(Approvals, AreNotTakenOfAPlanThatWasRefused) {
    PlanDocument refused = test::example_plan();
    refused.refused = true;
    test::write_file(folder / "plan.json", write_plan_document(refused));

    EXPECT_EQ(error_of([&] { approve("anna"); }).code(), ErrorCode::plan_invalid);
    EXPECT_FALSE(std::filesystem::exists(approvals_path(folder / "plan.json")));
}

TEST_F(Approvals, AreNotTakenOfAFileThatIsNoPlan) {
    test::write_file(folder / "plan.json", "{}\n");

    const core::Error error = error_of([&] { approve("anna"); });

    EXPECT_EQ(error.code(), ErrorCode::plan_invalid);
    EXPECT_THAT(error.message(), HasSubstr("plan.json cannot be used as a saved plan"));
}

}  // namespace
}  // namespace rollpack::app
