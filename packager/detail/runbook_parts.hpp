#pragma once

#include "rollpack/core/selection.hpp"
#include "rollpack/packager/package_notes.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The parts of RUNBOOK.md, each Markdown that ends with a line end.
namespace rollpack::packager::detail {

/// The two releases, and what a verified signature says of each.
std::string releases_table(const core::Selection& selection);

/// What is undone, in the order in which it is.
std::string undo_table(const core::Selection& selection);

/// What each undo script does to data, as far as its text tells.
std::string effects_table(const core::Selection& selection, const PackageNotes& notes);

std::string repeatables_table(const core::Selection& selection);

/// Warnings accepted when the package was built; "" without any.
std::string findings_section(const core::Selection& selection);

/// What has to be there, stopped or known before the start, the values to give included.
std::string prerequisites(const core::Selection& selection);

/// How to know that the package is the one that was published, and who made it.
std::string trust_section(const core::Selection& selection);

/// Looking first, then applying with rollpack or Flyway; each is a section of its own.
std::string apply_sections(const core::Selection& selection);

/// Checking afterwards, and what to do when something fails.
std::string after_sections(const core::Selection& selection);

/// Applying with psql alone: last on the page, as it may be long.
std::string hand_section(const core::Selection& selection, const PackageNotes& notes);

/// Why there is no procedure for psql alone: lower case, no full stop; "" when there is one.
std::string no_hand_procedure(const core::Selection& selection, const PackageNotes& notes);

/// The psql script that does what rollpack's `apply` does with DELETE rows, in one transaction. It is
/// run in the package's folder, checks the history first and leaves out what is not applied.
std::string hand_script(const core::Selection& selection);

/// "V123" with the project's own prefix, as Markdown.
std::string shown_version(const core::Version& version);

/// "`sql/U124__x.sql`", as Markdown.
std::string shown_path(std::string_view path);

/// The history table as SQL, quoted; without a schema when the connection's own is meant.
std::string history_name(const core::Selection& selection);

/// Names that scripts use and the project's configuration gives no value for.
std::vector<std::string> names_to_give(const core::Selection& selection);

}  // namespace rollpack::packager::detail
