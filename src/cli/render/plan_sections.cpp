#include "render/plan_sections.hpp"

#include "rollpack/core/amount.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

namespace rollpack::cli {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string transactions_of(const app::PlanDocument& document) {
    switch (document.options.transaction.value_or(core::TransactionMode::package)) {
    case core::TransactionMode::package:
        return "one, all or nothing";
    case core::TransactionMode::script:
        return "one a script: after a failure what ran before stays";
    case core::TransactionMode::journalled:
        break;
    }
    return "several, NOT all or nothing: after a failure what ran before stays, and apply goes on "
           "from there";
}

/// The transactions of a run that has several, and why; nothing for one that has one for all or each.
PlanSection stretches_section(const app::PlanDocument& document) {
    PlanSection section{"not all or nothing", {"part", "steps", "how"}, {}, {}, {}};
    const auto is_outside = [](const app::PlannedStep& step) {
        return step.script && !step.script->outside_transaction.empty();
    };
    if (std::ranges::none_of(document.steps, is_outside)) {
        return section;
    }
    for (std::size_t at = 0; at < document.steps.size();) {
        std::size_t end = at + 1;
        while (end < document.steps.size()
               && document.steps[end].stretch == document.steps[at].stretch) {
            ++end;
        }
        const app::PlannedStep& first = document.steps[at];
        section.rows.push_back(
            {fmt::format("{:4}", first.stretch + 1),
             end == at + 1 ? std::to_string(end) : fmt::format("{} to {}", at + 1, end),
             is_outside(first) ? fmt::format(
                 "{} statement by statement: {}",
                 first.name,
                 first.script->outside_transaction
             )
                               : "one transaction"}
        );
        at = end;
    }
    return section;
}

PlanSection how_section(const app::PlanDocument& document) {
    const bool deletes = document.dialect == core::HistoryDialect::delete_rows;
    PlanSection section{"how", {}, {}, {}, {}};
    const auto add = [&](const char* name, std::string value) {
        section.rows.push_back({name, std::move(value)});
    };
    add("transaction", transactions_of(document));
    if (const auto& run = document.resumes) {
        add("resumes",
            run->script.empty() ? "run " + run->run_id
                                : fmt::format(
                                    "run {}, behind statement {} of {}{}",
                                    run->run_id,
                                    run->statements_done,
                                    run->script,
                                    run->in_doubt ? "; the next one was begun" : ""
                                ));
    }
    add("history",
        fmt::format(
            "{}.{}, {}",
            document.history_table.schema,
            document.history_table.table,
            deletes ? "DELETE rows (every Flyway edition reads them)"
                    : "UNDO_SQL rows (Redgate editions only)"
        ));
    add("lock table",
        fmt::format(
            "about {} of the server's {} entries",
            core::grouped(document.observed.estimated_locks),
            core::grouped(document.observed.lock_table_size)
        ));
    add("package", "content SHA-256 " + document.content_sha256.hex());
    if (!document.environment.empty()) {
        add("environment", document.environment);
    }
    if (!document.observed.settings_files.empty()) {
        add("settings", fmt::format("{}", fmt::join(document.observed.settings_files, ", ")));
    }
    if (document.observed.signature) {
        const app::SignedBy& signature = *document.observed.signature;
        add("signed by", fmt::format("{} ({})", signature.signer, signature.key));
    }
    return section;
}

PlanSection steps_section(const app::PlanDocument& document) {
    PlanSection section{"steps", {"step", "", "script", "why"}, {}, {}, {2}};
    for (std::size_t at = 0; at < document.steps.size(); ++at) {
        const app::PlannedStep& step = document.steps[at];
        std::string reason = step.reason;
        if (!step.drops.empty()) {
            reason += fmt::format("; drops {}", fmt::join(step.drops, ", "));
        }
        section.rows.push_back(
            {fmt::format("{:4}", at + 1),
             std::string{app::to_string(step.kind)},
             step.name,
             std::move(reason)}
        );
    }
    return section;
}

std::string amount_of(const core::Loss& loss) {
    if (!loss.rows) {
        return "?";
    }
    const bool of_column = loss.action == core::DataAction::drops_column
        || loss.action == core::DataAction::changes_type;
    const bool is_one = loss.rows->value == 1;
    std::string_view word = of_column ? "values" : "rows";
    word.remove_suffix(is_one ? 1 : 0);
    std::string_view how;
    if (loss.up_to) {
        how = "up to ";
    } else if (!loss.rows->is_exact) {
        how = "about ";
    }
    return fmt::format("{}{} {}", how, core::grouped(loss.rows->value), word);
}

std::string fate_of(const core::Loss& loss) {
    if (loss.is_kept) {
        return "kept";
    }
    if (loss.is_accepted) {
        return "accepted";
    }
    return loss.verdict == core::LossVerdict::unknown ? "not known" : "not accepted";
}

/// "2026-10-01 (V124)" of "2026-10-01 12:00:00 (V124)".
std::string without_time(const std::string& since) {
    const std::size_t time = since.find(' ');
    const std::size_t version = since.find(" (");
    return time == std::string::npos || version == std::string::npos
        ? since
        : since.substr(0, time) + since.substr(version);
}

PlanSection losses_section(const app::PlanDocument& document) {
    PlanSection section{
        "what is lost",
        {"step:line", "what", "how much", "size", "since", ""},
        {},
        {},
        {}};
    std::size_t without = 0;
    for (const core::Loss& loss : document.assessment.losses) {
        if (loss.verdict == core::LossVerdict::nothing) {
            ++without;
            continue;
        }
        const bool is_unknown = loss.verdict == core::LossVerdict::unknown;
        section.rows.push_back(
            {fmt::format("{:4}:{}", loss.step + 1, loss.line),
             fmt::format("{} {}", core::to_string(loss.action), loss.object),
             is_unknown && !loss.rows ? "?" : amount_of(loss),
             loss.bytes ? core::size_text(*loss.bytes) : "",
             without_time(loss.since),
             fate_of(loss)}
        );
    }
    if (without > 0) {
        section.notes.push_back(fmt::format(
            "{} of scripts {} no data.",
            counted(without, "other statement", "other statements"),
            without == 1 ? "finds" : "find"
        ));
    }
    return section;
}

std::string work_of(const core::StepLock& lock) {
    if (lock.rewrites) {
        return "rewrites it";
    }
    return lock.scans ? "reads all of it" : "";
}

std::string holders_of(const core::StepLock& lock) {
    std::vector<std::string> holders;
    for (const core::LockedBy& holder : lock.blocked_by) {
        holders.push_back(core::describe(holder.session));
    }
    return fmt::format("{}", fmt::join(holders, "; "));
}

PlanSection locks_section(const app::PlanDocument& document) {
    PlanSection section{
        "what is locked until the end",
        {"step", "table", "mode", "size", "meanwhile", "held now by"},
        {},
        {},
        {1}};
    if (document.options.transaction == core::TransactionMode::script) {
        section.title = "what is locked until the end of the step";
    } else if (document.options.transaction == core::TransactionMode::journalled) {
        section.title = "what is locked until the end of the part";
    }
    std::set<std::string> weaker;
    for (const core::StepLock& lock : document.assessment.locks) {
        // Weaker ones let others read and write.
        if (lock.mode < core::LockMode::share && lock.blocked_by.empty()) {
            weaker.insert(lock.relation);
            continue;
        }
        section.rows.push_back(
            {fmt::format("{:4}", lock.step + 1),
             lock.relation,
             std::string{core::to_string(lock.mode)},
             core::size_text(lock.bytes),
             work_of(lock),
             holders_of(lock)}
        );
    }
    if (!weaker.empty()) {
        section.notes.push_back(
            counted(weaker.size(), "lock", "locks")
            + " on other tables let everybody read and write them."
        );
    }
    return section;
}

/// Whether the plan lists this lock of the step, or a stronger one.
bool is_listed(
    const app::PlanDocument& document,
    std::size_t step,
    const core::ForecastLock& seen
) {
    return std::ranges::any_of(document.assessment.locks, [&](const core::StepLock& lock) {
        return lock.step == step && lock.relation == seen.relation && lock.mode >= seen.mode;
    });
}

/// "ACCESS EXCLUSIVE on public.orders, public.customer", the strongest first.
std::string further_locks(const app::PlanDocument& document, const core::StepForecast& forecast) {
    std::map<core::LockMode, std::vector<std::string>, std::greater<>> relations;
    for (const core::ForecastLock& lock : forecast.locks) {
        // Weaker ones let others read and write.
        if (lock.mode >= core::LockMode::share && !is_listed(document, forecast.step, lock)) {
            relations[lock.mode].push_back(lock.relation);
        }
    }
    std::vector<std::string> texts;
    texts.reserve(relations.size());
    for (const auto& [mode, names] : relations) {
        texts.push_back(fmt::format("{} on {}", core::to_string(mode), fmt::join(names, ", ")));
    }
    return fmt::format("{}", fmt::join(texts, "; "));
}

std::string whole_duration(const std::vector<core::StepForecast>& forecasts) {
    std::chrono::milliseconds whole{};
    for (const core::StepForecast& forecast : forecasts) {
        if (!forecast.duration) {
            return "How long the scripts took there is not known here: what the rehearsal wrote beside "
                   "the package (.durations.json) is missing, or belongs to another build.";
        }
        whole += *forecast.duration;
    }
    return fmt::format("All undo scripts together took {} there.", format_duration(whole.count()));
}

PlanSection forecast_section(const app::PlanDocument& document) {
    PlanSection section{
        "what the rehearsal saw (no promise)",
        {"step", "took", "rows changed", "rewrote", "locked besides the above"},
        {},
        {},
        {}};
    const std::vector<core::StepForecast>& forecasts = document.observed.forecast;
    for (const core::StepForecast& forecast : forecasts) {
        section.rows.push_back(
            {fmt::format("{:4}", forecast.step + 1),
             forecast.duration ? format_duration(forecast.duration->count()) : "",
             core::grouped(forecast.rows),
             fmt::format("{}", fmt::join(forecast.rewritten, ", ")),
             further_locks(document, forecast)}
        );
    }
    if (!forecasts.empty()) {
        section.notes = {
            whole_duration(forecasts),
            "It ran on a server of its own, with test rows and nobody else connected: expect more time "
            "here, and as many rows as this database has."};
    }
    return section;
}

PlanSection transactions_section(const app::PlanDocument& document) {
    PlanSection section{"open for long", {"session", "seconds"}, {}, {}, {}};
    for (const core::LongTransaction& transaction : document.assessment.long_transactions) {
        section.rows.push_back(
            {core::describe(transaction.session), core::grouped(transaction.age.count())}
        );
    }
    return section;
}

PlanSection callbacks_section(const app::PlanDocument& document) {
    PlanSection section{"callbacks around scripts", {"when", "script"}, {}, {}, {1}};
    for (const app::PlannedCallbacks& of_event : document.callbacks) {
        for (const app::PlannedScript& script : of_event.scripts) {
            section.rows.push_back({of_event.event, script.path});
        }
    }
    return section;
}

PlanSection kept_section(const app::PlanDocument& document) {
    const bool in_files = document.policy.keep == core::DataPolicy::Keep::in_files;
    PlanSection section{
        in_files ? "what is kept, in files" : "what is kept, in a schema of the run",
        {"table", "what", "rows", "size"},
        {},
        {},
        {0}};
    for (const core::KeptTable& kept : document.assessment.kept) {
        std::string what = "all of it";
        if (!kept.lost_columns.empty()) {
            what = fmt::format(
                "{} {} with {}",
                kept.lost_columns.size() == 1 ? "column" : "columns",
                fmt::join(kept.lost_columns, ", "),
                kept.key.empty() ? std::string{"the whole rows"}
                                 : fmt::format("the key {}", fmt::join(kept.key, ", "))
            );
        }
        section.rows.push_back(
            {fmt::format("{}.{}", kept.schema, kept.name),
             std::move(what),
             kept.rows ? (kept.rows->is_exact ? "" : "about ") + core::grouped(kept.rows->value)
                       : "?",
             core::size_text(kept.bytes)}
        );
    }
    return section;
}

PlanSection skipped_section(const app::PlanDocument& document) {
    PlanSection section{"left out", {"script", "why"}, {}, {}, {0}};
    for (const core::Skipped& skipped : document.skipped) {
        section.rows.push_back({skipped.path, skipped.reason});
    }
    return section;
}

}  // namespace

std::vector<PlanSection> plan_sections(const app::PlanDocument& document) {
    std::vector<PlanSection> sections;
    if (!document.steps.empty()) {
        sections = {
            how_section(document),
            steps_section(document),
            stretches_section(document),
            losses_section(document),
            locks_section(document),
            forecast_section(document),
            transactions_section(document),
            callbacks_section(document),
            kept_section(document)};
    }
    sections.push_back(skipped_section(document));
    std::erase_if(sections, [](const PlanSection& section) {
        return section.rows.empty() && section.notes.empty();
    });
    return sections;
}

}  // namespace rollpack::cli
