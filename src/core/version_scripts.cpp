#include "detail/version_scripts.hpp"

#include "detail/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace rollpack::core::detail {

namespace {

/// The script of the version in a list sorted by version, or nullptr.
const Script* find_script(const std::vector<Script>& versioned, const Version& version) {
    const auto found = std::ranges::lower_bound(
        versioned,
        version,
        std::less<>{},
        [](const Script& script) -> const Version& { return *script.name.version; }
    );
    return found != versioned.end() && found->name.version == version ? &*found : nullptr;
}

void add_changed(const Script& current, const ListedScript& target, Findings& findings) {
    findings.add(
        FindingCode::versioned_changed,
        current.origin.path,
        fmt::format(
            "{} differs from {} of the target release",
            current.origin.path,
            target.entry.origin.path
        ),
        "A script must not change once it is applied: databases and Flyway's checksum have the old "
        "text. Restore it and put the change into a new version."
    );
}

void add_vanished(const ListedScript& target, Findings& findings) {
    findings.add(
        FindingCode::versioned_vanished,
        target.entry.origin.path,
        fmt::format(
            "version {} of the target release ({}) is not in the current release",
            target.name.version->text(),
            target.entry.origin.path
        ),
        "Put the script back: databases that applied it cannot be told from those that did not."
    );
}

void check_inserted(
    const std::vector<Script>& versioned,
    const Version& target_version,
    const Workbench& workbench
) {
    if (workbench.target.versioned.empty()) {
        return;
    }
    for (const Script& script : versioned) {
        if (*script.name.version > target_version
            || find_version(workbench.target.versioned, *script.name.version) != nullptr) {
            continue;
        }
        workbench.findings.add(
            FindingCode::versioned_inserted,
            script.origin.path,
            fmt::format(
                "{} is at or below the target, but not in the target release",
                script.origin.path
            ),
            "Where it was applied it stays, and Flyway with the target release's files then misses it. "
            "Give it a version above the target, or allow it if no database has it."
        );
    }
}

}  // namespace

std::vector<Script> read_versioned(const Workbench& workbench) {
    std::vector<Script> versioned;
    versioned.reserve(workbench.current.versioned.size());
    for (const ListedScript& listed : workbench.current.versioned) {
        if (auto script = workbench.reader.read(listed, workbench.current)) {
            versioned.push_back(*std::move(script));
        }
    }
    return versioned;
}

std::vector<UndoScript> select_undo(
    const std::vector<Script>& versioned,
    const Version& target_version,
    const Workbench& workbench
) {
    const std::vector<ListedScript>& listed = workbench.current.undo;
    std::vector<UndoScript> undo;
    undo.reserve(listed.size());
    for (const ListedScript& candidate : listed) {
        const Version& version = *candidate.name.version;
        const bool is_duplicate = &candidate != find_version(listed, version);
        const Script* undone = find_script(versioned, version);
        if (version <= target_version || is_duplicate || undone == nullptr
            || !check_language(candidate, workbench.findings)) {
            continue;
        }
        auto script = workbench.reader.read(candidate, workbench.current);
        if (!script) {
            continue;
        }
        Inspection inspection = workbench.inspector.inspect(*script, workbench.findings);
        if (inspection.is_empty) {
            report_empty_undo(script->origin.path, workbench.findings);
        }
        if (!inspection.is_transactional) {
            workbench.notes.not_transactional.push_back(script->path);
        }
        undo.push_back({*std::move(script), undone->checksum});
        workbench.notes.undo_effects.push_back(std::move(inspection.effects));
    }
    std::ranges::reverse(undo);
    std::ranges::reverse(workbench.notes.undo_effects);
    return undo;
}

void check_versioned(
    const std::vector<Script>& versioned,
    const Version& target_version,
    const Workbench& workbench
) {
    for (const ListedScript& listed : workbench.target.versioned) {
        const Version& version = *listed.name.version;
        if (find_version(workbench.current.versioned, version) == nullptr) {
            add_vanished(listed, workbench.findings);
            continue;
        }
        const Script* current = find_script(versioned, version);
        const bool is_comparable = version <= target_version && current != nullptr;
        if (!is_comparable || current->origin.blob == listed.entry.origin.blob) {
            continue;
        }
        // Other bytes may be the same text to Flyway, for example with other line ends.
        const auto target = workbench.reader.read_alone(listed);
        if (!target || target->checksum != current->checksum) {
            add_changed(*current, listed, workbench.findings);
        }
    }
    check_inserted(versioned, target_version, workbench);
}

}  // namespace rollpack::core::detail
