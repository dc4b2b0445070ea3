#include "detail/documents.hpp"
#include "detail/layout.hpp"
#include "detail/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

std::string version_of(const std::optional<core::Version>& version) {
    return version ? markdown_text(version->text()) : "none";
}

std::string release_row(
    std::string_view name,
    const core::Release& release,
    const std::string& version
) {
    return fmt::format(
        "| {} | {} | {} | `{}` | {} | {} |\n",
        name,
        version,
        markdown_text(release.ref),
        release.commit.hex(),
        release.tag_object ? "`" + release.tag_object->hex() + "`" : "-",
        core::format_utc(release.committed_at_unix)
    );
}

std::string releases(const core::Selection& selection) {
    return "| release | version | name | commit | tag object | committed at |\n"
           "| --- | --- | --- | --- | --- | --- |\n"
        + release_row(
               "current, to be left",
               selection.release,
               version_of(selection.release_version)
        )
        + release_row(
               "target, to go back to",
               selection.target,
               markdown_text(selection.target_version.text())
        );
}

std::string undo_table(const core::Selection& selection) {
    if (selection.undo.empty()) {
        return "No version above the target is known to this package: there is nothing to undo.\n";
    }
    std::string table =
        "Newest first. A version that is not in the database is left out when the package is "
        "applied.\n\n"
        "| version | description | script | its first comment |\n| --- | --- | --- | --- |\n";
    for (const core::UndoScript& undo : selection.undo) {
        table += fmt::format(
            "| {} | {} | {} | {} |\n",
            version_of(undo.script.name.version),
            markdown_text(undo.script.name.description),
            markdown_code(std::string{scripts_folder} + undo.script.path),
            markdown_text(first_comment_line(undo.script.text))
        );
    }
    return table;
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

std::string repeatable_table(const core::Selection& selection) {
    if (selection.repeatables.empty()) {
        return "Neither release has repeatable scripts.\n";
    }
    std::string table =
        "| repeatable | action | what that means | script |\n"
        "| --- | --- | --- | --- |\n";
    for (const core::Repeatable& repeatable : selection.repeatables) {
        table += fmt::format(
            "| {} | {} | {} | {} |\n",
            markdown_text(repeatable.description),
            core::to_string(repeatable.action),
            meaning_of(repeatable.action),
            repeatable.script ? markdown_code(std::string{scripts_folder} + repeatable.script->path)
                              : "-"
        );
    }
    return table;
}

std::string findings(const core::Selection& selection) {
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

/// Names that scripts use and the project's configuration gives no value for.
std::vector<std::string> names_to_give(const core::Selection& selection) {
    std::vector<std::string> names;
    for (const std::string& name : selection.placeholder_names_used) {
        const auto found = selection.placeholders.values.find(name);
        const bool has_value = found != selection.placeholders.values.end() && found->second;
        if (!has_value && !name.starts_with("flyway" + selection.placeholders.separator)) {
            names.push_back(name);
        }
    }
    return names;
}

std::string placeholders(const core::Selection& selection) {
    const std::vector<std::string> names = names_to_give(selection);
    if (names.empty()) {
        return {};
    }
    std::string list =
        "\n## Values that have to be given\n\n"
        "The scripts use placeholders for which the project's configuration has no value. Give each "
        "with `--placeholder NAME=VALUE` (Flyway: `-placeholders.NAME=VALUE`):\n\n";
    for (const std::string& name : names) {
        list += "- " + markdown_code(name) + "\n";
    }
    return list;
}

std::string flyway_steps(const core::Selection& selection) {
    std::string text = "Unpack the package and change into its folder";
    if (selection.undo.empty()) {
        return text
            + ".\n\n1. Run `flyway migrate`: it runs the repeatables of the target release.\n";
    }
    const auto& oldest = selection.undo.back().script.name.version;
    text += fmt::format(
        ".\n\n"
        "1. Undo the versions above {0}. A paid edition of Flyway does it with\n"
        "   `flyway undo -target={1}`: Flyway undoes its target too, so {1}, the lowest version of\n"
        "   this package, is given. Without such an edition run the scripts of the table above with\n"
        "   `psql -v ON_ERROR_STOP=1 -1 -f SCRIPT`, newest first and only those of versions that are\n"
        "   in the database, and delete the row of each version from the history table.\n"
        "2. Run `flyway migrate`: `flyway.toml` in the folder holds it at version {0}, so it runs\n"
        "   the repeatables of the target release and nothing else.\n",
        markdown_text(selection.target_version.text()),
        oldest ? markdown_text(oldest->text()) : std::string{}
    );
    const bool retires = std::ranges::any_of(selection.repeatables, [](const auto& repeatable) {
        return repeatable.action == core::RepeatableAction::retire;
    });
    if (retires) {
        text +=
            "3. Repeatables to retire: drop what they created, and delete their rows from the\n"
            "   history table; while they are there `flyway validate` fails.\n";
    }
    return text;
}

}  // namespace

std::string make_runbook(const core::Selection& selection) {
    const std::string name = core::package_name(selection);
    const std::string version = markdown_text(selection.target_version.text());
    const std::string shown_name = markdown_text(name);
    return fmt::format("# {}: back to version {}\n\n", shown_name, version)
        + fmt::format(
               "This package takes a database from any version up to {} back to {}. Version {} "
               "itself is kept.\nData that only the newer versions know is lost: read the undo "
               "scripts first.\n\n",
               version_of(selection.release_version),
               version,
               version
        )
        + releases(selection) + "\n## What is undone\n\n" + undo_table(selection)
        + "\n## Repeatable scripts\n\n" + repeatable_table(selection) + findings(selection)
        + placeholders(selection)
        + fmt::format(
               "\n## Check the package\n\n"
               "Beside the package lies a file of its name with `.sha256` at the end:\n\n"
               "    sha256sum -c {0}.tar.gz.sha256     # or .tar.zst, .zip\n\n"
               "Every file in it, after unpacking, inside the folder `{0}`:\n\n"
               "    sha256sum -c SHA256SUMS\n\n"
               "`rollpack` checks every file of a package on its own before it uses it.\n\n"
               "## Look before you apply\n\n"
               "    rollpack show {0}.tar.gz\n"
               "    rollpack plan {0}.tar.gz --url postgresql://host/database\n\n"
               "`plan` prints every step and its reason, and changes nothing.\n\n"
               "## Apply with rollpack\n\n"
               "    rollpack apply {0}.tar.gz --url postgresql://host/database\n\n"
               "It holds Flyway's lock, checks the whole range first, and either everything is "
               "committed or nothing.\nAfterwards `rollpack status {0}.tar.gz --url ...` and "
               "`flyway validate` in the unpacked folder say where the database is.\n\n"
               "## Apply with Flyway\n\n",
               name
        )
        + flyway_steps(selection);
}

}  // namespace rollpack::packager::detail
