#include "detail/identifier.hpp"
#include "detail/plan_sql.hpp"
#include "detail/psql_text.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

namespace {

using core::TransactionMode;

std::string field(std::string_view column) {
    return fmt::format(
        "COALESCE(pg_catalog.octet_length(pg_catalog.convert_to({0}::pg_catalog.text, 'UTF8')) "
        "|| ':' || {0}::pg_catalog.text || ';', '-;')",
        column
    );
}

/// As core::history_digest.
std::string digest_query(const std::string& table) {
    std::string row;
    for (const std::string_view column :
         {"installed_rank",
          "version",
          "description",
          "type",
          "script",
          "checksum",
          "installed_by",
          "execution_time"}) {
        row += field(column) + "\n            || ";
    }
    return fmt::format(
        "SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(COALESCE(\n"
        "        pg_catalog.string_agg({}CASE WHEN success THEN '1:t;' ELSE '1:f;' END\n"
        "            || pg_catalog.chr(10), '' ORDER BY installed_rank), ''), 'UTF8')), 'hex'),\n"
        "        pg_catalog.count(*)\n"
        "    FROM {}",
        row,
        table
    );
}

/// A message of the file's own, with what to do.
std::string raise(std::string_view message, std::string_view hint) {
    return fmt::format(
        "        RAISE EXCEPTION USING MESSAGE = 'refused: ' || {},\n"
        "            HINT = {};\n"
        "    END IF;\n",
        message,
        sql_literal(fmt::format("Nothing was changed. {}", hint))
    );
}

std::string check_place(const PlanSqlBinding& binding) {
    const std::string role = sql_literal(binding.role);
    return fmt::format(
               "    IF pg_catalog.current_setting('server_version_num')::pg_catalog.int4 < 120000 "
               "THEN\n"
           )
        + raise("'the server is older than PostgreSQL 12'", "Run it on the server it was made for.")
        + fmt::format(
               "    IF pg_catalog.current_database() <> {} THEN\n",
               sql_literal(binding.database)
        )
        + raise(
               fmt::format(
                   "'this file is for the database ' || {} || ', and this is ' "
                   "|| pg_catalog.current_database()",
                   sql_literal(binding.database)
               ),
               "Connect to that database."
        )
        + "    IF pg_catalog.pg_is_in_recovery() THEN\n"
        + raise("'the server is a read-only standby'", "Connect to the primary.")
        + fmt::format(
               "    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = {0}\n"
               "            AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')) THEN\n",
               role
        )
        + raise(
               fmt::format("session_user || ' may not become the role ' || {}", role),
               "The scripts run as that role: connect as it, or as one of its members."
        );
}

std::string take_lock(const core::Plan& plan, const std::string& table) {
    const bool is_one = plan.transaction == TransactionMode::package;
    return fmt::format(
               "    IF NOT pg_catalog.{}({}) THEN\n",
               is_one ? "pg_try_advisory_xact_lock" : "pg_try_advisory_lock",
               core::flyway_lock_key(plan.history_table)
           )
        + raise(
               sql_literal(
                   "Flyway's lock on " + table
                   + " is held by another session: "
                     "a migration or a rollback is running"
               ),
               "Let that session finish; pg_locks shows it under locktype advisory."
        );
}

}  // namespace

std::string plan_sql_checks(const core::Plan& plan, const PlanSqlBinding& binding) {
    const std::string table = quote_qualified(plan.history_table.schema, plan.history_table.table);
    return fmt::format(
        "DO {};\n",
        dollar_quoted(fmt::format(
            "\nDECLARE\n"
            "    digest pg_catalog.text;\n"
            "    rows pg_catalog.int8;\n"
            "BEGIN\n"
            "{}"
            "    IF pg_catalog.to_regclass({}) IS NULL THEN\n{}"
            "{}"
            "    {}\n    INTO digest, rows;\n"
            "    IF digest <> '{}' THEN\n{}"
            "END\n",
            check_place(binding),
            sql_literal(table),
            raise(
                sql_literal("this database has no history table " + table),
                "Connect to the database that the file was made for."
            ),
            take_lock(plan, table),
            digest_query(table),
            binding.history_digest.hex(),
            raise(
                fmt::format(
                    "{} || rows || {}",
                    sql_literal(
                        "the history " + table
                        + " is not the one that this file was "
                          "written for: it has "
                    ),
                    sql_literal(fmt::format(
                        " rows now and had {}, or a row was changed",
                        binding.history_rows
                    ))
                ),
                "Make the file anew with rollpack plan --sql."
            )
        ))
    );
}

std::string plan_sql_step_begins(const core::Plan& plan, std::size_t index) {
    std::string guard;
    if (plan.transaction == TransactionMode::script && index > 0) {
        guard = fmt::format(
            "    IF COALESCE(pg_catalog.current_setting('rollpack.sql_file_step', true), '') "
            "<> '{}' THEN\n"
            "        RAISE EXCEPTION USING MESSAGE = 'the step before this one is not done',\n"
            "            HINT = 'Steps that are committed stay. Make the file anew with rollpack "
            "plan --sql: it goes on with the step that is next.';\n"
            "    END IF;\n",
            index
        );
    }
    return fmt::format(
        "DO {};\n",
        dollar_quoted(fmt::format(
            "\nBEGIN\n{}    RAISE NOTICE USING MESSAGE = {};\nEND\n",
            guard,
            sql_literal(fmt::format(
                "step {} of {}: {}",
                index + 1,
                plan.steps.size(),
                core::step_name(plan.steps[index])
            ))
        ))
    );
}

std::string plan_sql_step_ends(const core::Plan& plan, std::size_t index) {
    std::string body;
    if (const core::HistoryRow* const row = core::step_row(plan.steps[index])) {
        body = fmt::format(
            "    IF NOT EXISTS (SELECT FROM {} WHERE installed_rank = {} AND script = {}) THEN\n"
            "        RAISE EXCEPTION 'the server did not insert the history row';\n"
            "    END IF;\n",
            quote_qualified(plan.history_table.schema, plan.history_table.table),
            core::rank_of(plan, index),
            sql_literal(row->script)
        );
    }
    if (plan.transaction == TransactionMode::script) {
        body += fmt::format(
            "    PERFORM pg_catalog.set_config('rollpack.sql_file_step', '{}', false);\n",
            index + 1
        );
    }
    return body.empty() ? body
                        : fmt::format("DO {};\n", dollar_quoted("\nBEGIN\n" + body + "END\n"));
}

}  // namespace rollpack::executor::detail
