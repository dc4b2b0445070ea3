#include "detail/markdown.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::packager::detail {

namespace {

std::string in_quotes(std::string_view identifier) {
    std::string out = "\"";
    for (const char character : identifier) {
        out.append(character == '"' ? 2 : 1, character);
    }
    return out + '"';
}

std::string callbacks(const core::Selection& selection) {
    if (selection.callbacks.empty()) {
        return {};
    }
    std::string list =
        "- The project has callbacks. rollpack and Flyway run them; by hand nobody does but you, so read\n"
        "  whether they matter tonight:\n";
    for (const core::Script& callback : selection.callbacks) {
        list += "  - " + shown_path(callback.path) + "\n";
    }
    return list;
}

std::string values_to_give(const core::Selection& selection) {
    const std::vector<std::string> names = names_to_give(selection);
    if (names.empty()) {
        return {};
    }
    std::string list =
        "- Values for the placeholders that the project's configuration has none for. Give each with\n"
        "  `--placeholder NAME=VALUE` (Flyway: `-placeholders.NAME=VALUE`):\n";
    for (const std::string& name : names) {
        list += "  - " + markdown_code(name) + "\n";
    }
    return list;
}

}  // namespace

std::string history_name(const core::Selection& selection) {
    const core::HistoryLocation& history = selection.history;
    return (history.schema ? in_quotes(*history.schema) + "." : std::string{})
        + in_quotes(history.table);
}

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

std::string prerequisites(const core::Selection& selection) {
    return fmt::format(
               "- The right database: compare its host and name with those of the incident, aloud.\n"
               "- PostgreSQL 12 or later, the primary server and not a standby.\n"
               "- A role that owns the objects which the scripts drop or change and that may write the history "
               "table\n"
               "  {}: the role that Flyway uses. Its password comes from `PGPASSWORD`, `~/.pgpass` or\n"
               "  a service file, never from the command line.\n"
               "- One free connection on the server.\n"
               "- A backup from now, and somebody who has restored one before: `pg_dump -Fc -f before.dump`.\n"
               "- Nobody else migrates: stop pipelines, and applications that run Flyway when they start.\n"
               "- The applications of the newer release are stopped, as they expect what goes away. Those that\n"
               "  start afterwards are of the target release, {}.\n"
               "- No long transactions: every table that is changed is locked until the end. Those that are "
               "open:\n"
               "  `SELECT pid, xact_start, query FROM pg_stat_activity WHERE xact_start < now() - interval '1 "
               "minute'`\n",
               markdown_code(history_name(selection)),
               markdown_text(selection.target.ref)
           )
        + callbacks(selection) + values_to_give(selection);
}

}  // namespace rollpack::packager::detail
