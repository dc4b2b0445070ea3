#include "detail/plan_words.hpp"
#include "rollpack/app/saved_plan.hpp"
#include "rollpack/json/differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace rollpack::app {

namespace {

using detail::word_of;

/// Something of a plan under a name that says which, with what is to be the same of it: what it is and
/// the value.
struct Fact {
    std::string subject;
    std::vector<std::pair<std::string, std::string>> values;
};

std::string value_or_none(const std::string& value) {
    return value.empty() ? "none" : value;
}

std::string list_of(const std::vector<std::string>& values) {
    return value_or_none(fmt::format("{}", fmt::join(values, ", ")));
}

std::string yes_or_no(bool value) {
    return value ? "yes" : "no";
}

std::string row_text(const std::optional<PlannedRow>& row) {
    if (!row) {
        return "none";
    }
    return fmt::format(
        "{} {} '{}' {} {}",
        row->type,
        row->version.value_or("without version"),
        row->description,
        row->script,
        row->checksum ? std::to_string(row->checksum->value) : "without checksum"
    );
}

std::string rank_text(const std::optional<std::int64_t>& rank) {
    return rank ? fmt::format("rank {}", *rank) : "none";
}

std::string list_of(bool all, const std::set<core::Version>& versions) {
    std::vector<std::string> names;
    for (const core::Version& version : versions) {
        names.push_back(version.text());
    }
    return all ? "all" : list_of(names);
}

void add_script(Fact& fact, const PlannedScript& script) {
    fact.values.emplace_back("the packed file's SHA-256", script.sha256.hex());
    fact.values.emplace_back("the SHA-256 of the text that runs", script.text_sha256.hex());
    fact.values.emplace_back("the number of statements", std::to_string(script.statements));
    fact.values.emplace_back(
        "why it is in no transaction",
        value_or_none(script.outside_transaction)
    );
}

Fact fact_of(const PlannedStep& step) {
    Fact fact{fmt::format("step '{} {}'", word_of(step.kind), step.name), {}};
    fact.values = {
        {"the event", step.event.value_or("none")},
        {"the reason", step.reason},
        {"what it drops", list_of(step.drops)},
        {"the history row", row_text(step.row)},
        {"the failed row that it deletes", rank_text(step.failed_rank)}};
    if (step.script) {
        add_script(fact, *step.script);
    }
    return fact;
}

Fact fact_of(const core::Loss& loss) {
    return {
        fmt::format(
            "{}:{} {} {}",
            loss.script,
            loss.line,
            core::to_string(loss.action),
            loss.object
        ),
        {{"what is lost", std::string{word_of(loss.verdict)}},
         {"kept", yes_or_no(loss.is_kept)},
         {"accepted", yes_or_no(loss.is_accepted)}}};
}

Fact fact_of(const core::KeptTable& kept) {
    std::vector<std::string> columns;
    for (const core::LiveColumn& column : kept.columns) {
        columns.push_back(fmt::format("{} {}", column.name, column.type));
    }
    return {
        fmt::format("what is kept of {}.{}", kept.schema, kept.name),
        {{"the columns", list_of(columns)},
         {"the key", list_of(kept.key)},
         {"the columns that are lost", list_of(kept.lost_columns)}}};
}

Fact fact_of(const core::StepLock& lock, const PlanDocument& document) {
    return {
        fmt::format("the lock of '{}' on {}", document.steps.at(lock.step).name, lock.relation),
        {{"the mode", std::string{core::to_string(lock.mode)}},
         {"rewrites it", yes_or_no(lock.rewrites)},
         {"reads all of it", yes_or_no(lock.scans)}}};
}

Fact general_fact(const PlanDocument& document) {
    return {
        "the plan",
        {{"the package", document.package},
         {"the content of the package", document.content_sha256.hex()},
         {"the database", document.database},
         {"the environment", value_or_none(document.environment)},
         {"the version of the database", document.from_version.value_or("none")},
         {"the target", document.target_version},
         {"the history table", document.history_table.schema + "." + document.history_table.table},
         {"the way of the history", std::string{word_of(document.dialect)}},
         {"the run that it resumes", document.resumes ? document.resumes->run_id : "none"},
         {"refused", yes_or_no(document.refused)}}};
}

Fact options_fact(const PlanDocument& document) {
    const core::PlanOptions& options = document.options;
    std::vector<std::string> allowed;
    for (const core::FindingCode code : document.allowed) {
        allowed.emplace_back(core::finding_info(code).name);
    }
    return {
        "the options",
        {{"--transaction",
          std::string{word_of(options.transaction.value_or(core::TransactionMode::package))}},
         {"--history-dialect", std::string{word_of(options.dialect)}},
         {"${flyway:environment}", options.environment},
         {"${flyway:workingDirectory}", options.working_directory},
         {"${flyway:timestamp}", options.timestamp},
         {"installed_by", options.installed_by.value_or("the role")},
         {"callbacks left out", yes_or_no(options.skip_callbacks)},
         {"--accept-data-loss", list_of(document.policy.accept_all, document.policy.accepted)},
         {"--include-failed",
          list_of(options.include_failed.rows, options.include_failed.versions)},
         {"--keep-data", std::string{word_of(document.policy.keep)}},
         {"--allow", list_of(allowed)}}};
}

/// Equal names get numbers, so that each fact has its own.
void number_equal_names(std::vector<Fact>& facts) {
    std::map<std::string, int> seen;
    for (Fact& fact : facts) {
        if (const int count = ++seen[fact.subject]; count > 1) {
            fact.subject += fmt::format(" ({})", count);
        }
    }
}

std::vector<Fact> facts_of(const PlanDocument& document) {
    std::vector<Fact> facts{general_fact(document), options_fact(document)};
    for (const PlannedStep& step : document.steps) {
        facts.push_back(fact_of(step));
    }
    for (const PlannedCallbacks& of_event : document.callbacks) {
        for (const PlannedScript& script : of_event.scripts) {
            add_script(
                facts.emplace_back(
                    Fact{fmt::format("callback '{}' at {}", script.path, of_event.event), {}}
                ),
                script
            );
        }
    }
    for (const core::Skipped& skipped : document.skipped) {
        facts.push_back(
            {fmt::format("what is left out, {}", skipped.path), {{"the reason", skipped.reason}}}
        );
    }
    for (const core::Loss& loss : document.assessment.losses) {
        facts.push_back(fact_of(loss));
    }
    for (const core::KeptTable& kept : document.assessment.kept) {
        facts.push_back(fact_of(kept));
    }
    for (const core::StepLock& lock : document.assessment.locks) {
        facts.push_back(fact_of(lock, document));
    }
    number_equal_names(facts);
    return facts;
}

void compare(const Fact& then, const Fact& now, std::vector<std::string>& changes) {
    std::map<std::string, std::string> values(now.values.begin(), now.values.end());
    for (const auto& [name, value] : then.values) {
        const std::string& current = values[name];
        if (current != value) {
            changes.push_back(
                fmt::format("{}: {} was {}, is now {}", then.subject, name, value, current)
            );
        }
    }
}

void compare_facts(
    const PlanDocument& saved,
    const PlanDocument& now,
    std::vector<std::string>& changes
) {
    const std::vector<Fact> now_facts = facts_of(now);
    std::map<std::string, const Fact*> left;
    for (const Fact& fact : now_facts) {
        left.emplace(fact.subject, &fact);
    }
    for (const Fact& then : facts_of(saved)) {
        const auto found = left.find(then.subject);
        if (found == left.end()) {
            changes.push_back(then.subject + ": is not in the plan any more");
        } else {
            compare(then, *found->second, changes);
            left.erase(found);
        }
    }
    for (const Fact& fact : now_facts) {
        if (left.contains(fact.subject)) {
            changes.push_back(fact.subject + ": is new");
        }
    }
}

std::string history_change(const PlanDocument& saved, const PlanDocument& now) {
    const std::int64_t added = now.next_rank - saved.next_rank;
    std::string rows = "its rows were changed";
    if (added > 0) {
        rows = fmt::format("{} {} added", added, added == 1 ? "row was" : "rows were");
    } else if (added < 0) {
        rows = fmt::format("{} {} taken away", -added, added == -1 ? "row was" : "rows were");
    }
    return fmt::format(
        "the history {}.{}: {} since the plan was made (the next rank was {}, is now {})",
        now.history_table.schema,
        now.history_table.table,
        rows,
        saved.next_rank,
        now.next_rank
    );
}

std::vector<std::string> names_of(const std::vector<PlannedStep>& steps) {
    std::vector<std::string> names;
    for (const PlannedStep& step : steps) {
        names.push_back(step.name);
    }
    return names;
}

/// The same steps in another order.
bool is_reordered(const PlanDocument& saved, const PlanDocument& now) {
    std::vector<std::string> then = names_of(saved.steps);
    std::vector<std::string> current = names_of(now.steps);
    return then != current && std::ranges::is_permutation(then, current);
}

/// What has to be equal of a document, in one order, as JSON.
std::string bound_text(PlanDocument document, const PlanDocument& other) {
    if (!document.artifact_sha256 || !other.artifact_sha256) {
        document.artifact_sha256.reset();
    }
    core::Assessment& assessment = document.assessment;
    std::ranges::sort(assessment.losses, {}, [](const core::Loss& loss) {
        return std::tie(loss.step, loss.script, loss.line, loss.action, loss.object);
    });
    std::ranges::sort(assessment.locks, {}, [](const core::StepLock& lock) {
        return std::tie(lock.step, lock.relation);
    });
    std::ranges::sort(assessment.kept, {}, [](const core::KeptTable& kept) {
        return std::tie(kept.schema, kept.name);
    });
    std::ranges::sort(document.skipped, {}, &core::Skipped::path);
    document.observed = {};
    assessment.long_transactions.clear();
    for (core::Loss& loss : assessment.losses) {
        loss.rows.reset();
        loss.bytes.reset();
        loss.up_to = false;
        loss.since.clear();
    }
    for (core::StepLock& lock : assessment.locks) {
        lock.bytes = 0;
        lock.blocked_by.clear();
    }
    for (core::KeptTable& kept : assessment.kept) {
        kept.rows.reset();
        kept.bytes = 0;
    }
    return write_plan_document(document);
}

}  // namespace

std::vector<std::string> plan_changes(const PlanDocument& saved, const PlanDocument& now) {
    const std::string then_text = bound_text(saved, now);
    const std::string now_text = bound_text(now, saved);
    if (then_text == now_text) {
        return {};
    }
    std::vector<std::string> changes;
    if (saved.history_sha256 != now.history_sha256 || saved.next_rank != now.next_rank) {
        changes.push_back(history_change(saved, now));
    }
    // Read back: what was not UTF-8 is compared as it is written.
    compare_facts(saved, parse_plan_document(now_text), changes);
    if (is_reordered(saved, now)) {
        changes.push_back(
            fmt::format("the order of the steps: is now {}", list_of(names_of(now.steps)))
        );
    }
    if (changes.empty()) {
        for (const json::Difference& difference : json::differences(then_text, now_text)) {
            changes.push_back(fmt::format(
                "{}: was {}, is now {}",
                difference.path,
                value_or_none(difference.left),
                value_or_none(difference.right)
            ));
        }
    }
    return changes;
}

}  // namespace rollpack::app
