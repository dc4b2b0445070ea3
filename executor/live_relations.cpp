#include "detail/live_relations.hpp"

#include "detail/array_literal.hpp"
#include "rollpack/core/error.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::LiveRelation;
using core::LockMode;

// A name without a schema is the first of its name along the search path, as for a statement. Reading
// the catalogs by name takes no lock and needs no privilege, other than to_regclass().
constexpr const char* relations_query = R"(
WITH asked AS (
    SELECT a.schema, a.name, a.number
    FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))
         WITH ORDINALITY AS a(schema, name, number)
), searched AS (
    SELECT s.schema, s.place
    FROM pg_catalog.unnest($3::pg_catalog.text[]) WITH ORDINALITY AS s(schema, place)
), found AS (
    SELECT DISTINCT ON (a.number) a.number, c.oid
    FROM asked AS a
    JOIN pg_catalog.pg_class AS c ON c.relname = a.name
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN searched AS s ON s.schema = n.nspname
    WHERE n.nspname = a.schema OR (a.schema IS NULL AND s.place IS NOT NULL)
    ORDER BY a.number, s.place
)
SELECT f.number, c.oid, n.nspname, c.relname, c.relkind,
       pg_catalog.pg_get_userbyid(c.relowner),
       pg_catalog.pg_has_role(current_user, c.relowner, 'USAGE'),
       COALESCE(
           (SELECT m.nspname || '.' || t.relname
            FROM pg_catalog.pg_index AS x
            JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
            JOIN pg_catalog.pg_namespace AS m ON m.oid = t.relnamespace
            WHERE x.indexrelid = c.oid),
           (SELECT m.nspname || '.' || t.relname || '.' || a.attname
            FROM pg_catalog.pg_depend AS d
            JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
            JOIN pg_catalog.pg_namespace AS m ON m.oid = t.relnamespace
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND d.objid = c.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            LIMIT 1),
           '')
FROM found AS f
JOIN pg_catalog.pg_class AS c ON c.oid = f.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
ORDER BY f.number
)";

constexpr const char* columns_query = R"(
SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       n.nspname = 'pg_catalog', a.attgenerated <> '',
       COALESCE((SELECT k.place FROM pg_catalog.unnest(x.indkey::pg_catalog.int2[])
                 WITH ORDINALITY AS k(attnum, place)
                 WHERE k.attnum = a.attnum AND k.place <= x.indnkeyatts), 0)
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_index AS x ON x.indrelid = a.attrelid AND x.indisprimary
WHERE a.attrelid = ANY($1::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f', 'm', 'v')
ORDER BY a.attrelid, a.attnum
)";

// Dropping a table locks its partitions, dropping an index its table. Sessions that help another one
// (parallel workers) say nothing new.
constexpr std::string_view locks_query = R"(
WITH RECURSIVE tree(root, part) AS (
    SELECT r.oid, r.oid FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS r(oid)
    UNION
    SELECT x.indexrelid, x.indrelid FROM pg_catalog.pg_index AS x
    WHERE x.indexrelid = ANY($1::pg_catalog.oid[])
    UNION
    SELECT t.root, h.inhrelid FROM tree AS t
    JOIN pg_catalog.pg_inherits AS h ON h.inhparent = t.part
)
SELECT t.root, t.part, l.mode, l.granted, )";

constexpr std::string_view locks_query_end = R"(
FROM tree AS t
JOIN pg_catalog.pg_locks AS l ON l.relation = t.part AND l.locktype = 'relation'
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_prepared_xacts AS p
       ON l.pid IS NULL AND l.virtualtransaction = '-1/' || p.transaction::pg_catalog.text
WHERE l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                    WHERE d.datname = pg_catalog.current_database())
  AND (l.pid IS NULL OR l.pid <> ALL($2::pg_catalog.int4[]))
  AND COALESCE(a.backend_type, '') <> 'parallel worker'
ORDER BY t.root, l.pid, l.mode
)";

