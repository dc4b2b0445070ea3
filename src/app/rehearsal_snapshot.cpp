#include "detail/first_error.hpp"
#include "detail/rehearsal.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace rollpack::app::detail {

namespace {

[[noreturn]] void refuse(const Dump& dump, const std::string& what, const std::string& hint) {
    throw core::Error(
        core::ErrorCode::checks_failed,
        fmt::format("--snapshot {}: {}", dump.path().string(), what),
        hint
    );
}

std::string full_name(const core::HistoryLocation& history) {
    return history.schema ? fmt::format("{}.{}", *history.schema, history.table) : history.table;
}

}  // namespace

// What the scripts make by themselves is known by now; from here on it is the dump's database.
bool Rehearsal::take_snapshot(const Dump& dump) {
    recorded_.target = ladder_->fingerprint();
    ladder_.reset();
    server_.drop(ladder_name_);
    ladder_name_ = server_.create("snapshot");
    restore(dump);
    result_.snapshot = RestoredDump{dump.path().string(), {}};
    check_snapshot();
    observer_.on(core::PhaseStarted{fmt::format("migrating to {}", result_.target.text())});
    const RehearsedRun run = migrated(*ladder_, releases_.target, {result_.target, true});
    if (!run.is_fine()) {
        tell_failure(
            core::FindingCode::migration_failed,
            run,
            fmt::format("fails on {}: ", dump.path().string())
        );
        return false;
    }
    note_drift();
    return true;
}

// The rows may be many, so they are read once: an archive is looked at without them, and SQL is tried.
void Rehearsal::restore(const Dump& dump) {
    observer_.on(core::PhaseStarted{fmt::format("restoring {}", dump.path().string())});
    if (dump.has_schema_apart()) {
        make_roles_of(dump);
    }
    const auto try_it = [&] {
        return dump.restore(
            server_.settings_of(ladder_name_),
            server_.programs(),
            server_.version_number()
        );
    };
    if (try_it()) {
        return;
    }
    server_.drop(ladder_name_);
    const std::set<std::string> made = make_roles_of(dump);
    ladder_name_ = server_.create("snapshot");
    if (made.empty() || !try_it()) {
        refuse(dump, "it cannot be restored for want of roles", "Create them on the server.");
    }
}

std::set<std::string> Rehearsal::make_roles_of(const Dump& dump) {
    const std::string trial = server_.create("dump");
    std::set<std::string> missing =
        dump.missing_roles(server_.settings_of(trial), server_.programs());
    server_.drop(trial);
    for (const std::string& role : missing) {
        if (!server_.create_role(role)) {
            refuse(
                dump,
                fmt::format("the server has no role {}", fmt::join(missing, ", ")),
                "Create what is missing there, or leave --server out: then they are made."
            );
        }
        result_.roles.push_back(role);
    }
    return missing;
}

void Rehearsal::check_snapshot() {
    const core::HistoryLocation& location = project_.selection.history;
    if (!RehearsalDatabase::has_history(project_, server_.settings_of(ladder_name_))) {
        refuse(
            *snapshot_,
            fmt::format("it has no history table {}", full_name(location)),
            "Dump the whole database, Flyway's history table included."
        );
    }
    open_ladder();
    core::Findings findings{request_.allowed};
    const core::History history = ladder_->history(findings);
    core::report_failed_rows(history, findings);
    const std::vector<core::Finding> found = findings.sorted();
    if (const core::Finding* const error = first_error(found)) {
        refuse(*snapshot_, error->subject + ": " + error->message, error->hint);
    }
    const std::optional<core::Version> version = history.current_version();
    if (!version || *version > result_.target) {
        refuse(
            *snapshot_,
            version ? fmt::format(
                "it is at version {}, above the target {}",
                version->text(),
                result_.target.text()
            )
                    : "no version is in force in it",
            fmt::format("Dump a database that is at version {}.", result_.target.text())
        );
    }
    check_texts(history);
    had_undo_rows_ = history.has_undo_rows();
}

// As Flyway's `validate` would: what was applied is another text than the target's.
void Rehearsal::check_texts(const core::History& history) {
    for (const core::AppliedVersion& applied : history.applied()) {
        const auto script = std::ranges::find_if(
            releases_.target.versioned,
            [&](const core::Script& each) { return each.name.version == applied.version; }
        );
        const std::optional<core::FlywayChecksum>& checksum = applied.entry.checksum;
        const bool differs = script != releases_.target.versioned.end() && checksum
            && !applied.baseline && *checksum != script->checksum;
        if (differs) {
            refuse(
                *snapshot_,
                fmt::format(
                    "{} was applied to it with the checksum {}, and the target's is {}",
                    script->path,
                    checksum->value,
                    script->checksum.value
                ),
                "Dump a database that the target release migrated, or repair its history first."
            );
        }
    }
}

void Rehearsal::note_drift() {
    core::KnownObjects known;
    result_.snapshot->drift = core::sentences(
        core::compare(recorded_.target, ladder_->fingerprint()),
        known,
        core::verbs_of_a_database
    );
    const std::vector<std::string>& drift = result_.snapshot->drift;
    if (request_.is_to_be_recorded && !drift.empty()) {
        refuse(
            *snapshot_,
            fmt::format(
                "its schema is not the target's, so nothing could be recorded: it {}{}",
                drift.front(),
                drift.size() > 1 ? fmt::format(", and {} more", drift.size() - 1) : ""
            ),
            "Rehearse without recording, and record a rehearsal without the dump."
        );
    }
}

}  // namespace rollpack::app::detail
