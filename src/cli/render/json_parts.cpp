#include "render/json_parts.hpp"

#include "text.hpp"

namespace rollpack::cli {

namespace {

std::string_view step_kind(const core::Step& step) {
    if (std::holds_alternative<core::UndoStep>(step)) {
        return "undo";
    }
    if (std::holds_alternative<core::CallbackStep>(step)) {
        return "callback";
    }
    return std::holds_alternative<core::RetireStep>(step) ? "retire" : "repeatable";
}

void write_drops(json::ObjectWriter& item, const core::Step& step) {
    std::vector<std::string> drops;
    if (const auto* retire = std::get_if<core::RetireStep>(&step)) {
        for (const core::DatabaseObject& object : retire->objects) {
            drops.push_back(core::describe(object));
        }
    }
    item.strings("drops", drops);
}

void write_row(json::ObjectWriter& item, const core::HistoryRow* row) {
    if (row == nullptr) {
        item.member("history_row", nullptr);
        return;
    }
    item.object("history_row", [&](json::ObjectWriter& history) {
        history.member("type", row->type);
        history.member("version", row->version);
        history.member("description", row->description);
        history.member("script", row->script);
        history.member(
            "checksum",
            row->checksum ? std::optional{row->checksum->value} : std::nullopt
        );
    });
}

void write_step(json::ObjectWriter& item, const core::Step& step) {
    const core::StepScript* script = core::step_script(step);
    item.member("kind", step_kind(step));
    item.member("name", core::step_name(step));
    item.member("reason", core::step_reason(step));
    item.member("sha256", script ? std::optional{script->sha256.hex()} : std::nullopt);
    item.member(
        "statements",
        script ? std::optional{script->analysis.statements.size()} : std::nullopt
    );
    write_drops(item, step);
    write_row(item, core::step_row(step));
}

}  // namespace

void write_findings(json::ObjectWriter& parent, const std::vector<core::Finding>& findings) {
    parent
        .objects("findings", findings, [](json::ObjectWriter& item, const core::Finding& finding) {
            item.member(
                "severity",
                finding.severity == core::Severity::error ? "error" : "warning"
            );
            item.member("code", core::finding_info(finding.code).name);
            item.member("subject", as_utf8(finding.subject));
            item.member("line", finding.line);
            item.member("message", as_utf8(finding.message));
            item.member("hint", as_utf8(finding.hint));
        });
}

void write_version(
    json::ObjectWriter& parent,
    std::string_view name,
    const std::optional<core::Version>& version
) {
    parent.member(name, version ? std::optional{version->text()} : std::nullopt);
}

void write_signature(json::ObjectWriter& parent, const std::optional<app::SignedBy>& signature) {
    if (!signature) {
        parent.member("signature", nullptr);
        return;
    }
    parent.object("signature", [&](json::ObjectWriter& item) {
        item.member("signer", signature->signer);
        item.member("key", signature->key);
    });
}

void write_plan(json::ObjectWriter& parent, const app::PlanResult& planned) {
    const core::Plan& plan = planned.plan;
    parent.member("package", plan.package_name);
    parent.member("content_sha256", plan.content_sha256.hex());
    write_signature(parent, planned.signature);
    parent.member("database", planned.facts.database);
    parent.member("server_version", planned.facts.version_number);
    write_version(parent, "from_version", plan.from_version);
    write_version(parent, "target_version", plan.target_version);
    parent.object("history", [&](json::ObjectWriter& history) {
        history.member("schema", plan.history_table.schema);
        history.member("table", plan.history_table.table);
        history.member("sha256", plan.history_fingerprint.hex());
        history.member("next_rank", plan.next_rank);
        history.member(
            "dialect",
            plan.dialect == core::HistoryDialect::delete_rows ? "delete" : "undo"
        );
    });
    parent.member(
        "transaction",
        plan.transaction == core::TransactionMode::package ? "package" : "script"
    );
    parent.member("estimated_locks", plan.estimated_locks);
    parent.member("lock_table_size", plan.lock_table_size);
    parent.member(
        "nothing_to_do",
        plan.nothing_to_do.empty() ? std::nullopt : std::optional{plan.nothing_to_do}
    );
    parent.member("refused", planned.refused);
    parent.objects("steps", plan.steps, write_step);
    parent.objects(
        "skipped",
        plan.skipped,
        [](json::ObjectWriter& item, const core::Skipped& skipped) {
            item.member("path", skipped.path);
            item.member("reason", skipped.reason);
        }
    );
    write_findings(parent, planned.findings);
}

}  // namespace rollpack::cli
