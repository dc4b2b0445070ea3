#include "render/log.hpp"

#include "rollpack/json/writer.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t columns = 100;
constexpr std::size_t run_digits = 8;

std::string version(const std::optional<std::string>& text) {
    return text ? printable(*text) : "none";
}

/// "2026-11-22 02:15:00", for a person.
std::string time(std::string text) {
    std::ranges::replace(text, 'T', ' ');
    return printable(text.substr(0, text.find('Z')));
}

/// "123" or, for a run that did not get there, "127 (123 wanted)".
std::string end_of(const core::JournalEntry& run) {
    const std::string target = printable(run.target_version);
    if (run.ending == "done") {
        return target;
    }
    return run.end_version ? fmt::format("{} ({} wanted)", printable(*run.end_version), target)
                           : fmt::format("? ({} wanted)", target);
}

std::vector<std::string> row_of(const core::JournalEntry& run) {
    return {
        run.run_id.substr(0, run_digits),
        time(run.started_at),
        fit(printable(run.run_by), 16),
        fit(fmt::format("{} -> {}", version(run.from_version), end_of(run)), 26),
        printable(run.ending),
        run.environment.empty() ? "-" : fit(printable(run.environment), 12)};
}

std::string cut_line(std::string_view line) {
    return fit(line, columns) + "\n";
}

std::string fact(std::string_view name, const std::string& value) {
    return value.empty() ? std::string{} : fmt::format("  {:14} {}\n", name, printable(value));
}

std::string left_in(const core::JournalEntry& run) {
    return run.script.empty()
        ? ""
        : fmt::format("{}, behind statement {}", run.script, run.statements_done);
}

std::string transactions_of(std::string_view mode) {
    if (mode == "package") {
        return "one for all";
    }
    return mode == "script" ? "one for each script" : "as few as the scripts allow";
}

std::string render_run(const core::JournalEntry& run) {
    std::string text = fmt::format("run {}\n", run.run_id);
    text += fact("ending", run.ending) + fact("message", run.message)
        + fact("versions", fmt::format("{} -> {}", version(run.from_version), end_of(run)))
        + fact("steps", fmt::format("{} of {} are committed", run.steps_done, run.steps_total))
        + fact("left in", left_in(run)) + fact("in doubt", run.in_doubt.value_or(""))
        + fact("resumes", run.resumes.value_or("")) + fact("reason", run.reason)
        + fact("started", time(run.started_at) + " UTC")
        + fact("finished",
               run.finished_at ? time(*run.finished_at) + " UTC" : "not yet, or not known")
        + fact("role", run.run_by) + fact("client", run.client)
        + fact("came from", run.client_address) + fact("environment", run.environment)
        + fact("package", run.package) + fact("content digest", run.content_sha256)
        + fact("plan digest", run.plan_sha256.value_or(""));
    for (const std::string& approval : run.approvals) {
        text += fact("approved by", approval);
    }
    return text + fact("transaction", transactions_of(run.transaction_mode))
        + fact("history", run.history_dialect + " rows") + fact("kept in", run.kept_schema)
        + fact("rollpack", run.tool_version);
}

void write_run(json::ObjectWriter& item, const core::JournalEntry& run) {
    item.member("run_id", run.run_id);
    item.member("ending", run.ending);
    item.member("message", run.message);
    item.member("from_version", run.from_version);
    item.member("target_version", run.target_version);
    item.member("end_version", run.end_version);
    item.member("steps_done", run.steps_done);
    item.member("steps_total", run.steps_total);
    item.member("reason", run.reason);
    item.member("started_at", run.started_at);
    item.member("finished_at", run.finished_at);
    item.member("run_by", run.run_by);
    item.member("client", run.client);
    item.member("client_address", run.client_address);
    item.member("environment", run.environment);
    item.member("package", run.package);
    item.member("content_sha256", run.content_sha256);
    item.member("plan_sha256", run.plan_sha256);
    item.strings("approvals", run.approvals);
    item.member("transaction_mode", run.transaction_mode);
    item.member("history_dialect", run.history_dialect);
    item.member("kept_schema", run.kept_schema);
    item.member("resumes", run.resumes);
    item.member("script", run.script);
    item.member("statements_done", run.statements_done);
    item.member("in_doubt", run.in_doubt);
    item.member("tool_version", run.tool_version);
}

}  // namespace

std::string render_log(const app::LogResult& log, const std::string& database) {
    const std::string history = printable(log.history.schema) + "." + printable(log.history.table);
    if (!log.runs) {
        return fmt::format(
            "{} has no journal beside {}: rollpack has not run there, or only with --no-journal\n",
            printable(database),
            history
        );
    }
    if (log.runs->empty()) {
        return fmt::format("{}: the journal has no run for {}\n", printable(database), history);
    }
    Rows rows{{"run", "started (UTC)", "role", "versions", "ending", "environment"}};
    for (const core::JournalEntry& run : *log.runs) {
        rows.push_back(row_of(run));
    }
    std::string text = fmt::format("{}, {}, newest first\n", printable(database), history);
    const std::string table = format_table(rows);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t end = table.find('\n', begin);
        text += cut_line(std::string_view{table}.substr(begin, end - begin));
        begin = end + 1;
        if (i > 0) {
            const core::JournalEntry& run = (*log.runs)[i - 1];
            text += cut_line(fmt::format(
                "            {}{}{}",
                printable(run.package),
                run.reason.empty() ? "" : ": ",
                printable(run.reason)
            ));
        }
    }
    return text;
}

std::string render_runs(const std::vector<core::JournalEntry>& runs) {
    std::string text;
    for (const core::JournalEntry& run : runs) {
        text += (text.empty() ? "" : "\n") + render_run(run);
    }
    return text;
}

std::string log_to_json(const app::LogResult& log) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.member("database", log.database);
        root.object("history", [&](json::ObjectWriter& history) {
            history.member("schema", log.history.schema);
            history.member("table", log.history.table);
        });
        root.member("journal", log.runs.has_value());
        root.objects(
            "runs",
            log.runs.value_or(std::vector<core::JournalEntry>{}),
            [](json::ObjectWriter& item, const core::JournalEntry& run) { write_run(item, run); }
        );
    });
}

}  // namespace rollpack::cli
