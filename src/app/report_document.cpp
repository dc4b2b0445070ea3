#include "rollpack/app/report_document.hpp"

#include "detail/document_text.hpp"
#include "rollpack/app/document_parts.hpp"
#include "rollpack/app/proof_document.hpp"
#include "rollpack/json/writer.hpp"

#include <algorithm>

namespace rollpack::app {

namespace {

using detail::object_or_null;
using detail::text;
using detail::text_or_null;
using detail::texts;
using json::ObjectWriter;

struct Ended {
    std::string_view ending;
    int exit_status = 0;
    std::string message;
    std::string hint;
};

Ended ended(const ApplyResult& result) {
    if (result.report) {
        const core::Report& report = *result.report;
        return {
            core::to_string(report.ending),
            core::exit_status(report.ending),
            report.message,
            report.hint};
    }
    const int status = core::error_info(core::ErrorCode::checks_failed).exit_status;
    if (result.drift) {
        return {
            "refused",
            status,
            "The schema is not what was recorded of version " + result.drift->version.text()
                + "; nothing was changed.",
            "Look at the differences; without --check-drift they are told and not refused."};
    }
    return {
        "refused",
        status,
        "Checks refused the plan; nothing was changed.",
        "Mend what the plan's findings say."};
}

Ended ended(const core::Error& error) {
    const int status = core::error_info(error.code()).exit_status;
    const int refused = core::error_info(core::ErrorCode::checks_failed).exit_status;
    return {status == refused ? "refused" : "not_started", status, error.what(), error.hint()};
}

void write_ending(ObjectWriter& root, const Ended& end) {
    root.member("ending", end.ending);
    root.member("exit_status", end.exit_status);
    text(root, "message", end.message);
    text_or_null(root, "hint", end.hint);
}

void write_package(ObjectWriter& root, const std::optional<PlanDocument>& plan) {
    object_or_null(root, "package", plan, [](ObjectWriter& package, const PlanDocument& document) {
        text(package, "name", document.package);
        package.member("content_sha256", document.content_sha256.hex());
        package.member(
            "artifact_sha256",
            document.artifact_sha256 ? std::optional{document.artifact_sha256->hex()} : std::nullopt
        );
    });
}

/// Where the database was and is. Nothing that was refused moved it.
void write_versions(
    ObjectWriter& root,
    const std::optional<PlanDocument>& plan,
    const std::optional<core::Report>& report
) {
    const std::optional<std::string> from = plan ? plan->from_version : std::nullopt;
    root.member("from_version", from);
    root.member("target_version", plan ? std::optional{plan->target_version} : std::nullopt);
    if (report) {
        root.member(
            "end_version",
            report->end_version ? std::optional{report->end_version->text()} : std::nullopt
        );
    } else {
        root.member("end_version", from);
    }
}

void write_step(ObjectWriter& item, const core::StepOutcome& outcome) {
    item.member("state", core::to_string(outcome.state));
    item.member("duration_ms", outcome.duration.count());
    item.member("rows", outcome.rows);
    item.objects("notices", outcome.notices, [](ObjectWriter& of, const core::StepNotice& notice) {
        text(of, "severity", notice.severity);
        text(of, "message", notice.message);
    });
    item.objects(
        "passed_over",
        outcome.passed_over,
        [](ObjectWriter& of, const core::PassedOver& passed) {
            of.member("line", passed.line);
            text(of, "sqlstate", passed.sqlstate);
            text(of, "message", passed.message);
        }
    );
}

void write_steps(
    ObjectWriter& root,
    const std::optional<PlanDocument>& plan,
    const std::optional<core::Report>& report
) {
    root.array("steps", [&](json::ArrayWriter& items) {
        for (std::size_t at = 0; plan && at < plan->steps.size(); ++at) {
            const PlannedStep& step = plan->steps[at];
            items.object([&](ObjectWriter& item) {
                item.member("number", at + 1);
                item.member("kind", to_string(step.kind));
                text(item, "name", step.name);
                write_step(
                    item,
                    report && at < report->steps.size() ? report->steps[at] : core::StepOutcome{}
                );
            });
        }
    });
}

void write_lock(ObjectWriter& item, const executor::HeldLock& lock, bool is_rewritten) {
    text_or_null(item, "schema", lock.relation.schema.value_or(""));
    text(item, "name", lock.relation.name);
    item.member("mode", core::to_string(lock.mode));
    item.member("rewritten", is_rewritten);
}

void write_trial(ObjectWriter& item, const TrialFacts& trial) {
    item.member("held_ms", trial.held.count());
    item.objects(
        "locks",
        trial.footprint.locks,
        [&](ObjectWriter& of, const executor::HeldLock& lock) {
            const auto& rewritten = trial.footprint.rewritten;
            write_lock(of, lock, std::ranges::find(rewritten, lock.relation) != rewritten.end());
        }
    );
}

void write_proofs(ObjectWriter& root, const ApplyResult* result) {
    const std::optional<SchemaProof> none;
    object_or_null(root, "drift", result != nullptr ? result->drift : none, write_proof);
    object_or_null(root, "proof", result != nullptr ? result->proof : none, write_proof);
    object_or_null(
        root,
        "trial",
        result != nullptr ? result->trial : std::optional<TrialFacts>{},
        write_trial
    );
}

void write_failure(ObjectWriter& item, const core::SqlFailure& failure) {
    text(item, "script", failure.script);
    item.member("line", failure.line);
    item.member("column", failure.column);
    text(item, "source_line", failure.source_line);
    text(item, "sqlstate", failure.sqlstate);
    text(item, "message", failure.message);
    text(item, "detail", failure.detail);
    text(item, "hint", failure.hint);
    text(item, "where", failure.where);
}

void write_run(
    ObjectWriter& root,
    const std::optional<PlanDocument>& plan,
    const ApplyResult* result,
    const ReportInputs& inputs
) {
    const std::optional<core::Report> report = result != nullptr ? result->report : std::nullopt;
    const core::Report none;
    const core::Report& run = report ? *report : none;
    text_or_null(root, "run_id", run.run_id);
    text_or_null(root, "started_at", run.started_at);
    text_or_null(root, "finished_at", run.finished_at);
    text_or_null(root, "database", plan ? plan->database : std::string{});
    text_or_null(root, "address", inputs.plan.address);
    write_package(root, plan);
    write_versions(root, plan, report);
    text_or_null(root, "reason", inputs.reason);
    object_or_null(
        root,
        "signature",
        plan ? plan->observed.signature : std::nullopt,
        write_signed_by
    );
    root.objects("approvals", inputs.approvals, write_signed_by);
    root.member(
        "plan_sha256",
        inputs.plan_sha256 ? std::optional{inputs.plan_sha256->hex()} : std::nullopt
    );
    root.object("kept", [&](ObjectWriter& kept) {
        text_or_null(kept, "schema", run.kept_schema);
        texts(kept, "files", inputs.kept_files);
    });
    write_steps(root, plan, report);
    object_or_null(root, "failure", run.failure, write_failure);
    texts(root, "remarks", run.remarks);
    write_proofs(root, result);
    object_or_null(root, "plan", plan, write_plan);
}

std::string write_report(
    const Ended& end,
    const std::optional<PlanDocument>& plan,
    const ApplyResult* result,
    const ReportInputs& inputs
) {
    return json::write([&](ObjectWriter& root) {
        root.member("format", 1);
        root.member("tool_version", ROLLPACK_VERSION);
        write_ending(root, end);
        write_run(root, plan, result, inputs);
    });
}

}  // namespace

std::string report_document(const ApplyResult& result, const ReportInputs& inputs) {
    return write_report(ended(result), describe_plan(result.planned, inputs.plan), &result, inputs);
}

std::string report_document(const core::Error& error, const ReportInputs& inputs) {
    return write_report(ended(error), std::nullopt, nullptr, inputs);
}

}  // namespace rollpack::app
