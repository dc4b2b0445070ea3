#include "detail/journal.hpp"

#include "detail/array_literal.hpp"
#include "detail/identifier.hpp"
#include "detail/journal_table.hpp"
#include "detail/step_stream.hpp"

#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

namespace {

// Whether the table is there, this role's rights, whose it is, how many of the columns it has, whether
// it is a journal at all, the time, and whether it takes every ending of today.
constexpr std::string_view state_query = R"(
SELECT c.oid IS NOT NULL,
       pg_catalog.has_schema_privilege(current_user, $2::pg_catalog.text, 'CREATE'),
       pg_catalog.has_table_privilege(current_user, c.oid, 'SELECT')
         AND pg_catalog.has_table_privilege(current_user, c.oid, 'INSERT')
         AND pg_catalog.has_table_privilege(current_user, c.oid, 'UPDATE'),
       pg_catalog.pg_has_role(current_user, c.relowner, 'USAGE'),
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attname = ANY ($3::pg_catalog.text[])),
       c.relkind = 'r' AND EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attname = 'run_id' AND NOT a.attisdropped),
       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()),
       NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.conrelid = c.oid AND k.conname = 'rollpack_journal_ending_check'
          AND pg_catalog.pg_get_constraintdef(k.oid) NOT LIKE '%tried%')
FROM (SELECT pg_catalog.to_regclass($1)) AS wanted (name)
LEFT JOIN pg_catalog.pg_class AS c ON c.oid = wanted.name::pg_catalog.oid
)";

std::string uuid() {
    std::random_device random;
    std::array<std::uint32_t, 4> words{random(), random(), random(), random()};
    words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;  // RFC 4122: version 4
    words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;  // and its variant
    return fmt::format(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}",
        words[0],
        words[1] >> 16U,
        words[1] & 0xFFFFU,
        words[2] >> 16U,
        words[2] & 0xFFFFU,
        words[3]
    );
}

std::string operating_system_user() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const int status = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return status == 0 && found != nullptr ? found->pw_name : std::to_string(geteuid());
}

std::string host_name() {
    std::array<char, 256> buffer{};
    const int status = gethostname(buffer.data(), buffer.size() - 1);
    return status == 0 ? buffer.data() : "unknown host";
}

std::string_view word(core::TransactionMode mode) {
    switch (mode) {
    case core::TransactionMode::package:
        return "package";
    case core::TransactionMode::script:
        return "script";
    case core::TransactionMode::journalled:
        break;
    }
    return "journalled";
}

std::string_view word(core::HistoryDialect dialect) {
    return dialect == core::HistoryDialect::delete_rows ? "delete" : "undo";
}

std::string column_names() {
    const std::vector<std::string_view> names = journal_columns();
    return array_literal({names.begin(), names.end()});
}

/// Callbacks that are done when the first `steps_done` steps are, those of a resumed run among them.
std::string callbacks_done(const core::Plan& plan, std::size_t steps_done) {
    std::set<std::string> names;
    if (plan.resumes) {
        names = plan.resumes->finished_callbacks;
    }
    for (const core::Step& step : std::span{plan.steps}.first(steps_done)) {
        if (std::string name = core::callback_name(step); !name.empty()) {
            names.insert(std::move(name));
        }
    }
    return array_literal({names.begin(), names.end()});
}

Parameter text_of(const std::optional<core::Version>& version) {
    return version ? Parameter{version->text()} : std::nullopt;
}

constexpr std::string_view insert_columns =
    "run_id, history_table, package, content_sha256, plan_sha256, approvals, environment, "
    "from_version, target_version, end_version, transaction_mode, history_dialect, started_at, "
    "finished_at, ending, steps_total, steps_done, run_by, client, client_address, reason, "
    "tool_version, kept_schema, message";

constexpr std::string_view insert_values =
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, COALESCE(pg_catalog.to_timestamp($13), pg_catalog.now()), {}, $14, $15, "
    "$16, session_user, $17, COALESCE(pg_catalog.host(pg_catalog.inet_client_addr()), "
    "'local socket'), $18, $19, $20, $21";

}  // namespace

std::string new_run_id() {
    return uuid();
}

Command insert_journal_row(
    const std::string& table,
    const core::Plan& plan,
    const RunOptions& options,
    const JournalRow& row
) {
    const bool is_over = row.ending != "running";
    return {
        fmt::format(
            "INSERT INTO {} ({}) VALUES ({})",
            table,
            insert_columns,
            fmt::format(insert_values, is_over ? "pg_catalog.clock_timestamp()" : "NULL")
        ),
        {row.run_id,
         quote_qualified(plan.history_table.schema, plan.history_table.table),
         plan.package_name,
         plan.content_sha256.hex(),
         options.plan_sha256 ? Parameter{options.plan_sha256->hex()} : std::nullopt,
         array_literal({options.approvals.begin(), options.approvals.end()}),
         options.environment,
         text_of(plan.from_version),
         plan.target_version.text(),
         is_over ? text_of(core::version_after(plan, row.steps_done)) : std::nullopt,
         std::string{word(plan.transaction)},
         std::string{word(plan.dialect)},
         row.started_at,
         std::string{row.ending},
         std::to_string(plan.steps.size()),
         std::to_string(row.steps_done),
         row.client,
         options.reason,
         options.tool_version,
         row.kept_schema,
         row.message},
        {}};
}

