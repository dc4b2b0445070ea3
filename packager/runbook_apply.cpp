#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

bool retires(const core::Selection& selection) {
    return std::ranges::any_of(selection.repeatables, [](const auto& repeatable) {
        return repeatable.action == core::RepeatableAction::retire;
    });
}

std::string with_rollpack(const core::Selection& selection) {
    std::string options;
    for (const std::string& name : names_to_give(selection)) {
        options += " --placeholder " + shell_word(name + "=VALUE");
    }
    return fmt::format(
        R"(
## Apply with rollpack

Look first. `plan` prints every step with its reason, and changes nothing:

    rollpack show {0}.tar.gz --diff
    rollpack plan {0}.tar.gz --url postgresql://HOST/DATABASE{1}

Then:

    rollpack apply {0}.tar.gz --url postgresql://HOST/DATABASE{1} --reason "WHY"

It asks before it changes anything, holds Flyway's lock, checks the whole range first, and commits
everything or nothing. While rows or values would be lost it refuses and names each table and column:
`--keep-data` saves them first, `--accept-data-loss` goes on without them. `--allowed-signers FILE --require-signature` has it check the signature of the very
bytes that it runs.
)",
        core::package_name(selection),
        options
    );
}

std::string with_flyway(const core::Selection& selection) {
    std::string text =
        "\n## Apply with Flyway\n\n"
        "Unpack the package and change into its folder. Give every command the database, for example\n"
        "`-url=jdbc:postgresql://HOST/DATABASE -user=ROLE`.\n\n";
    if (selection.undo.empty()) {
        return text + "1. Run `flyway migrate`: it runs the repeatables of the target release.\n";
    }
    const auto& oldest = selection.undo.back().script.name.version;
    text += fmt::format(
        "1. Undo the versions above {0}. A paid edition of Flyway does it with\n"
        "   `flyway undo -target={1}`: Flyway undoes its target too, so {1}, the lowest version of\n"
        "   this package, is given. It commits script by script. Other editions have no undo: use\n"
        "   rollpack or, as the end of this page says, psql.\n"
        "2. Run `flyway migrate`: `flyway.toml` in the folder holds it at version {0}, so it runs\n"
        "   the repeatables of the target release and nothing else.\n",
        shown_version(selection.target_version),
        oldest ? shown_version(*oldest) : std::string{}
    );
    if (retires(selection)) {
        text +=
            "3. Drop what the repeatables to retire created, and run `flyway repair`, which marks them\n"
            "   as deleted; until then `flyway validate` fails.\n";
    }
    return text;
}

}  // namespace

std::string apply_sections(const core::Selection& selection) {
    return with_rollpack(selection) + with_flyway(selection);
}

std::string after_sections(const core::Selection& selection) {
    const std::string version = shown_version(selection.target_version);
    return fmt::format(
        R"(
## Check afterwards

The history: the newest rows are `DELETE` rows, one for each version that was undone, then one row for
each repeatable script. (Where Flyway or rollpack wrote `UNDO_SQL` rows instead, those.)

    psql -X -c {0}

Flyway, in the package's folder, reports no fault and no pending script:

    flyway -url=jdbc:postgresql://HOST/DATABASE validate

rollpack says that the database is at {1}, and `plan` that there is nothing to do:

    rollpack status {2}.tar.gz --url postgresql://HOST/DATABASE
    rollpack plan {2}.tar.gz --url postgresql://HOST/DATABASE

Then start the applications of the target release, and look at the tables that the section on data names.

## If it fails

- **rollpack** says with its last line and its exit status what state the database is in. 3, 4 and 8:
  refused, nothing was changed. 5: a script failed, everything was rolled back; mend what the message
  names and run it again. 6: stopped part-way, which only a run of several transactions can; run the
  same command again, it goes on where it stopped. 7: the connection was lost while it committed; ask
  `rollpack status`.
- **Flyway** commits script by script, so a failed `undo` leaves the database between two versions.
  Nothing is lost by that: mend the cause and run it again, or let `rollpack apply` do the rest.
- **psql** changed nothing unless its last line is `COMMIT`. If the connection was lost at that very
  moment, look at the history as above: with `DELETE` rows at its end it is done, without them nothing
  happened.
- A script fails because something else depends on what it drops: the message names it. Find out who
  made it; it is in neither release. Do not drop it in passing.
- `canceling statement due to lock timeout`: another session uses the table. End it or wait, then run the
  same command again.
- Nothing helps: restore the backup.
)",
        shell_word(fmt::format(
            "SELECT installed_rank, version, description, type, success FROM {} ORDER BY "
            "installed_rank DESC LIMIT 50",
            history_name(selection)
        )),
        version,
        core::package_name(selection)
    );
}

}  // namespace rollpack::packager::detail
