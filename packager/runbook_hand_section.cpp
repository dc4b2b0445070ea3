#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

namespace {

std::string placeholders_note(const core::Selection& selection) {
    if (selection.placeholder_names_used.empty()) {
        return {};
    }
    std::string text =
        "psql does not replace placeholders. Copy the folder, put the values into the undo and repeatable "
        "scripts\nof the copy and work there. The values that the project has are in `flyway.toml`. The "
        "names are:\n\n";
    for (const std::string& name : selection.placeholder_names_used) {
        text += "- "
            + markdown_code(selection.placeholders.prefix + name + selection.placeholders.suffix)
            + "\n";
    }
    return text + "\n";
}

}  // namespace

std::string hand_section(const core::Selection& selection, const PackageNotes& notes) {
    const std::string title = "\n## Apply by hand, with psql alone\n\n";
    if (const std::string reason = no_hand_procedure(selection, notes); !reason.empty()) {
        return title + "There is no procedure for psql: " + reason + ". Use rollpack or Flyway.\n";
    }
    return title
        + R"(For the night on which neither rollpack nor Flyway is at hand. It is one transaction: everything is
committed or nothing. It takes Flyway's lock, stops before the first change when the history is not as
this package expects, leaves out versions that are not applied, and writes the history rows that
`rollpack apply` writes. Three things differ: every repeatable script of the target release is run, also one
that nothing changed; what stands in the way of an undo script or repeatable, such as a view over a column that
goes, is not dropped and put back, so that psql stops there; and there is no entry in rollpack's journal.

)" + placeholders_note(selection)
        + R"(1. Unpack the package, check it, and change into its folder. Say which database:

   ```sh
   export PGHOST=HOST PGDATABASE=DATABASE PGUSER=ROLE
   ```

2. Take the script out of this page, and read it:

   ```sh
   sed -n '/^-- by hand:/,/^-- the end/p' RUNBOOK.md > ../rollback.sql
   ```

3. Run it. `COMMIT` is its last line when it is done. An error ends it, and then nothing was changed:

   ```sh
   psql -X -v ON_ERROR_STOP=1 -f ../rollback.sql
   ```

4. Go on with "Check afterwards".

```sql
)" + hand_script(selection)
        + "```\n";
}

}  // namespace rollpack::packager::detail
