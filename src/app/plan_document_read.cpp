#include "detail/plan_words.hpp"
#include "rollpack/app/plan_document.hpp"
#include "rollpack/json/record.hpp"

#include <fmt/format.h>

#include <limits>

namespace rollpack::app {

namespace {

using json::Record;

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

template <typename Enum>
Enum word(Record& item, std::string_view name) {
    return item.parsed(name, detail::from_word<Enum>, "one of the words for it");
}

core::Sha256 digest(Record& item, std::string_view name) {
    return item.parsed(name, core::parse_sha256, "64 lower-case hexadecimal digits");
}

std::string text_or_empty(Record& item, std::string_view name) {
    return item.string_or_null(name).value_or("");
}

void read_package(Record& root, PlanDocument& document) {
    document.content_sha256 = root.record("package", [&](Record& package) {
        document.package = package.string("name");
        document.artifact_sha256 = package.parsed_or_null(
            "artifact_sha256",
            core::parse_sha256,
            "64 lower-case hexadecimal digits"
        );
        return digest(package, "content_sha256");
    });
}

void read_history(Record& root, PlanDocument& document) {
    document.history_table = root.record("history", [&](Record& history) {
        document.history_sha256 = digest(history, "sha256");
        document.next_rank = history.integer("next_rank");
        document.dialect = word<core::HistoryDialect>(history, "dialect");
        return core::HistoryTable{history.string("schema"), history.string("table")};
    });
}

std::set<core::Version> read_versions(Record& item) {
    std::set<core::Version> versions;
    for (const std::string& version : item.strings("versions")) {
        const auto parsed = core::parse_version(version);
        if (!parsed) {
            item.refuse("versions", "versions");
        }
        versions.insert(*parsed);
    }
    return versions;
}

core::DataPolicy read_policy(Record& options) {
    core::DataPolicy policy = options.record("accept_data_loss", [](Record& accepted) {
        core::DataPolicy accept;
        accept.accept_all = accepted.boolean("all");
        accept.accepted = read_versions(accepted);
        return accept;
    });
    policy.keep = word<core::DataPolicy::Keep>(options, "keep_data");
    return policy;
}

void read_options(Record& root, PlanDocument& document) {
    document.options = root.record("options", [&](Record& item) {
        document.environment = text_or_empty(item, "environment");
        document.policy = read_policy(item);
        for (const std::string& name : item.strings("allow")) {
            const auto code = core::parse_finding_code(name);
            if (!code) {
                item.refuse("allow", "codes of findings");
            }
            document.allowed.insert(*code);
        }
        core::PlanOptions options;
        options.transaction = word<core::TransactionMode>(item, "transaction");
        options.dialect = word<core::DialectChoice>(item, "history_dialect");
        options.environment = item.string("flyway_environment");
        options.working_directory = item.string("working_directory");
        options.timestamp = item.string("timestamp");
        options.installed_by = item.string_or_null("installed_by");
        options.skip_callbacks = item.boolean("skip_callbacks");
        options.include_failed = item.record("include_failed", [](Record& included) {
            return core::IncludeFailed{included.boolean("all"), read_versions(included)};
        });
        return options;
    });
}

PlannedScript read_script(Record& item) {
    return {
        item.string("path"),
        digest(item, "sha256"),
        digest(item, "text_sha256"),
        static_cast<std::size_t>(item.integer("statements", 0)),
        text_or_empty(item, "outside_transaction")};
}

PlannedRow read_row(Record& item) {
    PlannedRow row{
        item.string("type"),
        item.string_or_null("version"),
        item.string("description"),
        item.string("script"),
        std::nullopt};
    const auto checksum = item.integer_or_null(
        "checksum",
        std::numeric_limits<std::int32_t>::min(),
        std::numeric_limits<std::int32_t>::max()
    );
    if (checksum) {
        row.checksum = core::FlywayChecksum{static_cast<std::int32_t>(*checksum)};
    }
    return row;
}

std::vector<PlannedStep> read_steps(Record& root) {
    std::int64_t number = 0;
    return root.records("steps", [&](Record& item) {
        ++number;
        item.integer("number", number, number);
        const auto stretch = static_cast<std::size_t>(item.integer("stretch", 1, number)) - 1;
        return PlannedStep{
            word<StepKind>(item, "kind"),
            item.string("name"),
            item.string_or_null("event"),
            item.string("reason"),
            item.record_or_null("script", read_script),
            item.strings("drops"),
            item.record_or_null("history_row", read_row),
            stretch,
            item.integer_or_null("failed_rank")};
    });
}

std::size_t step_index(Record& item, const PlanDocument& document) {
    const auto steps = static_cast<std::int64_t>(document.steps.size());
    return static_cast<std::size_t>(item.integer("step", 1, steps)) - 1;
}

std::vector<core::Loss> read_losses(Record& root, const PlanDocument& document) {
    return root.records("losses", [&](Record& item) {
        core::Loss loss;
        loss.step = step_index(item, document);
        loss.script = item.string("script");
        loss.line = static_cast<std::size_t>(item.integer("line", 1));
        loss.version = item.parsed_or_null("version", core::parse_version, "a version");
        loss.action = word<core::DataAction>(item, "action");
        loss.object = item.string("object");
        loss.verdict = word<core::LossVerdict>(item, "verdict");
        loss.is_kept = item.boolean("kept");
        loss.is_accepted = item.boolean("accepted");
        return loss;
    });
}

std::vector<core::KeptTable> read_kept(Record& root) {
    return root.records("kept", [](Record& item) {
        core::KeptTable kept;
        kept.schema = item.string("schema");
        kept.name = item.string("table");
        kept.columns = item.records("columns", [](Record& of_column) {
            core::LiveColumn column;
            column.name = of_column.string("name");
            column.type = of_column.string("type");
            return column;
        });
        kept.key = item.strings("key");
        kept.lost_columns = item.strings("lost_columns");
        return kept;
    });
}

std::vector<core::StepLock> read_locks(Record& root, const PlanDocument& document) {
    return root.records("locks", [&](Record& item) {
        core::StepLock lock;
        lock.step = step_index(item, document);
        lock.relation = item.string("relation");
        lock.mode = word<core::LockMode>(item, "mode");
        lock.rewrites = item.boolean("rewrites");
        lock.scans = item.boolean("scans");
        return lock;
    });
}

std::optional<core::Count> read_count(Record& item) {
    return item.record_or_null("rows", [](Record& rows) {
        return core::Count{rows.integer("count", 0), rows.boolean("exact")};
    });
}

core::OtherSession read_session(Record& item) {
    return {
        static_cast<int>(item.integer("pid", 0, std::numeric_limits<int>::max())),
        item.string("user"),
        item.string("application"),
        item.string("client"),
        item.string("state"),
        item.string("since")};
}

/// Reads what was observed of each of `items`, which were read before, in their order.
template <typename Item, typename Read>
void observe_each(Record& observed, std::string_view name, std::vector<Item>& items, Read&& read) {
    std::size_t at = 0;
    observed.records(name, [&](Record& item) {
        if (at == items.size()) {
            observed.refuse(name, "as many as the plan has");
        }
        read(item, items[at++]);
        return true;
    });
    if (at != items.size()) {
        observed.refuse(name, "as many as the plan has");
    }
}

void read_observed_assessment(Record& observed, core::Assessment& assessment) {
    observe_each(observed, "losses", assessment.losses, [](Record& item, core::Loss& loss) {
        loss.rows = read_count(item);
        loss.up_to = item.boolean("up_to");
        loss.bytes = item.integer_or_null("size_bytes", 0);
        loss.since = text_or_empty(item, "since");
    });
    observe_each(observed, "kept", assessment.kept, [](Record& item, core::KeptTable& kept) {
        kept.rows = read_count(item);
        kept.bytes = item.integer("size_bytes", 0);
    });
    observe_each(observed, "locks", assessment.locks, [](Record& item, core::StepLock& lock) {
        lock.bytes = item.integer("size_bytes", 0);
        lock.blocked_by = item.records("blocked_by", [](Record& holder) {
            return core::LockedBy{
                read_session(holder),
                word<core::LockMode>(holder, "mode"),
                holder.boolean("granted")};
        });
    });
    assessment.long_transactions = observed.records("long_transactions", [](Record& item) {
        return core::LongTransaction{
            read_session(item),
            std::chrono::seconds{item.integer("age_seconds", 0, highest)}};
    });
}

std::vector<core::Finding> read_findings(Record& observed) {
    return observed.records("findings", [](Record& item) {
        core::Finding finding{
            item.parsed("code", core::parse_finding_code, "the code of a finding"),
            word<core::Severity>(item, "severity"),
            item.string("subject"),
            std::nullopt,
            item.string("message"),
            item.string("hint")};
        if (const auto line = item.integer_or_null("line", 1)) {
            finding.line = static_cast<std::size_t>(*line);
        }
        return finding;
    });
}

std::vector<core::StepForecast> read_forecast(Record& observed, const PlanDocument& document) {
    return observed.records("forecast", [&](Record& item) {
        core::StepForecast forecast;
        forecast.step = step_index(item, document);
        if (const auto duration = item.integer_or_null("duration_ms", 0, highest)) {
            forecast.duration = std::chrono::milliseconds{*duration};
        }
        forecast.rows = item.integer("rows", 0);
        forecast.locks = item.records("locks", [](Record& lock) {
            return core::ForecastLock{lock.string("relation"), word<core::LockMode>(lock, "mode")};
        });
        forecast.rewritten = item.strings("rewritten");
        return forecast;
    });
}

void read_observed(Record& root, PlanDocument& document) {
    document.observed = root.record("observed", [&](Record& item) {
        PlanObservations observed;
        observed.made_at = item.string("made_at");
        observed.address = item.string("address");
        observed.user = item.string("user");
        observed.server_version = static_cast<int>(
            item.integer("server_version", 0, std::numeric_limits<int>::max())
        );
        observed.estimated_locks = item.integer("estimated_locks", 0);
        observed.lock_table_size = item.integer("lock_table_size", 0);
        observed.signature = item.record_or_null("signature", [](Record& signature) {
            return SignedBy{signature.string("signer"), signature.string("key")};
        });
        observed.settings_files = item.strings("settings_files");
        observed.placeholders = item.strings("placeholders");
        observed.findings = read_findings(item);
        observed.forecast = read_forecast(item, document);
        read_observed_assessment(item, document.assessment);
        return observed;
    });
}

PlanDocument read_plan(Record& root) {
    constexpr std::int64_t format = 1;
    if (const std::int64_t found = root.integer("format"); found != format) {
        throw core::Error(
            core::ErrorCode::plan_invalid,
            fmt::format("the plan has format {}, and this rollpack reads format {}", found, format),
            "Use the rollpack that made the plan, or make the plan again with this one."
        );
    }
    PlanDocument document;
    read_package(root, document);
    document.database = root.string("database");
    document.from_version = root.string_or_null("from_version");
    document.target_version = root.string("target_version");
    read_history(root, document);
    document.nothing_to_do = text_or_empty(root, "nothing_to_do");
    document.refused = root.boolean("refused");
    read_options(root, document);
    document.resumes = root.record_or_null("resumes", [](Record& item) {
        return PlannedResumption{
            item.string("run_id"),
            text_or_empty(item, "script"),
            static_cast<std::size_t>(item.integer("statements_done", 0)),
            item.boolean("in_doubt")};
    });
    document.steps = read_steps(root);
    document.callbacks = root.records("callbacks", [](Record& item) {
        return PlannedCallbacks{item.string("event"), item.records("scripts", read_script)};
    });
    document.skipped = root.records("skipped", [](Record& item) {
        return core::Skipped{item.string("path"), item.string("reason")};
    });
    document.assessment.losses = read_losses(root, document);
    document.assessment.kept = read_kept(root);
    document.assessment.locks = read_locks(root, document);
    read_observed(root, document);
    return document;
}

}  // namespace

PlanDocument parse_plan_document(std::string_view text) {
    const json::ReadOptions options{core::ErrorCode::plan_invalid};
    std::optional<PlanDocument> document;
    json::read(text, options, [&](Record& root) { document = read_plan(root); });
    return *std::move(document);
}

}  // namespace rollpack::app
