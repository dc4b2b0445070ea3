#include "detail/document_text.hpp"
#include "detail/plan_words.hpp"
#include "rollpack/app/document_parts.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/json/writer.hpp"

namespace rollpack::app {

namespace {

using detail::object_or_null;
using detail::text;
using detail::text_or_null;
using detail::texts;
using detail::word_of;
using json::ObjectWriter;

void write_package(ObjectWriter& root, const PlanDocument& document) {
    root.object("package", [&](ObjectWriter& package) {
        text(package, "name", document.package);
        package.member("content_sha256", document.content_sha256.hex());
        package.member(
            "artifact_sha256",
            document.artifact_sha256 ? std::optional{document.artifact_sha256->hex()} : std::nullopt
        );
    });
}

void write_history(ObjectWriter& root, const PlanDocument& document) {
    root.object("history", [&](ObjectWriter& history) {
        text(history, "schema", document.history_table.schema);
        text(history, "table", document.history_table.table);
        history.member("sha256", document.history_sha256.hex());
        history.member("next_rank", document.next_rank);
        history.member("dialect", word_of(document.dialect));
    });
}

std::vector<std::string> version_texts(const std::set<core::Version>& versions) {
    std::vector<std::string> list;
    for (const core::Version& version : versions) {
        list.push_back(version.text());
    }
    return list;
}

void write_options(ObjectWriter& root, const PlanDocument& document) {
    const core::PlanOptions& options = document.options;
    root.object("options", [&](ObjectWriter& item) {
        text_or_null(item, "environment", document.environment);
        item.member(
            "transaction",
            word_of(options.transaction.value_or(core::TransactionMode::package))
        );
        item.member("history_dialect", word_of(options.dialect));
        text(item, "flyway_environment", options.environment);
        text(item, "working_directory", options.working_directory);
        text(item, "timestamp", options.timestamp);
        text_or_null(item, "installed_by", options.installed_by.value_or(""));
        item.member("skip_callbacks", options.skip_callbacks);
        item.object("accept_data_loss", [&](ObjectWriter& accepted) {
            accepted.member("all", document.policy.accept_all);
            accepted.strings("versions", version_texts(document.policy.accepted));
        });
        item.object("include_failed", [&](ObjectWriter& included) {
            included.member("all", options.include_failed.rows);
            included.strings("versions", version_texts(options.include_failed.versions));
        });
        item.member("keep_data", word_of(document.policy.keep));
        std::vector<std::string> allow;
        for (const core::FindingCode code : document.allowed) {
            allow.emplace_back(core::finding_info(code).name);
        }
        item.strings("allow", allow);
    });
}

void write_script(ObjectWriter& item, const PlannedScript& script) {
    text(item, "path", script.path);
    item.member("sha256", script.sha256.hex());
    item.member("text_sha256", script.text_sha256.hex());
    item.member("statements", script.statements);
    text_or_null(item, "outside_transaction", script.outside_transaction);
}

void write_row(ObjectWriter& item, const PlannedRow& row) {
    text(item, "type", row.type);
    item.member("version", row.version);
    text(item, "description", row.description);
    text(item, "script", row.script);
    item.member("checksum", row.checksum ? std::optional{row.checksum->value} : std::nullopt);
}

void write_steps(ObjectWriter& root, const std::vector<PlannedStep>& steps) {
    std::size_t number = 0;
    root.objects("steps", steps, [&](ObjectWriter& item, const PlannedStep& step) {
        item.member("number", ++number);
        item.member("stretch", step.stretch + 1);
        item.member("kind", word_of(step.kind));
        text(item, "name", step.name);
        item.member("event", step.event);
        text(item, "reason", step.reason);
        object_or_null(item, "script", step.script, write_script);
        texts(item, "drops", step.drops);
        object_or_null(item, "history_row", step.row, write_row);
        item.member("failed_rank", step.failed_rank);
    });
}

void write_callbacks(ObjectWriter& root, const std::vector<PlannedCallbacks>& callbacks) {
    root.objects("callbacks", callbacks, [](ObjectWriter& item, const PlannedCallbacks& of_event) {
        item.member("event", of_event.event);
        item.objects("scripts", of_event.scripts, write_script);
    });
}

void write_loss(ObjectWriter& item, const core::Loss& loss) {
    item.member("step", loss.step + 1);
    text(item, "script", loss.script);
    item.member("line", loss.line);
    item.member("version", loss.version ? std::optional{loss.version->text()} : std::nullopt);
    item.member("action", word_of(loss.action));
    text(item, "object", loss.object);
    item.member("verdict", word_of(loss.verdict));
    item.member("kept", loss.is_kept);
    item.member("accepted", loss.is_accepted);
}

void write_kept(ObjectWriter& item, const core::KeptTable& kept) {
    text(item, "schema", kept.schema);
    text(item, "table", kept.name);
    item.objects(
        "columns",
        kept.columns,
        [](ObjectWriter& of_column, const core::LiveColumn& column) {
            text(of_column, "name", column.name);
            text(of_column, "type", column.type);
        }
    );
    texts(item, "key", kept.key);
    texts(item, "lost_columns", kept.lost_columns);
}

void write_lock(ObjectWriter& item, const core::StepLock& lock) {
    item.member("step", lock.step + 1);
    text(item, "relation", lock.relation);
    item.member("mode", word_of(lock.mode));
    item.member("rewrites", lock.rewrites);
    item.member("scans", lock.scans);
}

void write_count(ObjectWriter& item, const std::optional<core::Count>& count) {
    object_or_null(item, "rows", count, [](ObjectWriter& rows, const core::Count& value) {
        rows.member("count", value.value);
        rows.member("exact", value.is_exact);
    });
}

void write_session(ObjectWriter& item, const core::OtherSession& session) {
    item.member("pid", session.pid);
    text(item, "user", session.user);
    text(item, "application", session.application);
    text(item, "client", session.client);
    text(item, "state", session.state);
    text(item, "since", session.since);
}

void write_observed_assessment(ObjectWriter& item, const core::Assessment& assessment) {
    item.objects("losses", assessment.losses, [](ObjectWriter& of_loss, const core::Loss& loss) {
        write_count(of_loss, loss.rows);
        of_loss.member("up_to", loss.up_to);
        of_loss.member("size_bytes", loss.bytes);
        text_or_null(of_loss, "since", loss.since);
    });
    item.objects("kept", assessment.kept, [](ObjectWriter& of_kept, const core::KeptTable& kept) {
        write_count(of_kept, kept.rows);
        of_kept.member("size_bytes", kept.bytes);
    });
    item.objects("locks", assessment.locks, [](ObjectWriter& of_lock, const core::StepLock& lock) {
        of_lock.member("size_bytes", lock.bytes);
        of_lock.objects(
            "blocked_by",
            lock.blocked_by,
            [](ObjectWriter& holder, const core::LockedBy& locked) {
                write_session(holder, locked.session);
                holder.member("mode", word_of(locked.mode));
                holder.member("granted", locked.granted);
            }
        );
    });
    item.objects(
        "long_transactions",
        assessment.long_transactions,
        [](ObjectWriter& holder, const core::LongTransaction& transaction) {
            write_session(holder, transaction.session);
            holder.member("age_seconds", transaction.age.count());
        }
    );
}

std::optional<std::int64_t> milliseconds_of(const core::StepForecast& forecast) {
    return forecast.duration ? std::optional{std::int64_t{forecast.duration->count()}}
                             : std::nullopt;
}

void write_forecast(ObjectWriter& item, const core::StepForecast& forecast) {
    item.member("step", forecast.step + 1);
    item.member("duration_ms", milliseconds_of(forecast));
    item.member("rows", forecast.rows);
    item.objects(
        "locks",
        forecast.locks,
        [](ObjectWriter& of_lock, const core::ForecastLock& lock) {
            text(of_lock, "relation", lock.relation);
            of_lock.member("mode", word_of(lock.mode));
        }
    );
    texts(item, "rewritten", forecast.rewritten);
}

void write_observed(ObjectWriter& root, const PlanDocument& document) {
    const PlanObservations& observed = document.observed;
    root.object("observed", [&](ObjectWriter& item) {
        text(item, "made_at", observed.made_at);
        text(item, "address", observed.address);
        text(item, "user", observed.user);
        item.member("server_version", observed.server_version);
        object_or_null(item, "signature", observed.signature, write_signed_by);
        texts(item, "settings_files", observed.settings_files);
        texts(item, "placeholders", observed.placeholders);
        item.member("estimated_locks", observed.estimated_locks);
        item.member("lock_table_size", observed.lock_table_size);
        write_observed_assessment(item, document.assessment);
        write_findings(item, observed.findings);
        item.objects("forecast", observed.forecast, write_forecast);
    });
}

}  // namespace

void write_plan(ObjectWriter& root, const PlanDocument& document) {
    root.member("format", 1);
    write_package(root, document);
    text(root, "database", document.database);
    root.member("from_version", document.from_version);
    root.member("target_version", document.target_version);
    write_history(root, document);
    text_or_null(root, "nothing_to_do", document.nothing_to_do);
    root.member("refused", document.refused);
    write_options(root, document);
    object_or_null(
        root,
        "resumes",
        document.resumes,
        [](ObjectWriter& item, const PlannedResumption& run) {
            item.member("run_id", run.run_id);
            text_or_null(item, "script", run.script);
            item.member("statements_done", run.statements_done);
            item.member("in_doubt", run.in_doubt);
        }
    );
    write_steps(root, document.steps);
    write_callbacks(root, document.callbacks);
    root.objects("skipped", document.skipped, [](ObjectWriter& item, const core::Skipped& skipped) {
        text(item, "path", skipped.path);
        text(item, "reason", skipped.reason);
    });
    root.objects("losses", document.assessment.losses, write_loss);
    root.objects("kept", document.assessment.kept, write_kept);
    root.objects("locks", document.assessment.locks, write_lock);
    write_observed(root, document);
}

std::string write_plan_document(const PlanDocument& document) {
    return json::write([&](ObjectWriter& root) { write_plan(root, document); });
}

}  // namespace rollpack::app
