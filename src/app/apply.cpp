#include "rollpack/app/apply.hpp"

#include "detail/connect.hpp"
#include "detail/planning.hpp"
#include "detail/proving.hpp"
#include "detail/trial.hpp"
#include "rollpack/app/keep_folder.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/app/saved_plan.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace rollpack::app {

namespace {

/// Gives the lock back on every way out.
class LockGuard {
public:
    explicit LockGuard(executor::Database& database)
        : database_(&database) {}

    ~LockGuard() { database_->unlock(); }

    LockGuard(const LockGuard&) = delete;
    LockGuard& operator=(const LockGuard&) = delete;
    LockGuard(LockGuard&&) = delete;
    LockGuard& operator=(LockGuard&&) = delete;

private:
    executor::Database* database_;
};

PlanDocument described(const PlanResult& planned, const PlanRequest& request) {
    PlanInputs inputs;
    inputs.options = request.options;
    inputs.policy = request.data;
    inputs.allowed = request.allowed;
    return describe_plan(planned, inputs);
}

void refuse_if_changed(const PlanResult& shown, const PlanResult& now, const PlanRequest& request) {
    const std::vector<std::string> changes =
        plan_changes(described(shown, request), described(now, request));
    if (changes.empty()) {
        return;
    }
    throw core::Error(
        core::ErrorCode::history_changed,
        fmt::format("the database changed while the plan was shown: {}", fmt::join(changes, "; ")),
        "Nothing was changed. Run the command again to see the plan that holds now."
    );
}

executor::RunOptions run_options(const ApplyRequest& request) {
    executor::RunOptions options;
    options.reason = request.reason;
    options.tool_version = ROLLPACK_VERSION;
    options.journal = request.journal;
    options.plan_sha256 = request.plan_sha256;
    options.environment = request.plan.database.environment;
    options.times = request.times;
    options.in_doubt = request.in_doubt;
    for (const SignedBy& approval : request.approvals) {
        options.approvals.push_back(fmt::format("{} ({})", approval.signer, approval.key));
    }
    return options;
}

/// The package, the session and the place of the history: what every plan is made from.
struct Prepared {
    OpenedPackage opened;
    std::unique_ptr<executor::Database> database;
    core::HistoryTable table;
};

Prepared prepare(const PlanRequest& request, core::Observer& observer) {
    OpenedPackage opened = open_package_file(request.package, observer);
    std::unique_ptr<executor::Database> database =
        connect(request.database, request.options, &opened, observer);
    core::HistoryTable table = database->locate_history(
        history_location(request.database, opened.package.selection().history)
    );
    return {std::move(opened), std::move(database), std::move(table)};
}

PlanResult plan_with(const Prepared& prepared, const PlanRequest& request) {
    return plan_for(prepared.opened, prepared.table, request, *prepared.database);
}

PlanResult plan_with(const Prepared& prepared, const ApplyRequest& request) {
    PlanResult planned = plan_with(prepared, request.plan);
    for (core::Finding& finding : planned.findings) {
        if (request.trial && finding.code == core::FindingCode::not_transactional) {
            finding.hint = "Only what can be in one transaction can be tried.";
        }
    }
    return planned;
}

/// A script that cannot be in a transaction is known with the plan only, and takes another kind of lock.
PlanResult plan_under_lock(
    const Prepared& prepared,
    const ApplyRequest& request,
    const std::optional<PlanResult>& shown,
    core::Observer& observer
) {
    core::TransactionMode mode = request.plan.options.transaction.value_or(
        core::TransactionMode::package
    );
    mode = shown ? shown->plan.transaction : mode;
    while (true) {
        observer.on(core::PhaseStarted{"taking Flyway's lock"});
        prepared.database->lock(prepared.table, mode, request.lock_patience, observer);
        PlanResult planned = plan_with(prepared, request);
        if (planned.refused || planned.plan.transaction == mode) {
            return planned;
        }
        mode = planned.plan.transaction;
        prepared.database->unlock();
    }
}

/// The beginning of a sentence.
std::string describe_refusal(const SchemaProof& proof) {
    const bool by_run = !proof.caused.is_equal();
    return fmt::format(
        "The schema {} not that of version {} ({})",
        by_run ? "behind the run is" : "was different before the run, and is",
        proof.version.text(),
        detail::in_short(by_run ? proof.caused : proof.drift)
    );
}

void require_recorded(const ApplyRequest& request, bool is_recorded) {
    if (request.check_drift && !is_recorded) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            "the package carries no schema of the database's version, so drift cannot be looked for",
            "Rehearse the package with --record, or leave --check-drift out."
        );
    }
}

/// A run under the lock, and what is looked at before it begins and before it is committed.
class Run {
public:
    Run(const Prepared& prepared, const ApplyRequest& request, core::Observer& observer)
        : prepared_(prepared)
        , request_(request)
        , clock_(observer) {
        if (prepared.opened.package.rehearsal()) {
            prover_.emplace(*prepared.database, prepared.opened.package, prepared.table);
        }
    }

    ApplyResult run(PlanResult planned);

private:
    /// False: the database differs, and must not.
    bool look_before(ApplyResult& result);
    void require_refusable(const core::Plan& plan) const;
    executor::CommitVerdict look_behind(ApplyResult& result);
    void tell_behind(ApplyResult& result);

    const Prepared& prepared_;
    const ApplyRequest& request_;
    detail::TrialClock clock_;
    std::optional<detail::Prover> prover_;
};

