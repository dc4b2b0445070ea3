#include "detail/layout.hpp"
#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

namespace {

std::string version_of(const std::optional<core::Version>& version) {
    return version ? shown_version(*version) : "none";
}

std::string signature_of(const core::Release& release) {
    if (!release.signature) {
        return "not asked for";
    }
    return fmt::format(
        "{} signed by {}, key {}",
        markdown_text(release.signature->object),
        markdown_text(release.signature->signer),
        markdown_code(release.signature->key)
    );
}

std::string release_row(
    std::string_view name,
    const core::Release& release,
    const std::string& version
) {
    return fmt::format(
        "| {} | {} | {} | `{}` | {} | {} | {} |\n",
        name,
        version,
        markdown_text(release.ref),
        release.commit.hex(),
        release.tag_object ? "`" + release.tag_object->hex() + "`" : "-",
        core::format_utc(release.committed_at_unix),
        signature_of(release)
    );
}

std::string_view meaning_of(core::RepeatableAction action) {
    switch (action) {
    case core::RepeatableAction::restore:
        return "differs between the releases: the target release's text is run";
    case core::RepeatableAction::unchanged:
        return "the same in both: run again only if something that it creates was dropped";
    case core::RepeatableAction::retire:
        return "only in the current release: what it created is dropped";
    case core::RepeatableAction::revive:
        return "only in the target release: it is run";
    }
    return {};
}

}  // namespace

std::string shown_version(const core::Version& version) {
    return markdown_text(version.text());
}

std::string shown_path(std::string_view path) {
    return markdown_code(std::string{scripts_folder} + std::string{path});
}

std::string releases_table(const core::Selection& selection) {
    return "| release | version | name | commit | tag object | committed at | signature |\n"
           "| --- | --- | --- | --- | --- | --- | --- |\n"
        + release_row(
               "current, to be left",
               selection.release,
               version_of(selection.release_version)
        )
        + release_row(
               "target, to go back to",
               selection.target,
               shown_version(selection.target_version)
        );
}

std::string undo_table(const core::Selection& selection) {
    if (selection.undo.empty()) {
        return "No version above the target is known to this package: there is nothing to undo.\n";
    }
    std::string table =
        "Newest first. A version that is not in the database is left out. A version whose checksum in "
        "the\nhistory is another was applied from another text, and its undo script was not written for "
        "it.\n\n"
        "| version | checksum | description | script | its first comment |\n"
        "| --- | --- | --- | --- | --- |\n";
    for (const core::UndoScript& undo : selection.undo) {
        table += fmt::format(
            "| {} | {} | {} | {} | {} |\n",
            version_of(undo.script.name.version),
            undo.undoes_checksum.value,
            markdown_text(undo.script.name.description),
            shown_path(undo.script.path),
            markdown_text(first_comment_line(undo.script.text))
        );
    }
    return table;
}

std::string repeatables_table(const core::Selection& selection) {
    if (selection.repeatables.empty()) {
        return "Neither release has repeatable scripts.\n";
    }
    std::string table =
        "What restoring changes in each, line by line, is in `repeatables.diff` beside this page.\n\n"
        "| repeatable | action | what that means | script |\n"
        "| --- | --- | --- | --- |\n";
    for (const core::Repeatable& repeatable : selection.repeatables) {
        table += fmt::format(
            "| {} | {} | {} | {} |\n",
            markdown_text(repeatable.description),
            core::to_string(repeatable.action),
            meaning_of(repeatable.action),
            repeatable.script ? shown_path(repeatable.script->path) : "-"
        );
    }
    return table;
}

std::string findings_section(const core::Selection& selection) {
    if (selection.accepted.empty()) {
        return {};
    }
    std::string list = "\n## Warnings accepted when the package was built\n\n";
    for (const core::Finding& finding : selection.accepted) {
        list += fmt::format(
            "- {} {}{}: {}. {}\n",
            core::finding_info(finding.code).name,
            markdown_text(finding.subject),
            finding.line ? fmt::format(", line {}", *finding.line) : "",
            markdown_text(finding.message),
            markdown_text(finding.hint)
        );
    }
    return list;
}

}  // namespace rollpack::packager::detail
