#include "support/catalog_dump.hpp"

#include "support/temp_dir.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

namespace {

constexpr std::string_view placeholder = ":without";

constexpr const char* tables_query = R"(
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND concat(n.nspname, '.', c.relname) NOT LIKE ALL({})
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
    const std::string row = fmt::format(
        "SELECT to_jsonb(whole_row) - 'log_cnt' FROM (SELECT * FROM {}) AS whole_row",
        table
    );
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
    std::string catalog = read_file(ROLLPACK_SOURCE_DIR "/tests/support/catalog.sql");
    catalog.replace(catalog.rfind(placeholder), placeholder.size(), without);
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
