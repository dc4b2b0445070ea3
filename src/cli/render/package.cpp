#include "render/package.hpp"

#include "render/findings.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string release_line(
    std::string_view word,
    const std::optional<core::Version>& version,
    const core::Release& release
) {
    return fmt::format(
        "  {}  {}  {}  commit {}  {}\n",
        word,
        version ? printable(version->text()) : "no version",
        printable(release.ref),
        release.commit.hex().substr(0, 12),
        core::format_utc(release.committed_at_unix)
    );
}

/// Where to read on; "" when nothing is restored.
std::string hint_at_differences(const core::Selection& selection) {
    const bool restores = std::ranges::any_of(selection.repeatables, [](const auto& repeatable) {
        return repeatable.action == core::RepeatableAction::restore;
    });
    return restores ? "  what restoring changes in them: rollpack show PACKAGE --diff\n" : "";
}

Rows undo_rows(const core::Selection& selection) {
    Rows rows;
    for (const core::UndoScript& undo : selection.undo) {
        rows.push_back(
            {printable(undo.script.name.version->text()),
             printable(undo.script.path),
             undo.script.sha256.hex().substr(0, 12)}
        );
    }
    return rows;
}

Rows repeatable_rows(const core::Selection& selection) {
    Rows rows;
    for (const core::Repeatable& repeatable : selection.repeatables) {
        rows.push_back(
            {std::string{core::to_string(repeatable.action)},
             printable(repeatable.script ? repeatable.script->path : repeatable.description)}
        );
    }
    return rows;
}

std::string placeholder_lines(const core::Selection& selection) {
    std::string text;
    for (const std::string& name : selection.placeholder_names_used) {
        if (name.starts_with("flyway" + selection.placeholders.separator)) {
            continue;
        }
        const auto found = selection.placeholders.values.find(name);
        const bool given = found != selection.placeholders.values.end()
            && found->second.has_value();
        text += fmt::format(
            "  {}  {}\n",
            printable(name),
            given ? printable(*found->second) : "must be given when the package is applied"
        );
    }
    return text;
}

std::string section(std::string_view title, const std::string& body) {
    return body.empty() ? std::string{} : fmt::format("\n{}\n{}", title, body);
}

/// What was proven of the package, and what each undo script was seen to do.
std::string rehearsal_lines(const packager::VerifiedPackage& package) {
    const std::optional<core::RecordedRehearsal>& rehearsal = package.rehearsal();
    if (!rehearsal) {
        return "";
    }
    std::string text = fmt::format(
        "  rehearsed on PostgreSQL {}: proven\n    fingerprint of the target   {}\n"
        "    fingerprint of the release  {}\n",
        rehearsal->target.server_version / 10'000,
        rehearsal->target.digest.hex(),
        rehearsal->release.digest.hex()
    );
    Rows rows{{"undo of", "rows", "locks", "written anew"}};
    for (auto version = rehearsal->versions.rbegin(); version != rehearsal->versions.rend();
         ++version) {
        rows.push_back(
            {printable(version->version.text()),
             std::to_string(version->rows),
             std::to_string(version->locks.size()),
             std::to_string(version->rewritten.size())}
        );
    }
    return text + section("as rehearsed", format_table(rows));
}

}  // namespace

std::string render_package(const packager::VerifiedPackage& package) {
    const core::Selection& selection = package.selection();
    std::string text = fmt::format(
        "{}: {} undone, back to {}, which is kept\n",
        printable(package.manifest().package),
        counted(selection.undo.size(), "version", "versions"),
        printable(selection.target_version.text())
    );
    text += release_line("from", selection.release_version, selection.release);
    text += release_line("to  ", selection.target_version, selection.target);
    text += fmt::format("  content sha256 {}\n", package.content_sha256().hex());
    text += rehearsal_lines(package);
    text +=
        section("undo scripts, in the order in which they run", format_table(undo_rows(selection)));
    text += section("repeatables", format_table(repeatable_rows(selection)));
    text += hint_at_differences(selection);
    text += section("placeholders", placeholder_lines(selection));
    Rows callbacks;
    for (const core::Script& callback : selection.callbacks) {
        callbacks.push_back({printable(callback.path)});
    }
    text += section("callbacks", format_table(callbacks));
    text += section("accepted when the package was built", render_findings(selection.accepted));
    return text;
}

std::string render_runbook(const packager::VerifiedPackage& package) {
    return printable(package.runbook(), Lines::keep);
}

}  // namespace rollpack::cli