// Asking for a size opens the relation and would wait for who locks it ($2; with $3 any): what the last
// ANALYZE saw has to do there. 50 rows a page: about 160 bytes each.
constexpr const char* sizes_query = R"(
WITH RECURSIVE tree(root, part) AS (
    SELECT r.oid, r.oid FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS r(oid)
    UNION
    SELECT t.root, h.inhrelid FROM tree AS t
    JOIN pg_catalog.pg_inherits AS h ON h.inhparent = t.part
), sized AS (
    SELECT t.root, c.oid, c.relkind, c.reltuples, c.relpages,
           pg_catalog.current_setting('block_size')::pg_catalog.int8 AS page,
           $3::pg_catalog.bool OR c.oid = ANY($2::pg_catalog.oid[]) AS blocked
    FROM tree AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.part
    WHERE c.relkind IN ('r', 'm', 'i', 'S')
), measured AS (
    SELECT s.root, s.oid, s.relkind, s.reltuples, s.relpages, s.page, s.blocked,
           CASE WHEN s.blocked THEN s.relpages * s.page
                ELSE pg_catalog.pg_total_relation_size(s.oid::pg_catalog.regclass) END AS bytes,
           CASE WHEN s.blocked THEN s.relpages * s.page
                ELSE pg_catalog.pg_relation_size(s.oid::pg_catalog.regclass) END AS heap_bytes
    FROM sized AS s
)
SELECT m.root, COALESCE(pg_catalog.sum(m.bytes), 0)::pg_catalog.int8,
       COALESCE(pg_catalog.sum(m.heap_bytes), 0)::pg_catalog.int8,
       COALESCE(pg_catalog.sum(m.heap_bytes::pg_catalog.float8 / m.page
           * CASE WHEN m.reltuples >= 0 AND m.relpages > 0
                  THEN m.reltuples::pg_catalog.float8 / m.relpages ELSE 50 END), 0)::pg_catalog.int8,
       pg_catalog.bool_or(CASE
           WHEN m.relkind <> 'S' THEN false
           WHEN m.blocked OR NOT pg_catalog.has_sequence_privilege(m.oid, 'SELECT, USAGE') THEN true
           ELSE pg_catalog.pg_sequence_last_value(m.oid::pg_catalog.regclass) IS NOT NULL END)
FROM measured AS m
GROUP BY m.root
)";

constexpr std::string_view lock_not_available = "55P03";

LiveRelation::Kind kind_of(char relkind) {
    using enum LiveRelation::Kind;
    switch (relkind) {
    case 'r':
        return table;
    case 'p':
        return partitioned_table;
    case 'f':
        return foreign_table;
    case 'v':
        return view;
    case 'm':
        return materialized_view;
    case 'i':
    case 'I':
        return index;
    case 'S':
        return sequence;
    default:
        return other;
    }
}

/// None for a mode that takes part in no conflict (SIReadLock).
std::optional<LockMode> mode_of(std::string_view name) {
    constexpr auto modes = std::to_array<std::string_view>(
        {"AccessShareLock",
         "RowShareLock",
         "RowExclusiveLock",
         "ShareUpdateExclusiveLock",
         "ShareLock",
         "ShareRowExclusiveLock",
         "ExclusiveLock",
         "AccessExclusiveLock"}
    );
    const auto* const found = std::ranges::find(modes, name);
    if (found == modes.end()) {
        return std::nullopt;
    }
    return static_cast<LockMode>(found - modes.begin());
}

/// Relations by oid: two names may mean one.
using ByOid = std::multimap<std::string, FoundRelation*>;

template <typename Action>
void for_each(const ByOid& by_oid, const std::string& oid, Action action) {
    const auto [first, last] = by_oid.equal_range(oid);
    for (auto i = first; i != last; ++i) {
        action(*i->second);
    }
}

std::vector<FoundRelation> read_relations(
    SideSession& side,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked
) {
    Parameters schemas;
    Parameters names;
    std::vector<core::RelationName> by_number;
    for (const auto& [relation, columns] : asked) {
        schemas.push_back(relation.schema);
        names.emplace_back(relation.name);
        by_number.push_back(relation);
    }
    const Result rows = side.query(
        relations_query,
        {array_literal(schemas), array_literal(names), side.searched_schemas()}
    );
    std::vector<FoundRelation> found;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        FoundRelation relation;
        relation.asked = by_number.at(static_cast<std::size_t>(rows.number(i, 0)) - 1);
        relation.oid = rows.text(i, 1);
        relation.live.schema = rows.text(i, 2);
        relation.live.name = rows.text(i, 3);
        relation.live.kind = kind_of(rows.text(i, 4).at(0));
        relation.live.owner = rows.text(i, 5);
        relation.live.may_alter = rows.truth(i, 6);
        relation.live.index_of = rows.text(i, 7);
        found.push_back(std::move(relation));
    }
    return found;
}

