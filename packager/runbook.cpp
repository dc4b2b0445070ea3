#include "detail/documents.hpp"
#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

namespace {

std::string introduction(const core::Selection& selection) {
    const std::string version = shown_version(selection.target_version);
    const std::string from = selection.release_version
        ? "any version up to " + shown_version(*selection.release_version)
        : "the current release";
    return fmt::format(
        "# {}: back to version {}\n\n"
        "This package takes a database from {} back to {}. Version {} itself is\nkept. Data that only "
        "the newer versions know is lost: read this page to its end before you start.\n\n",
        markdown_text(core::package_name(selection)),
        version,
        from,
        version,
        version
    );
}

}  // namespace

std::string make_runbook(const core::Selection& selection, const PackageNotes& notes) {
    return introduction(selection) + releases_table(selection) + "\n## Before you start\n\n"
        + prerequisites(selection) + "\n## What is undone\n\n" + undo_table(selection)
        + "\n## What happens to data\n\n" + effects_table(selection, notes)
        + "\n## Repeatable scripts\n\n" + repeatables_table(selection) + findings_section(selection)
        + trust_section(selection) + apply_sections(selection) + after_sections(selection)
        + hand_section(selection, notes);
}

}  // namespace rollpack::packager::detail
