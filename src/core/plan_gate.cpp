#include "detail/plan_gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rollpack::core::detail {

namespace {

std::string applied_as(const PlanContext& context, const AppliedVersion& applied) {
    return fmt::format(
        "{} is applied (rank {})",
        versioned_name(context, applied.version),
        applied.entry.installed_rank
    );
}

void report_baseline(const PlanContext& context, const AppliedVersion& baseline) {
    context.findings.add(
        FindingCode::baseline_above_target,
        table_name(context),
        fmt::format(
            "the database's baseline is version {} (rank {}), above the target {}",
            baseline.version.text(),
            baseline.entry.installed_rank,
            context.selection.target_version.text()
        ),
        "Roll back to the baseline or to a later version: how the database came to its baseline is "
        "not in its history."
    );
}

void report_target_absent(const PlanContext& context) {
    const Version& target = context.selection.target_version;
    std::optional<Version> below;
    for (const AppliedVersion& applied : context.history.applied()) {
        if (applied.version < target && (!below || *below < applied.version)) {
            below = applied.version;
        }
    }
    const std::string there = below
        ? fmt::format("the highest version in force below the target is {}", below->text())
        : "no version below the target is in force";
    context.findings.add(
        FindingCode::target_not_applied,
        table_name(context),
        fmt::format(
            "the target version {} {}; the database is at {}, and {}",
            target.text(),
            absence(context, target),
            context.history.current_version()->text(),
            there
        ),
        below ? fmt::format(
            "Build a package for a version that is in force, for example with `rollpack "
            "build --target {}`.",
            below->text()
        )
              : "Build a package for a version that is in force."
    );
}

/// The target has to be in force itself; a baseline equal to it counts, one above it leaves nothing
/// to return to.
void check_target(const PlanContext& context) {
    const Version& target = context.selection.target_version;
    bool reachable = false;
    for (const AppliedVersion& applied : context.history.applied()) {
        reachable = reachable || applied.version == target;
        if (applied.baseline && applied.version > target) {
            report_baseline(context, applied);
            reachable = true;
        }
    }
    if (!reachable) {
        report_target_absent(context);
    }
}

const Script* packed_script(const Selection& selection, const Version& version) {
    const auto script = std::ranges::find_if(selection.versioned, [&](const Script& any) {
        return any.name.version == version;
    });
    return script == selection.versioned.end() ? nullptr : &*script;
}

void report_ahead(const PlanContext& context, const AppliedVersion& applied) {
    const Selection& selection = context.selection;
    context.findings.add(
        FindingCode::database_ahead,
        applied.entry.script,
        fmt::format(
            "{}, but the package was built from {}, which ends at {}",
            applied_as(context, applied),
            selection.release.ref,
            selection.release_version->text()
        ),
        fmt::format(
            "Use the package of the release that is deployed, or build it: `rollpack build --release "
            "REF --target {}`.",
            selection.target_version.text()
        )
    );
}

void report_unknown(const PlanContext& context, const AppliedVersion& applied) {
    const Selection& selection = context.selection;
    context.findings.add(
        FindingCode::applied_unknown,
        applied.entry.script,
        fmt::format(
            "{}, but the package does not know it: it was built from {}",
            applied_as(context, applied),
            selection.release.ref
        ),
        fmt::format(
            "Build the package from the release that has {}: `rollpack build --release REF --target "
            "{}`.",
            versioned_name(context, applied.version),
            selection.target_version.text()
        )
    );
}

void report_without_undo(const PlanContext& context, const AppliedVersion& applied) {
    const Selection& selection = context.selection;
    if (packed_script(selection, applied.version) != nullptr) {
        context.findings.add(
            FindingCode::applied_without_undo,
            applied.entry.script,
            applied_as(context, applied) + ", but the package has no undo script for it",
            fmt::format(
                "Add {}{}__....sql to the project and build the package again.",
                selection.naming.undo_prefix,
                applied.version.text()
            )
        );
    } else if (selection.release_version && applied.version > *selection.release_version) {
        report_ahead(context, applied);
    } else {
        report_unknown(context, applied);
    }
}

/// A script of the package that was applied with this text or under this name.
bool is_of_project(const PlanContext& context, const AppliedVersion& applied) {
    const Script* const script = packed_script(context.selection, applied.version);
    return script != nullptr
        && (applied.entry.checksum == script->checksum
            || applied.entry.script.ends_with(script->name.file_name)
            || applied.entry.description == script->name.description);
}

bool is_of_project(const PlanContext& context, const AppliedRepeatable& applied) {
    return std::ranges::any_of(context.selection.repeatables, [&](const Repeatable& repeatable) {
        return repeatable.description == applied.description;
    });
}

/// Java code has no script whose text could be compared.
bool is_java(const HistoryEntry& entry) {
    return entry.type == "JDBC" || entry.type == "SPRING_JDBC" || entry.type == "CUSTOM";
}

void report_out_of_order(const PlanContext& context, std::int64_t first_rank) {
    std::vector<std::string> versions;
    for (const AppliedVersion& applied : context.history.applied()) {
        if (applied.out_of_order && applied.entry.installed_rank >= first_rank) {
            versions.push_back(versioned_name(context, applied.version));
        }
    }
    if (versions.empty()) {
        return;
    }
    context.findings.add(
        FindingCode::out_of_order,
        table_name(context),
        fmt::format("applied out of order: {}", fmt::join(versions, ", ")),
        "Check that the undo scripts can run in the reverse of the order in which their versions were "
        "applied, as the plan lists them."
    );
}

}  // namespace

