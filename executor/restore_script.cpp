#include "detail/identifier.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/executor/keeping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace rollpack::executor {

namespace {

using core::KeptTable;
using core::LiveColumn;
using detail::quote_identifier;
using detail::quote_literal;
using detail::quote_qualified;

/// A kept table and where its rows are, in SQL.
struct Source {
    const KeptTable* table;
    std::string relation;
};

enum class Handling {
    rows,  ///< those whose key is not there are inserted
    columns,  ///< values are put back by key
    by_hand  ///< without a key only a person can tell
};

Handling handling_of(const KeptTable& table) {
    if (table.key.empty()) {
        return Handling::by_hand;
    }
    return table.lost_columns.empty() ? Handling::rows : Handling::columns;
}

std::string target(const KeptTable& table) {
    return quote_qualified(table.schema, table.name);
}

/// `k."mood"::public.mood`: a kept value as its column had it.
std::string value(const LiveColumn& column) {
    const std::string kept = "k." + quote_identifier(column.name);
    return column.is_builtin ? kept : kept + "::" + column.type;
}

template <typename Columns, typename Text>
std::string joined(const Columns& columns, std::string_view separator, Text text) {
    std::string all;
    for (const auto& column : columns) {
        all += (all.empty() ? std::string{} : std::string{separator}) + text(column);
    }
    return all;
}

std::vector<LiveColumn> written_columns(const KeptTable& table) {
    std::vector<LiveColumn> columns;
    std::ranges::copy_if(table.columns, std::back_inserter(columns), [](const LiveColumn& column) {
        return !column.is_generated;
    });
    return columns;
}

const LiveColumn& column_of(const KeptTable& table, const std::string& name) {
    const auto found = std::ranges::find(table.columns, name, &LiveColumn::name);
    ROLLPACK_ASSERT(found != table.columns.end());
    return *found;
}

std::string insert(const Source& source) {
    const KeptTable& table = *source.table;
    const std::vector<LiveColumn> columns = written_columns(table);
    const auto name = [](const LiveColumn& column) { return quote_identifier(column.name); };
    return fmt::format(
        "INSERT INTO {} ({})\n    OVERRIDING SYSTEM VALUE\n    SELECT {}\n    FROM {} AS k",
        target(table),
        joined(columns, ", ", name),
        joined(columns, ", ", value),
        source.relation
    );
}

std::string insert_missing(const Source& source) {
    return fmt::format(
        "{}\n    ON CONFLICT ({}) DO NOTHING",
        insert(source),
        joined(source.table->key, ", ", quote_identifier)
    );
}

std::string commented(const std::string& sql) {
    std::string text = "-- ";
    for (const char c : sql) {
        text += c;
        text += c == '\n' ? "-- " : "";
    }
    return text;
}

// Foreign keys among the tables are checked at the end of a statement, so one for all needs no order.
std::string insert_all(const std::vector<Source>& sources) {
    std::string with;
    std::string counts;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::string name = fmt::format("restored_{}", i + 1);
        with += fmt::format(
            "{}{} AS (\n    {}\n    RETURNING 1)",
            i == 0 ? "WITH " : ",\n",
            name,
            insert_missing(sources[i])
        );
        counts += fmt::format(
            "{}SELECT {} AS restored, (SELECT pg_catalog.count(*) FROM {}) AS rows",
            i == 0 ? "\n" : "\nUNION ALL ",
            quote_literal(target(*sources[i].table)),
            name
        );
    }
    return sources.empty() ? std::string{} : with + counts + ";\n";
}

std::string update_columns(const Source& source) {
    const KeptTable& table = *source.table;
    std::vector<LiveColumn> lost;
    for (const LiveColumn& column : written_columns(table)) {
        if (std::ranges::find(table.lost_columns, column.name) != table.lost_columns.end()) {
            lost.push_back(column);
        }
    }
    if (lost.empty()) {
        return {};
    }
    std::vector<LiveColumn> key;
    for (const std::string& name : table.key) {
        key.push_back(column_of(table, name));
    }
    return fmt::format(
        "UPDATE {} AS t SET\n    {}\n    FROM {} AS k\n    WHERE {};\n",
        target(table),
        joined(
            lost,
            ",\n    ",
            [](const LiveColumn& column) {
                return quote_identifier(column.name) + " = " + value(column);
            }
        ),
        source.relation,
        joined(
            key,
            " AND ",
            [](const LiveColumn& column) {
                return "t." + quote_identifier(column.name) + " = " + value(column);
            }
        )
    );
}

bool counts_up(const LiveColumn& column) {
    return column.type == "bigint" || column.type == "integer" || column.type == "smallint";
}

