#pragma once

#include "rollpack/app/plan_document.hpp"

namespace rollpack::test {

inline app::PlannedScript planned_script(const std::string& path) {
    return {path, core::sha256(path), core::sha256(path + " text"), 2};
}

inline app::PlannedStep planned_undo(const std::string& version) {
    app::PlannedStep step;
    step.name = "U" + version + "__x.sql";
    step.reason = "V" + version + " is above the target";
    step.script = planned_script(step.name);
    step.row = app::PlannedRow{"DELETE", version, "x", step.name, std::nullopt};
    return step;
}

inline core::OtherSession other_session() {
    return {4711, "shop", "api", "10.0.0.7", "idle in transaction", "2026-11-22T02:00:00Z"};
}

inline core::Loss dropped_table() {
    core::Loss loss;
    loss.step = 0;
    loss.script = "U125__x.sql";
    loss.line = 3;
    loss.version = core::parse_version("125");
    loss.action = core::DataAction::drops_table;
    loss.object = "public.stock";
    loss.verdict = core::LossVerdict::data;
    loss.rows = core::Count{1234, true};
    loss.bytes = 96 * 1024;
    loss.since = "2026-10-01 12:00:00 (V125)";
    return loss;
}

inline core::StepLock exclusive_lock() {
    core::StepLock lock;
    lock.step = 1;
    lock.mode = core::LockMode::access_exclusive;
    lock.relation = "public.orders";
    lock.bytes = 1'288'490'189;
    lock.rewrites = true;
    lock.blocked_by = {{other_session(), core::LockMode::row_exclusive, true}};
    return lock;
}

/// A plan with two undo scripts, a repeatable, a retired one, callbacks, a loss, a lock, a kept table
/// and a finding: something in every member.
inline app::PlanDocument example_plan() {
    app::PlanDocument document;
    document.package = "Rollback-V123";
    document.content_sha256 = core::sha256("content");
    document.artifact_sha256 = core::sha256("artifact");
    document.database = "shop";
    document.environment = "production";
    document.history_table = {"public", "flyway_schema_history"};
    document.history_sha256 = core::sha256("history");
    document.next_rank = 12;
    document.from_version = "125";
    document.target_version = "123";
    document.options.timestamp = "2026-11-22 02:15:00";
    document.options.installed_by = "deploy";
    document.policy.accepted = {core::parse_version("125").value()};
    document.allowed = {core::FindingCode::out_of_order};

    document.steps = {planned_undo("125"), planned_undo("124")};
    app::PlannedStep restore;
    restore.kind = app::StepKind::restore;
    restore.name = "R__view.sql";
    restore.reason = "its text differs";
    restore.script = planned_script(restore.name);
    restore.row =
        app::PlannedRow{"SQL", std::nullopt, "view", restore.name, core::FlywayChecksum{-7}};
    app::PlannedStep retire;
    retire.kind = app::StepKind::retire;
    retire.name = "totals";
    retire.reason = "only the current release has it";
    retire.drops = {"view public.totals"};
    app::PlannedStep callback;
    callback.kind = app::StepKind::callback;
    callback.name = "afterUndo__log.sql";
    callback.event = "afterUndo";
    callback.script = planned_script(callback.name);
    document.steps.insert(document.steps.end(), {retire, restore, callback});
    document.callbacks = {{"beforeEachUndo", {planned_script("beforeEachUndo.sql")}}};
    document.skipped = {{"U122__x.sql", "V122 is not above the target"}};

    document.assessment.losses = {dropped_table()};
    document.assessment.locks = {exclusive_lock()};
    core::KeptTable kept;
    kept.schema = "public";
    kept.name = "stock";
    core::LiveColumn column;
    column.name = "id";
    column.type = "bigint";
    kept.columns = {column};
    kept.key = {"id"};
    kept.rows = core::Count{1234, false};
    kept.bytes = 96 * 1024;
    document.assessment.kept = {kept};
    document.assessment.long_transactions = {{other_session(), std::chrono::seconds{900}}};

    document.observed.made_at = "2026-11-22T02:15:00Z";
    document.observed.address = "shop on db:5432 as deploy";
    document.observed.user = "deploy";
    document.observed.server_version = 150018;
    document.observed.signature = app::SignedBy{"release@shop.example", "ED25519 SHA256:abc"};
    document.observed.settings_files = {"rollpack.toml"};
    document.observed.placeholders = {"app_role"};
    document.observed.findings = {
        {core::FindingCode::data_loss,
         core::Severity::warning,
         "U125__x.sql",
         3,
         "drops rows",
         ""}};
    document.observed.forecast = {
        {0, std::chrono::milliseconds{20}, 0, {}, {}},
        {1,
         std::chrono::milliseconds{1'500},
         12'345,
         {{"public.orders", core::LockMode::access_exclusive},
          {"public.stock_id_seq", core::LockMode::access_exclusive},
          {"public.customer", core::LockMode::row_exclusive}},
         {"public.orders"}}};
    return document;
}

}  // namespace rollpack::test