Command update_journal_row(
    const std::string& table,
    const core::Plan& plan,
    const std::string& run_id,
    std::size_t steps_done
) {
    const bool is_last = steps_done == plan.steps.size();
    return {
        fmt::format(
            "UPDATE {} SET steps_done = $2, end_version = $3, callbacks_done = $4, script = '', "
            "script_sha256 = NULL, statements_done = 0, in_doubt = NULL, state_before = '', "
            "put_back = COALESCE(pg_catalog.current_setting('rollpack.put_back', true), ''){} "
            "WHERE run_id OPERATOR(pg_catalog.=) $1",
            table,
            is_last ? ", ending = 'done', finished_at = pg_catalog.clock_timestamp()" : ""
        ),
        {run_id,
         std::to_string(steps_done),
         text_of(core::version_after(plan, steps_done)),
         callbacks_done(plan, steps_done)},
        {}};
}

Journal::Journal(Session& session, const core::Plan& plan, const RunOptions& options)
    : table_(journal_name(plan.history_table))
    , run_id_(new_run_id())
    , plan_(plan)
    , options_(options) {
    if (options.journal) {
        look(session);
    }
}

void Journal::look(Session& session) {
    const Result row = session.connection.query(
        std::string{state_query},
        {table_, plan_.history_table.schema, column_names()}
    );
    const bool is_there = row.truth(0, 0);
    const bool may_create = row.truth(0, 1);
    const bool may_write = row.truth(0, 2);
    const bool is_owner = row.truth(0, 3);
    const bool is_complete = row.number(0, 4) == std::int64_t{std::ssize(journal_columns())};
    const bool is_journal = row.truth(0, 5);
    started_at_ = row.text(0, 6);
    takes_all_endings_ = row.truth(0, 7);
    if (!is_there && may_create) {
        state_ = State::missing;
    } else if (is_journal && may_write && is_complete && (takes_all_endings_ || !is_owner)) {
        state_ = State::there;
    } else if (is_journal && is_owner) {
        state_ = State::earlier_form;
    } else {
        const std::string_view why = !is_there || (is_journal && !may_write)
            ? "the role may not create or write {}"
            : is_journal ? "{} has the form of an earlier rollpack and only its owner may extend it"
                         : "{} is no journal of rollpack";
        complaint_ = fmt::format(
            "The run is not in the journal, because {}.",
            fmt::format(fmt::runtime(why), table_)
        );
    }
}

JournalRow Journal::row(std::string_view ending, std::size_t steps_done) const {
    const bool is_now = writer_ == JournalWriter::run;
    const std::string client = operating_system_user() + "@" + host_name();
    return {
        run_id_,
        is_now ? Parameter{started_at_} : std::nullopt,
        is_now ? client : "psql, with an SQL file made by " + client,
        ending,
        steps_done,
        kept_schema_};
}

void Journal::send_table(const CommandSink& sink) const {
    if (state_ == State::missing) {
        send_journal_table(sink, table_);
    } else if (state_ == State::earlier_form) {
        send_journal_extension(sink, table_);
    }
}

void Journal::send_row(const CommandSink& sink, std::string_view ending, std::size_t steps_done)
    const {
    if (usable()) {
        sink(insert_journal_row(table_, plan_, options_, row(ending, steps_done)));
    }
}

void Journal::send_progress(const CommandSink& sink, std::size_t steps_done) const {
    if (usable()) {
        sink(update_journal_row(table_, plan_, run_id_, steps_done));
    }
}

void Journal::mark_ended(
    Connection& connection,
    std::string_view ending,
    std::string_view message,
    std::size_t steps_done
) const {
    if (!usable()) {
        return;
    }
    static_cast<void>(connection.query(
        fmt::format(
            "UPDATE {} SET ending = $4, finished_at = pg_catalog.clock_timestamp(), "
            "message = $2, end_version = $3 WHERE run_id OPERATOR(pg_catalog.=) $1 "
            "AND ending OPERATOR(pg_catalog.=) 'running'",
            table_
        ),
        {run_id_,
         std::string{message},
         text_of(core::version_after(plan_, steps_done)),
         std::string{ending}}
    ));
}

void Journal::record(Connection& connection, std::string_view ending, std::string_view message)
    const {
    if (!usable()) {
        return;
    }
    const CommandSink sink = [&connection](const Command& command) {
        static_cast<void>(connection.query(command.sql, command.parameters));
    };
    const bool is_extended = takes_all_endings_ || state_ != State::there;
    const bool is_new = ending == "tried" || ending == "refused";
    JournalRow ended = row(is_new && !is_extended ? "failed" : ending, 0);
    ended.kept_schema.clear();
    ended.message = message;
    sink({begin_transaction, {}, {}});
    try {
        // Whoever makes the table at this moment holds it until its own run is over.
        sink({"SET LOCAL lock_timeout = '5s'", {}, {}});
        send_table(sink);
        sink(insert_journal_row(table_, plan_, options_, ended));
        sink({"COMMIT", {}, {}});
    } catch (const SqlError&) {
        sink({"ROLLBACK", {}, {}});
        throw;
    }
}

bool Journal::is_there(Connection& connection) const {
    const Result there =
        connection.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL", {table_});
    return there.truth(0, 0);
}

bool Journal::has_row(Connection& connection) const {
    if (!is_there(connection)) {
        return false;
    }
    const Result rows = connection.query(
        fmt::format(
            "SELECT 1 FROM {} WHERE run_id OPERATOR(pg_catalog.=) $1 "
            "AND ending OPERATOR(pg_catalog.=) 'done'",
            table_
        ),
        {run_id_}
    );
    return rows.rows() > 0;
}

}  // namespace rollpack::executor::detail