// The rows come with their numbers, of which the sequence of a new table knows nothing.
std::string advance_sequences(const KeptTable& table) {
    std::string sql;
    for (const std::string& name : table.key) {
        if (!counts_up(column_of(table, name))) {
            continue;
        }
        sql += fmt::format(
            "SELECT pg_catalog.setval(s.name::pg_catalog.regclass, s.top) FROM (\n"
            "    SELECT pg_catalog.pg_get_serial_sequence({}, {}) AS name,\n"
            "           (SELECT pg_catalog.max({}) FROM {}) AS top) AS s\n"
            "    WHERE s.name IS NOT NULL AND s.top > COALESCE(\n"
            "        pg_catalog.pg_sequence_last_value(s.name::pg_catalog.regclass), 0);\n",
            quote_literal(target(table)),
            quote_literal(name),
            quote_identifier(name),
            target(table)
        );
    }
    return sql;
}

std::string by_hand(const Source& source) {
    return commented(fmt::format(
        "{} has no primary key: nobody can tell which of its rows are there already.\n"
        "Look, and run this once if none are:\n{};",
        target(*source.table),
        insert(source)
    ));
}

std::string statements(const std::vector<Source>& sources) {
    std::vector<Source> whole;
    std::string columns;
    std::string sequences;
    std::string hints;
    for (const Source& source : sources) {
        switch (handling_of(*source.table)) {
        case Handling::rows:
            whole.push_back(source);
            sequences += advance_sequences(*source.table);
            break;
        case Handling::columns:
            columns += update_columns(source);
            break;
        case Handling::by_hand:
            hints += "\n" + by_hand(source);
            break;
        }
    }
    return insert_all(whole) + sequences + columns + hints;
}

std::string header(const KeptRun& run, std::string_view where, std::string_view how) {
    return commented(fmt::format(
        "Brings back what the rollback of {} to version {} took away.\n\n"
        "Kept by rollpack at {}, by {}, run {}, package {},\n"
        "database {}.\n\n"
        "{}\n\n"
        "Run it after the release went up again: the tables and columns have to be there.\n"
        "It inserts rows whose key is missing, and puts the values of columns back by key.\n"
        "All of it is one transaction, and running it twice does no harm.\n\n"
        "{}",
        run.from_version ? "version " + run.from_version->text() : "a database",
        run.target_version.text(),
        run.kept_at,
        run.kept_by,
        run.run_id,
        run.package,
        run.database,
        where,
        how
    ));
}

std::string staging_table(const KeptTable& table, const std::string& name) {
    return fmt::format(
        "CREATE TEMPORARY TABLE {} (\n    {}\n) ON COMMIT DROP;\n",
        name,
        joined(
            table.columns,
            ",\n    ",
            [](const LiveColumn& column) {
                return quote_identifier(column.name) + " " + kept_type(column);
            }
        )
    );
}

}  // namespace

std::string restore_script(const KeptRun& run, const std::vector<KeptTable>& tables) {
    const std::string schema = kept_schema_name(run.run_id);
    const std::vector<std::string> names = kept_table_names(tables);
    std::vector<Source> sources;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        sources.push_back({&tables[i], quote_qualified(schema, names[i])});
    }
    return fmt::format(
        "{}\n\nBEGIN;\n\n{}\nCOMMIT;\n",
        header(
            run,
            fmt::format("The data is in the schema {} of that database.", schema),
            fmt::format(
                "    psql -v ON_ERROR_STOP=1 -f THIS_FILE DATABASE\n\n"
                "Once all is well the kept data may go:\n\n"
                "    rollpack kept --drop {} --url DATABASE",
                schema
            )
        ),
        statements(sources)
    );
}

std::string restore_script_from_files(
    const KeptRun& run,
    const std::vector<KeptTable>& tables,
    const std::vector<std::string>& files
) {
    std::vector<Source> sources;
    std::string loads;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::string name = fmt::format("pg_temp.kept_{}", i + 1);
        loads += staging_table(tables[i], name);
        loads += fmt::format("\\copy {} FROM PROGRAM 'gzip -dc {}'\n", name, files.at(i));
        sources.push_back({&tables[i], name});
    }
    return fmt::format(
        "{}\n\nBEGIN;\n\n{}\n{}\nCOMMIT;\n",
        header(
            run,
            "The data is in the files beside this one.",
            "    cd THIS_FOLDER && psql -v ON_ERROR_STOP=1 -f restore.sql DATABASE\n\n"
            "Once all is well the folder may go."
        ),
        loads,
        statements(sources)
    );
}

}  // namespace rollpack::executor
