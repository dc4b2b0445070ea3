#include "detail/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::core::detail {

namespace {

constexpr std::string_view target_hint =
    "Name the version that the target release ends with by --target, or the release that ends with "
    "this version by --target-ref.";

}  // namespace

void check_undo_there(const Listing& current, const Version& target_version, Findings& findings) {
    for (const auto& [name, entry] : current.versioned) {
        if (*name.version <= target_version
            || find_version(current.undo, *name.version) != nullptr) {
            continue;
        }
        findings.add(
            FindingCode::undo_missing,
            entry.origin.path,
            fmt::format("{} has no undo script", entry.origin.path),
            "Write its undo script, of the same version. A version that needs none can have a script "
            "with SELECT 1 only."
        );
    }
}

void check_undo_orphans(const Listing& current, Findings& findings) {
    for (const auto& [name, entry] : current.undo) {
        if (find_version(current.versioned, *name.version) == nullptr) {
            findings.add(
                FindingCode::undo_orphan,
                entry.origin.path,
                fmt::format(
                    "{} undoes version {}, which no versioned script has",
                    entry.origin.path,
                    name.version->text()
                ),
                "Correct its version, or remove it."
            );
        }
    }
}

void check_target_version(
    const Listing& target,
    const Release& release,
    const Version& target_version,
    Findings& findings
) {
    const auto add = [&](std::string message) {
        findings.add(
            FindingCode::target_not_highest,
            release.ref,
            std::move(message),
            std::string{target_hint}
        );
    };
    if (target.versioned.empty()) {
        add(fmt::format("{} has no versioned script, so not {}", release.ref, target_version.text())
        );
        return;
    }
    const Version& highest = *target.versioned.back().name.version;
    if (find_version(target.versioned, target_version) == nullptr) {
        add(fmt::format(
            "{} has no script of version {}; its highest version is {}",
            release.ref,
            target_version.text(),
            highest.text()
        ));
    } else if (highest != target_version) {
        add(fmt::format(
            "the highest version of {} is {}, not {}",
            release.ref,
            highest.text(),
            target_version.text()
        ));
    }
}

void report_empty_undo(const std::string& path, Findings& findings) {
    findings.add(
        FindingCode::undo_empty,
        path,
        fmt::format("{} has no statement", path),
        "Write what takes its version back. If there is nothing to take back, say so with SELECT 1 and "
        "a comment."
    );
}

bool check_language(const ListedScript& script, Findings& findings) {
    if (!script.name.is_sql) {
        findings.add(
            FindingCode::script_language_unsupported,
            script.entry.origin.path,
            fmt::format("{} is not SQL and is left out", script.entry.origin.path),
            "rollpack runs SQL only; write the script in SQL."
        );
    }
    return script.name.is_sql;
}

}  // namespace rollpack::core::detail
