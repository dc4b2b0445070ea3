#include "detail/layout.hpp"
#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"
#include "rollpack/core/left_over.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

using core::DatabaseObject;

/// A page with more is no help to a person, and would be as large as the package.
constexpr std::size_t most_steps = 1000;

std::string in_quotes(std::string_view text, char quote) {
    std::string out{quote};
    for (const char character : text) {
        out.append(character == quote ? 2 : 1, character);
    }
    return out + quote;
}

std::string literal(std::string_view text) {
    return in_quotes(text, '\'');
}

bool has_control(std::string_view text) {
    return without_controls(text) != text;
}

/// psql reads "\i 'a''b'" as one name; a package has no name with a back slash.
std::string run_file(const core::Script& script) {
    return fmt::format(
        "\\i {}\n"
        "RESET ROLE;\n"
        "SET search_path = :rollback_path;\n",
        literal(std::string{scripts_folder} + script.path)
    );
}

constexpr std::string_view insert_row =
    "INSERT INTO :rollback_history (installed_rank, version, description, type, script, checksum,\n"
    "    installed_by, execution_time, success)\n"
    "SELECT (SELECT coalesce(max(installed_rank), 0) + 1 FROM :rollback_history),\n    ";

constexpr std::string_view copy_row =
    "version, description, 'DELETE', script,\n"
    "    checksum, current_user, 0, success FROM rollback_applied";

std::string names(const core::Selection& selection) {
    const std::string schema = selection.history.schema ? literal(*selection.history.schema)
                                                        : "current_schema()";
    const std::string path = selection.history.schema
        ? fmt::format(
            "concat_ws(', ', quote_ident({}), nullif(current_setting('search_path'), ''))",
            schema
        )
        : "coalesce(nullif(current_setting('search_path'), ''), '''''')";
    const std::string table = literal(selection.history.table);
    return fmt::format(
        "SELECT format('%I.%I', {0}, {1}) AS rollback_history,\n"
        "    set_config('rollback.name', '\"' || replace({0}, '\"', '\"\"') || '\".\"'\n"
        "        || replace({1}, '\"', '\"\"') || '\"', true) AS rollback_name,\n"
        "    {2} AS rollback_path\n\\gset\n"
        "SET search_path = :rollback_path;\n",
        schema,
        table,
        path
    );
}

// Flyway's key: its name in ASCII plus Java's hash of the table's quoted name, as a signed number of
// 32 bits. Source: PG/PostgreSQLAdvisoryLockTemplate.java of Flyway 13.0.0.
constexpr std::string_view take_lock = R"(
-- Flyway's own lock, until COMMIT.
DO $$
DECLARE
    hash bigint := 0;
    letter text;
BEGIN
    FOREACH letter IN ARRAY regexp_split_to_array(current_setting('rollback.name'), '') LOOP
        hash := (hash * 31 + ascii(letter)) % 4294967296;
    END LOOP;
    IF hash >= 2147483648 THEN
        hash := hash - 4294967296;
    END IF;
    PERFORM pg_advisory_xact_lock(77431708279161 + hash);
END $$;

-- The latest row of each version and repeatable says whether it is applied.
CREATE TEMPORARY TABLE rollback_rows ON COMMIT DROP AS TABLE :rollback_history;
CREATE TEMPORARY TABLE rollback_applied ON COMMIT DROP AS
SELECT * FROM (
    SELECT DISTINCT ON (version, CASE WHEN version IS NULL THEN description END) *
    FROM rollback_rows
    ORDER BY version, CASE WHEN version IS NULL THEN description END, installed_rank DESC
) AS latest
WHERE type <> 'DELETE';

-- What this package undoes, in this order, and the checksum of what each was written for.
CREATE TEMPORARY TABLE rollback_versions (place integer, version text, checksum integer) ON COMMIT DROP;
)";

std::string versions(const core::Selection& selection) {
    std::string rows;
    for (std::size_t i = 0; i < selection.undo.size(); ++i) {
        const core::UndoScript& undo = selection.undo[i];
        rows += fmt::format(
            "{}({}, {}, {})",
            i == 0 ? "" : ", ",
            i + 1,
            literal(undo.script.name.version.value().text()),
            undo.undoes_checksum.value
        );
    }
    return rows.empty() ? rows : "INSERT INTO rollback_versions VALUES " + rows + ";\n";
}

/// A version's parts are compared as numbers, and trailing zeros count for nothing.
std::string checks(const core::Selection& selection) {
    return fmt::format(
        R"(
DO $$
DECLARE
    fault text;
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT FROM rollback_rows WHERE NOT success)
            THEN 'the history has failed rows'
        WHEN EXISTS (SELECT FROM rollback_rows WHERE type = 'UNDO_SQL')
            THEN 'the history has UNDO_SQL rows, which rollpack or Flyway must go on with'
        WHEN EXISTS (SELECT FROM rollback_applied AS a
                JOIN rollback_applied AS b ON b.installed_rank > a.installed_rank
                JOIN rollback_versions AS x ON x.version = a.version
                JOIN rollback_versions AS y ON y.version = b.version
                WHERE x.place < y.place)
            THEN 'versions were applied out of their order, and have to be undone in that order'
        ELSE (SELECT 'version ' || string_agg(a.version, ', ')
                || ' is not in this package, or was applied from another text'
            FROM rollback_applied AS a
            WHERE string_to_array(regexp_replace(a.version, '(\.0+)+$', ''), '.')::numeric[]
                    > string_to_array({}, '.')::numeric[]
                AND NOT EXISTS (SELECT FROM rollback_versions AS v
                    WHERE v.version = a.version AND v.checksum = a.checksum AND a.type = 'SQL'))
        END INTO fault;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING HINT = 'Nothing was changed.';
    END IF;
END $$;
)",
        literal(selection.target_version.key())
    );
}