bool is_other_database(const PlanContext& context) {
    const History& history = context.history;
    const auto of_project = [&](const auto& applied) { return is_of_project(context, applied); };
    const bool tells_nothing = std::ranges::all_of(history.applied(), &AppliedVersion::baseline);
    if (tells_nothing || std::ranges::any_of(history.applied(), of_project)
        || std::ranges::any_of(history.repeatables(), of_project)) {
        return false;
    }
    const AppliedVersion& example = history.applied().back();
    context.findings.add(
        FindingCode::wrong_database,
        table_name(context),
        fmt::format(
            "none of the {} versions in force belongs to the project of {}; the last one is {}",
            history.applied().size(),
            package_name(context.selection),
            example.entry.script
        ),
        "Check the URL or the environment, and --schema and --table: a database can hold more than one "
        "history."
    );
    return true;
}

Position position_of(const PlanContext& context) {
    const std::optional<Version> current = context.history.current_version();
    if (!current) {
        return Position::empty;
    }
    if (*current < context.selection.target_version) {
        return Position::below;
    }
    return *current == context.selection.target_version ? Position::at : Position::above;
}

void check_text(const PlanContext& context, const Undoing& undoing) {
    if (undoing.row == nullptr) {
        return;
    }
    const HistoryEntry& entry = *undoing.row;
    const FlywayChecksum expected = undoing.undo->undoes_checksum;
    if (is_java(entry) || entry.checksum == expected) {
        return;
    }
    const std::string found = entry.checksum ? fmt::format("{}", entry.checksum->value) : "none";
    context.findings.add(
        FindingCode::undo_mismatch,
        undoing.undo->script.path,
        fmt::format(
            "it was written for a text of {} with the checksum {}, but the history has {} (rank {})",
            versioned_name(context, undoing.version),
            expected.value,
            found,
            entry.installed_rank
        ),
        "Build the package from the release that was really applied, or find out by hand whether "
        "the undo script fits."
    );
}

std::vector<Undoing> check_range(const PlanContext& context) {
    check_target(context);
    std::map<Version, const UndoScript*> scripts;
    for (const UndoScript& undo : context.selection.undo) {
        if (undo.script.name.version) {
            scripts.emplace(*undo.script.name.version, &undo);
        }
    }
    std::vector<Undoing> range;
    std::optional<std::int64_t> first_rank;
    for (const AppliedVersion& applied : context.history.applied()) {
        if (applied.baseline || applied.version <= context.selection.target_version) {
            continue;
        }
        first_rank = first_rank.value_or(applied.entry.installed_rank);
        const auto script = scripts.find(applied.version);
        if (script == scripts.end()) {
            report_without_undo(context, applied);
            continue;
        }
        range.push_back({applied.version, &applied.entry, script->second, &applied});
        check_text(context, range.back());
    }
    if (first_rank) {
        report_out_of_order(context, *first_rank);
    }
    std::ranges::reverse(range);
    return range;
}

}  // namespace rollpack::core::detail
