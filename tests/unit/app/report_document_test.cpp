#include "rollpack/app/report_document.hpp"

#include "support/plan_builder.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ApplyResult result_of(std::optional<core::Report> report) {
    ApplyResult result{
        {test::PlanBuilder().undo("2", "select 1").build(), {}, {}, !report, std::nullopt},
        std::move(report)};
    result.planned.plan.from_version = core::parse_version("2");
    return result;
}

TEST(ReportDocument, TellsThatAPlanWasRefused) {
    EXPECT_THAT(
        report_document(result_of(std::nullopt), {}),
        AllOf(
            HasSubstr("\"ending\": \"refused\""),
            HasSubstr("\"exit_status\": 3"),
            HasSubstr("\"run_id\": null"),
            HasSubstr("\"end_version\": \"2\""),
            HasSubstr("\"state\": \"not_run\"")
        )
    );
}

TEST(ReportDocument, TellsThatACheckRefusedBeforeThereWasAPlan) {
    EXPECT_THAT(
        report_document(core::Error(core::ErrorCode::approvals_missing, "too few"), {}),
        AllOf(
            HasSubstr("\"ending\": \"refused\""),
            HasSubstr("\"exit_status\": 3"),
            HasSubstr("\"message\": \"too few\""),
            HasSubstr("\"plan\": null")
        )
    );
}

TEST(ReportDocument, TellsThatARunDidNotStart) {
    EXPECT_THAT(
        report_document(core::Error(core::ErrorCode::connection_failed, "no server"), {}),
        AllOf(HasSubstr("\"ending\": \"not_started\""), HasSubstr("\"exit_status\": 4"))
    );
}

TEST(ReportDocument, TellsWhatRanAndForWhom) {
    core::Report report;
    report.run_id = "run";
    report.end_version = core::parse_version("1");
    report.kept_schema = "kept_1";
    report.remarks = {"The journal could not be written."};
    report.steps = {
        {"U2__undo.sql",
         core::StepState::done,
         std::chrono::milliseconds{12},
         34,
         {{"NOTICE", "hello"}}}};
    ReportInputs inputs;
    inputs.reason = "INC-4711";
    inputs.approvals = {{"anna", "key"}};
    inputs.plan_sha256 = core::sha256("plan");
    inputs.kept_files = {"restore.sql"};

    EXPECT_THAT(
        report_document(result_of(std::move(report)), inputs),
        AllOf(
            HasSubstr("\"ending\": \"done\""),
            HasSubstr("\"reason\": \"INC-4711\""),
            HasSubstr("\"signer\": \"anna\""),
            HasSubstr(core::sha256("plan").hex()),
            HasSubstr("\"schema\": \"kept_1\""),
            HasSubstr("\"restore.sql\""),
            HasSubstr("\"duration_ms\": 12,\n      \"rows\": 34"),
            HasSubstr("\"message\": \"hello\""),
            HasSubstr("The journal could not be written.")
        )
    );
}

SchemaProof drifted() {
    SchemaProof proof{
        *core::parse_version("2"),
        core::sha256("expected"),
        core::sha256("found"),
        {},
        {}};
    proof.drift.left_over = {{core::SchemaKind::index, "made_by_hand", {}, {}}};
    return proof;
}

TEST(ReportDocument, TellsTheDriftThatRefusedARun) {
    ApplyResult result = result_of(std::nullopt);
    result.planned.refused = false;
    result.drift = drifted();
    EXPECT_THAT(
        report_document(result, {}),
        AllOf(
            HasSubstr("\"ending\": \"refused\""),
            HasSubstr("not what was recorded of version 2"),
            HasSubstr("\"difference\": \"left_over\""),
            HasSubstr("\"identity\": \"made_by_hand\""),
            HasSubstr("\"proof\": null")
        )
    );
}

TEST(ReportDocument, TellsWhatATrialLockedAndFound) {
    core::Report report;
    report.ending = core::Ending::tried;
    ApplyResult result = result_of(report);
    result.proof = drifted();
    result.trial = TrialFacts{
        {{{{"public", "a"}, core::LockMode::share}, {{"public", "b"}, core::LockMode::share}},
         {{"public", "b"}}},
        std::chrono::milliseconds{12}};
    EXPECT_THAT(
        report_document(result, {}),
        AllOf(
            HasSubstr("\"ending\": \"tried\""),
            HasSubstr("\"exit_status\": 0"),
            HasSubstr("\"drift\": null"),
            HasSubstr("\"caused\": []"),
            HasSubstr("\"held_ms\": 12"),
            HasSubstr("\"name\": \"a\",\n        \"mode\": \"SHARE\",\n        \"rewritten\": false"
            ),
            HasSubstr("\"name\": \"b\",\n        \"mode\": \"SHARE\",\n        \"rewritten\": true")
        )
    );
}

}  // namespace
}  // namespace rollpack::app