bool Run::look_before(ApplyResult& result) {
    if (!prover_ || (result.planned.plan.steps.empty() && !request_.check_drift)) {
        require_recorded(request_, false);
        return true;
    }
    clock_.on(core::PhaseStarted{"reading the schema"});
    std::optional<SchemaProof> before = prover_->look_before(result.planned.plan.from_version);
    require_recorded(request_, before.has_value());
    if (request_.check_drift && !before->is_equal()) {
        result.drift = std::move(before);
        return false;
    }
    return true;
}

void Run::require_refusable(const core::Plan& plan) const {
    if (prover_ && request_.on_difference == OnDifference::refuse && !plan.steps.empty()
        && plan.transaction != core::TransactionMode::package) {
        throw core::Error(
            core::ErrorCode::checks_failed,
            "a difference cannot be refused where the run is several transactions",
            "Leave --on-difference refuse out; what differs is then told behind the last transaction."
        );
    }
}

executor::CommitVerdict Run::look_behind(ApplyResult& result) {
    using Kind = executor::CommitVerdict::Kind;
    if (prover_) {
        clock_.on(core::PhaseStarted{"comparing the schema with the target's"});
        result.proof = prover_->prove();
    }
    if (request_.trial) {
        result.trial = {prepared_.database->footprint(prepared_.table), clock_.so_far()};
    }
    if (result.proof && detail::is_refused(*result.proof, request_.on_difference)) {
        const SchemaProof& proof = *result.proof;
        return {Kind::refuse, describe_refusal(proof)};
    }
    return {request_.trial ? Kind::roll_back : Kind::commit, {}};
}

/// Behind several transactions nothing can be taken back.
void Run::tell_behind(ApplyResult& result) {
    clock_.on(core::PhaseStarted{"comparing the schema with the target's"});
    try {
        result.proof = prover_->prove();
    } catch (const core::Error& error) {
        result.report->remarks.push_back(
            fmt::format("The schema could not be compared with the target's: {}.", error.message())
        );
        return;
    }
    if (!result.proof->caused.is_equal()) {
        result.report->remarks.push_back(describe_refusal(*result.proof) + "; it is committed.");
    }
}

ApplyResult Run::run(PlanResult planned) {
    ApplyResult result{std::move(planned), std::nullopt};
    const core::Plan& plan = result.planned.plan;
    require_refusable(plan);
    if (!look_before(result)) {
        return result;
    }
    clock_.on(core::PhaseStarted{fmt::format(
        "{} to {}",
        request_.trial ? "trying to roll back" : "rolling back",
        plan.target_version.text()
    )});
    executor::RunOptions options = run_options(request_);
    std::optional<KeepFolder> folder;
    detail::ForgetfulSink nowhere;
    options.kept = result.planned.assessment.kept;
    if (request_.kept_folder && !options.kept.empty()) {
        options.keep_sink = request_.trial ? static_cast<executor::KeepSink*>(&nowhere)
                                           : &folder.emplace(*request_.kept_folder);
    }
    const bool is_one = plan.transaction == core::TransactionMode::package;
    if (request_.trial || (prover_ && is_one)) {
        options.before_commit = [&] { return look_behind(result); };
    }
    result.report = prepared_.database->run(plan, options, clock_);
    if (prover_ && !is_one && result.report->ending == core::Ending::done) {
        tell_behind(result);
    }
    return result;
}

}  // namespace

PlanResult plan_rollback(const PlanRequest& request, core::Observer& observer) {
    const Prepared prepared = prepare(request, observer);
    observer.on(core::PhaseStarted{"planning"});
    return plan_with(prepared, request);
}

PlannedSql plan_rollback_sql(
    const PlanRequest& request,
    const executor::PlanSqlOptions& options,
    core::Observer& observer
) {
    if (request.data.keep == core::DataPolicy::Keep::in_files) {
        throw core::Error(
            core::ErrorCode::usage,
            "an SQL file cannot keep data in files",
            "Give --keep-data without a folder: the data is then kept in a schema of the database."
        );
    }
    const Prepared prepared = prepare(request, observer);
    observer.on(core::PhaseStarted{"planning"});
    PlannedSql result{plan_with(prepared, request), std::nullopt};
    if (!result.planned.refused && !result.planned.plan.steps.empty()) {
        executor::PlanSqlOptions with_kept = options;
        with_kept.run.kept = result.planned.assessment.kept;
        result.sql = prepared.database->plan_sql(result.planned.plan, with_kept);
    }
    return result;
}

ApplyResult apply_package(
    const ApplyRequest& request,
    const Confirm& confirm,
    core::Observer& observer
) {
    const Prepared prepared = prepare(request.plan, observer);
    executor::Database& database = *prepared.database;
    const core::ServerFacts facts = database.facts();
    const bool takes_changes = !facts.standby && !facts.read_only;

    std::optional<PlanResult> shown;
    if (confirm || !takes_changes) {
        shown = plan_with(prepared, request);
        if (shown->refused) {
            return {*std::move(shown), std::nullopt};
        }
        if (!shown->plan.steps.empty() && !confirm(*shown)) {
            throw core::Error(core::ErrorCode::declined, "declined; nothing was changed");
        }
    }

    const LockGuard guard(database);
    PlanResult planned = plan_under_lock(prepared, request, shown, observer);
    // A trial's plan is another one than the saved plan where a finding refuses it.
    if (request.check && !(request.trial && planned.refused)) {
        request.check(planned);
    }
    if (planned.refused) {
        return {std::move(planned), std::nullopt};
    }
    if (shown) {
        refuse_if_changed(*shown, planned, request.plan);
    }
    return Run{prepared, request, observer}.run(std::move(planned));
}

}  // namespace rollpack::app
