#include "support/catalog_dump.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

namespace {

constexpr std::string_view placeholder = "$patterns$";

constexpr const char* catalog_query = R"(
WITH spaces AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relations AS (
    SELECT c.*, format('%I.%I', s.nspname, c.relname) AS name
    FROM pg_class AS c JOIN spaces AS s ON s.oid = c.relnamespace
), lines(name, line) AS (
    SELECT NULL, format('CREATE SCHEMA %I', nspname) || ' ' || pg_get_userbyid(nspowner) || ' '
           || coalesce(nspacl::text, '')
    FROM spaces
    UNION ALL
    SELECT name, format('relation %s %s %s %s %s %s', name, relkind, relpersistence,
           pg_get_userbyid(relowner), relacl, reloptions)
           || CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) ELSE '' END
    FROM relations WHERE relkind NOT IN ('i', 'I')
    UNION ALL
    SELECT r.name, format('column %s.%I %s %s %s %s %s %s', r.name, a.attname,
           format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
           pg_get_expr(d.adbin, d.adrelid), a.attacl)
    FROM relations AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = r.oid AND d.adnum = a.attnum
    WHERE r.relkind NOT IN ('i', 'I', 'S') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT r.name, format('constraint %s %I %s', r.name, c.conname, pg_get_constraintdef(c.oid))
    FROM relations AS r JOIN pg_constraint AS c ON c.conrelid = r.oid
    UNION ALL
    SELECT r.name, 'index ' || pg_get_indexdef(i.indexrelid)
    FROM relations AS r JOIN pg_index AS i ON i.indrelid = r.oid
    UNION ALL
    SELECT r.name, 'trigger ' || pg_get_triggerdef(t.oid) || t.tgenabled::text
    FROM relations AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT r.name, format('policy %s %I %s %s', r.name, p.polname, p.polcmd,
           pg_get_expr(p.polqual, p.polrelid))
    FROM relations AS r JOIN pg_policy AS p ON p.polrelid = r.oid
    UNION ALL
    SELECT r.name, format('sequence %s %s', r.name, to_jsonb(s) - 'seqrelid')
    FROM relations AS r JOIN pg_sequence AS s ON s.seqrelid = r.oid
    UNION ALL
    SELECT r.name, format('comment %s %s %s', r.name, d.objsubid, d.description)
    FROM relations AS r
    JOIN pg_description AS d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
    UNION ALL
    SELECT NULL, 'function ' || pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '')
    FROM pg_proc AS p JOIN spaces AS s ON s.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
    UNION ALL
    SELECT NULL, format('type %I.%I %s %s', s.nspname, t.typname, t.typtype,
           (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
            FROM pg_enum AS e WHERE e.enumtypid = t.oid))
    FROM pg_type AS t JOIN spaces AS s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd')
)
SELECT coalesce(string_agg(line, E'\n'), '') FROM lines
WHERE name IS NULL OR name NOT LIKE ALL($patterns$))";

constexpr const char* tables_query = R"(
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND format('%I.%I', n.nspname, c.relname) NOT LIKE ALL({})
ORDER BY 1)";

/// pg_dump's pattern "*.name" as an array of LIKE's, in SQL.
std::string patterns(const DumpOptions& options) {
    std::string array = "ARRAY['%." + options.history_table + "'";
    for (std::string pattern : options.without) {
        std::ranges::replace(pattern, '*', '%');
        array += ", '" + pattern + "'";
    }
    return array + "]";
}

std::string rows(const TestDatabase& database, const std::string& table) {
    std::string text;
    const std::string row =
        fmt::format("SELECT to_jsonb(t) - 'log_cnt' FROM (SELECT * FROM {}) AS t", table);
    for (const TextRow& values : query(database, row)) {
        text += fmt::format("row {} {}\n", table, values.front().value());
    }
    return text;
}

std::string sort_lines(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    std::ranges::sort(lines);
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace

std::string catalog_dump(const TestDatabase& database, const DumpOptions& options) {
    const std::string without = patterns(options);
    std::string catalog = catalog_query;
    catalog.replace(catalog.find(placeholder), placeholder.size(), without);
    std::string text = query_value(database, catalog) + "\n";
    if (options.data) {
        const auto tables = query(database, fmt::format(fmt::runtime(tables_query), without));
        for (const TextRow& table : tables) {
            text += rows(database, table.front().value());
        }
    }
    return sort_lines(text);
}

}  // namespace rollpack::test