/// Does `work` for the row that `condition` finds, and marks it; nothing where there is no such row.
std::string marked_as_deleted(const std::string& condition, const std::string& work) {
    return fmt::format(
        "SELECT EXISTS (SELECT FROM rollback_applied WHERE {0}) AS rollback_is_applied\n\\gset\n"
        "\\if :rollback_is_applied\n"
        "{1}{2}{3}\n"
        "WHERE {0};\n"
        "\\endif\n",
        condition,
        work,
        insert_row,
        copy_row
    );
}

std::string undo_steps(const core::Selection& selection) {
    std::string text;
    for (const core::UndoScript& undo : selection.undo) {
        const std::string version = literal(undo.script.name.version.value().text());
        text += fmt::format("\n\\echo undo {}\n", version)
            + marked_as_deleted("version = " + version, run_file(undo.script));
    }
    return text;
}

std::string drops(const std::vector<DatabaseObject>& objects) {
    std::string text;
    for (const DatabaseObject& object : objects) {
        text += core::drop_text(object) + ";\n";
    }
    return text;
}

/// Last created, first dropped.
std::string retire_step(const core::Repeatable& repeatable) {
    std::vector<DatabaseObject> objects = repeatable.objects.value();
    std::ranges::reverse(objects);
    const std::string description = literal(repeatable.description);
    return fmt::format("\n\\echo retire {}\n", description)
        + marked_as_deleted("version IS NULL AND description = " + description, drops(objects));
}

/// What replacing a text would leave behind.
std::string left_over_step(const core::Selection& selection, const core::Repeatable& restored) {
    const std::string text = drops(core::left_over_objects(
        selection.repeatables,
        restored,
        selection.history.schema.value_or("public")
    ));
    return text.empty()
        ? text
        : fmt::format("\n\\echo drop what is left of {}\n", literal(restored.script->path)) + text;
}

/// Flyway takes the checksum of the text before placeholder replacement for a match too.
std::string repeatable_step(const core::Script& script) {
    return fmt::format(
        "\n\\echo run {0}\n{1}{2}NULL, {3}, 'SQL', {0},\n    {4}, current_user, 0, true;\n",
        literal(script.path),
        run_file(script),
        insert_row,
        literal(script.name.description),
        script.checksum.value
    );
}

std::string repeatable_steps(const core::Selection& selection) {
    std::string retired;
    std::string left;
    std::string run;
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script) {
            left += left_over_step(selection, repeatable);
            run += repeatable_step(*repeatable.script);
        } else {
            retired += retire_step(repeatable);
        }
    }
    return retired + left + run;
}

bool needs_more_than_psql(const core::Script& script) {
    return script.settings.execute_in_transaction == false
        || script.settings.should_execute.has_value();
}

bool has_odd_names(const core::Selection& selection) {
    return has_control(selection.history.table)
        || has_control(selection.history.schema.value_or(""))
        || std::ranges::any_of(selection.repeatables, [](const core::Repeatable& repeatable) {
               return has_control(repeatable.description);
           });
}

bool hides_what_it_created(const core::Repeatable& repeatable) {
    return repeatable.action == core::RepeatableAction::retire && !repeatable.objects;
}

}  // namespace

std::string no_hand_procedure(const core::Selection& selection, const PackageNotes& notes) {
    if (selection.undo.size() + selection.repeatables.size() > most_steps) {
        return fmt::format("it would have more than {} steps", most_steps);
    }
    if (!notes.not_transactional.empty()) {
        return fmt::format(
            "{} cannot run in one transaction with the other scripts",
            shown_path(notes.not_transactional.front())
        );
    }
    for (const core::UndoScript& undo : selection.undo) {
        if (needs_more_than_psql(undo.script)) {
            return fmt::format("{} has settings of its own", shown_path(undo.script.path));
        }
    }
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script && needs_more_than_psql(*repeatable.script)) {
            return fmt::format("{} has settings of its own", shown_path(repeatable.script->path));
        }
        if (hides_what_it_created(repeatable)) {
            return fmt::format(
                "what the retired repeatable {} created is not known",
                markdown_code(repeatable.description)
            );
        }
    }
    return has_odd_names(selection) ? "a name has control characters" : "";
}

std::string hand_script(const core::Selection& selection) {
    return fmt::format(
               "-- by hand: {}, with psql in the package's folder\n"
               "\\set ON_ERROR_STOP on\n"
               "\\encoding UTF8\n"
               "BEGIN;\n"
               "SET LOCAL lock_timeout = '30s';\n",
               core::package_name(selection)
           )
        + names(selection) + std::string{take_lock} + versions(selection) + checks(selection)
        + undo_steps(selection) + repeatable_steps(selection) + "\nCOMMIT;\n-- the end\n";
}

}  // namespace rollpack::packager::detail