void read_columns(SideSession& side, const std::string& oids, const ByOid& by_oid) {
    const Result rows = side.query(columns_query, {oids});
    std::map<std::string, std::map<std::int64_t, std::string>> keys;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for_each(by_oid, rows.text(i, 0), [&](FoundRelation& relation) {
            relation.live.columns.push_back(
                {rows.text(i, 1), rows.text(i, 2), rows.truth(i, 3), rows.truth(i, 4), {}}
            );
        });
        if (rows.number(i, 5) > 0) {
            keys[rows.text(i, 0)][rows.number(i, 5)] = rows.text(i, 1);
        }
    }
    for (const auto& [oid, key] : keys) {
        for_each(by_oid, oid, [&columns = key](FoundRelation& relation) {
            for (const auto& [place, column] : columns) {
                relation.live.primary_key.push_back(column);
            }
        });
    }
}

/// Gives the oids of what somebody holds or waits for ACCESS EXCLUSIVE on.
Parameters read_locks(SideSession& side, const std::string& oids, const ByOid& by_oid) {
    const std::string sql = std::string{locks_query} + other_session_columns
        + std::string{locks_query_end};
    const Result rows = side.query(sql, {oids, side.own_pids()});
    Parameters blocked;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::optional<LockMode> mode = mode_of(rows.text(i, 2));
        if (!mode) {
            continue;
        }
        const core::LockedBy locked{read_other_session(rows, i, 4), *mode, rows.truth(i, 3)};
        const bool blocks = *mode == LockMode::access_exclusive;
        for_each(by_oid, rows.text(i, 0), [&](FoundRelation& relation) {
            auto& all = relation.live.locked_by;
            relation.is_blocked = relation.is_blocked || blocks;
            if (std::ranges::find(all, locked) == all.end()) {
                all.push_back(locked);
            }
        });
        if (blocks) {
            blocked.emplace_back(rows.text(i, 1));
        }
    }
    return blocked;
}

Result measure(SideSession& side, const std::string& oids, const Parameters& blocked) {
    try {
        return side.query(sizes_query, {oids, array_literal(blocked), "f"});
    } catch (const SqlError& error) {
        if (error.server().failure.sqlstate != lock_not_available) {
            throw;
        }
    }
    // Somebody has taken a lock since they were read.
    return side.query(sizes_query, {oids, "{}", "t"});
}

void read_sizes(
    SideSession& side,
    const std::string& oids,
    const Parameters& blocked,
    const ByOid& by_oid
) {
    const Result rows = measure(side, oids, blocked);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for_each(by_oid, rows.text(i, 0), [&](FoundRelation& relation) {
            relation.live.bytes = rows.number(i, 1);
            relation.heap_bytes = rows.number(i, 2);
            relation.estimated_rows = std::max<std::int64_t>(rows.number(i, 3), 1);
            relation.live.was_used = rows.truth(i, 4);
        });
    }
}

}  // namespace

const char* const other_session_columns = R"(
       COALESCE(l.pid, 0), COALESCE(a.usename::pg_catalog.text, p.owner::pg_catalog.text, ''),
       COALESCE(a.application_name, ''),
       CASE WHEN a.client_addr IS NOT NULL THEN pg_catalog.host(a.client_addr)
            WHEN a.client_port = -1 THEN 'local' ELSE '' END,
       COALESCE(a.state, 'prepared transaction ' || p.gid, ''),
       COALESCE(pg_catalog.to_char(
           pg_catalog.timezone('UTC', COALESCE(a.xact_start, a.backend_start, p.prepared)),
           'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
)";

core::OtherSession read_other_session(const Result& rows, std::size_t row, std::size_t column) {
    return {
        static_cast<int>(rows.number(row, column)),
        rows.text(row, column + 1),
        rows.text(row, column + 2),
        rows.text(row, column + 3),
        rows.text(row, column + 4),
        rows.text(row, column + 5)};
}

std::vector<FoundRelation> find_relations(
    SideSession& side,
    const std::map<core::RelationName, core::LiveQuestions::Columns>& asked
) {
    if (asked.empty()) {
        return {};
    }
    std::vector<FoundRelation> found = read_relations(side, asked);
    ByOid by_oid;
    Parameters oids;
    for (FoundRelation& relation : found) {
        by_oid.emplace(relation.oid, &relation);
        oids.emplace_back(relation.oid);
    }
    const std::string all = array_literal(oids);
    read_columns(side, all, by_oid);
    const Parameters blocked = read_locks(side, all, by_oid);
    read_sizes(side, all, blocked, by_oid);
    return found;
}

}  // namespace rollpack::executor::detail
