#include "render/status.hpp"

#include "render/json_parts.hpp"
#include "render/plan.hpp"
#include "render/proof.hpp"
#include "rollpack/app/proof_document.hpp"
#include "text.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string remark(const core::AppliedVersion& applied) {
    if (applied.baseline) {
        return "baseline";
    }
    return applied.out_of_order ? "out of order" : "";
}

Rows script_rows(const core::History& history) {
    Rows rows;
    for (const core::AppliedVersion& applied : history.applied()) {
        rows.push_back(
            {fmt::format("{:5}", applied.entry.installed_rank),
             printable(applied.version.text()),
             printable(applied.entry.script),
             printable(applied.entry.installed_on),
             remark(applied)}
        );
    }
    for (const core::AppliedRepeatable& applied : history.repeatables()) {
        rows.push_back(
            {fmt::format("{:5}", applied.entry.installed_rank),
             "",
             printable(applied.entry.script),
             printable(applied.entry.installed_on),
             ""}
        );
    }
    return rows;
}

std::string lock_line(const std::vector<core::OtherSession>& holders) {
    if (holders.empty()) {
        return "  lock     free: no migration or rollback is running\n";
    }
    std::string text;
    for (const core::OtherSession& holder : holders) {
        text += fmt::format("  lock     held by {}\n", printable(core::describe(holder)));
    }
    return text;
}

std::string open_run_line(const std::optional<core::OpenRun>& run) {
    if (!run) {
        return "";
    }
    return printable(fmt::format(
               "  open     run {} of {}, started at {}{}; apply that package again, or abandon "
               "the run",
               run->run_id,
               run->package,
               run->started_at,
               run->script.empty() ? ""
                                   : fmt::format(
                                       ", stopped in {} behind statement {}",
                                       run->script,
                                       run->statements_done
                                   )
           ))
        + "\n";
}

std::string state_line(const app::StatusResult& status) {
    if (!status.package_state) {
        return "";
    }
    const char* words = "";
    switch (*status.package_state) {
    case app::PackageState::not_needed:
        words = "not needed";
        break;
    case app::PackageState::possible:
        words = "possible";
        break;
    case app::PackageState::refused:
        words = "refused";
        break;
    case app::PackageState::applied_equal:
        words = "applied, and the schema is the target's";
        break;
    case app::PackageState::applied_different:
        words = "applied, but the schema is not the target's";
        break;
    }
    return fmt::format(
        "  package  {}: {}\n",
        printable(status.package_plan->plan.package_name),
        words
    );
}

void write_open_run(json::ObjectWriter& root, const std::optional<core::OpenRun>& run) {
    if (!run) {
        root.member("open_run", nullptr);
        return;
    }
    root.object("open_run", [&](json::ObjectWriter& item) {
        item.member("run_id", run->run_id);
        item.member("package", run->package);
        item.member("content_sha256", run->content_sha256.hex());
        item.member("started_at", run->started_at);
        item.member("script", run->script);
        item.member("statements_done", run->statements_done);
        item.member("in_doubt", run->in_doubt);
    });
}

void write_scripts(json::ObjectWriter& root, const core::History& history) {
    root.objects(
        "applied",
        history.applied(),
        [](json::ObjectWriter& item, const core::AppliedVersion& applied) {
            item.member("version", applied.version.text());
            item.member("script", applied.entry.script);
            item.member("installed_rank", applied.entry.installed_rank);
            item.member("out_of_order", applied.out_of_order);
            item.member("baseline", applied.baseline);
        }
    );
    root.objects(
        "repeatables",
        history.repeatables(),
        [](json::ObjectWriter& item, const core::AppliedRepeatable& applied) {
            item.member("description", applied.description);
            item.member("script", applied.entry.script);
            item.member("installed_rank", applied.entry.installed_rank);
        }
    );
}

void write_holders(json::ObjectWriter& root, const std::vector<core::OtherSession>& holders) {
    root.objects(
        "lock_holders",
        holders,
        [](json::ObjectWriter& item, const core::OtherSession& holder) {
            item.member("pid", holder.pid);
            item.member("user", holder.user);
            item.member("application", holder.application);
            item.member("client", holder.client);
            item.member("state", holder.state);
            item.member("since", holder.since);
        }
    );
}

}  // namespace

std::string render_status(const app::StatusResult& status, const std::string& database) {
    const std::optional<core::Version> current = status.history.current_version();
    const core::HistoryTable& table = status.history.table();
    std::string text = fmt::format(
        "{} is at {}\n  history  {}.{}, {}\n",
        printable(database),
        current ? "version " + printable(current->text()) : "no version",
        printable(table.schema),
        printable(table.table),
        counted(status.history.entries().size(), "row", "rows")
    );
    text += lock_line(status.lock_holders) + open_run_line(status.facts.open_run);
    text += state_line(status);
    text += "\nin force\n" + format_table(script_rows(status.history));
    if (status.proof) {
        text += "\n" + render_proof(*status.proof);
    }
    if (status.package_plan) {
        text += "\n" + render_plan(*status.package_plan, database);
    }
    return text;
}

std::string status_to_json(const app::StatusResult& status) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.member("database", status.facts.database);
        root.member("server_version", status.facts.version_number);
        write_version(root, "version", status.history.current_version());
        root.object("history", [&](json::ObjectWriter& history) {
            history.member("schema", status.history.table().schema);
            history.member("table", status.history.table().table);
            history.member("rows", status.history.entries().size());
        });
        write_scripts(root, status.history);
        write_holders(root, status.lock_holders);
        write_open_run(root, status.facts.open_run);
        write_findings(root, status.findings);
        root.member(
            "package_state",
            status.package_state ? std::optional{app::to_string(*status.package_state)}
                                 : std::nullopt
        );
        if (status.proof) {
            root.object("proof", [&](json::ObjectWriter& proof) {
                app::write_proof(proof, *status.proof);
            });
        } else {
            root.member("proof", nullptr);
        }
        if (status.package_plan) {
            root.object("plan", [&](json::ObjectWriter& plan) {
                app::write_plan(plan, app::describe_plan(*status.package_plan, {}));
            });
        } else {
            root.member("plan", nullptr);
        }
    });
}

}  // namespace rollpack::cli
