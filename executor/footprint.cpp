#include "detail/footprint.hpp"

#include "detail/array_literal.hpp"
#include "detail/side_session.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using core::LockMode;
using core::RelationName;

// The server's names for the modes, in the order of core::LockMode.
constexpr std::array<std::string_view, 8> mode_names{
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock"};

constexpr const char* locks_query = R"(
SELECT c.oid, n.nspname, c.relname, l.mode, c.relfilenode
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE l.pid = $1 AND l.locktype = 'relation' AND l.granted
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                    WHERE d.datname = pg_catalog.current_database())
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT (n.nspname = $2 AND c.relname IN ($3, 'rollpack_journal'))
ORDER BY n.nspname, c.relname
)";

constexpr const char* files_query =
    "SELECT c.oid, c.relfilenode FROM pg_catalog.pg_class AS c "
    "WHERE c.oid = ANY ($1::pg_catalog.oid[]) AND c.relfilenode <> 0";

struct Locked {
    HeldLock lock;
    std::string oid;
    std::string file;  ///< as others still see it
};

LockMode mode_of(const std::string& name) {
    const auto* const found = std::ranges::find(mode_names, name);
    ROLLPACK_ASSERT(found != mode_names.end());
    return static_cast<LockMode>(found - mode_names.begin());
}

std::vector<Locked> read_locked(Session& session, const core::HistoryTable& table) {
    SideSession side{session, table.schema};
    const Result rows =
        side.query(locks_query, {std::to_string(session.backend_pid), table.schema, table.table});
    std::vector<Locked> locked;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const LockMode mode = mode_of(rows.text(i, 3));
        if (locked.empty() || locked.back().oid != rows.text(i, 0)) {
            locked.push_back(
                {{{rows.text(i, 1), rows.text(i, 2)}, mode}, rows.text(i, 0), rows.text(i, 4)}
            );
        }
        locked.back().lock.mode = std::max(locked.back().lock.mode, mode);
    }
    return locked;
}

/// Whatever gives a relation another file holds ACCESS EXCLUSIVE on it until the end.
std::map<std::string, std::string> read_files(Session& session, const std::vector<Locked>& locked) {
    Parameters oids;
    for (const Locked& each : locked) {
        if (each.lock.mode == LockMode::access_exclusive) {
            oids.emplace_back(each.oid);
        }
    }
    std::map<std::string, std::string> files;
    if (oids.empty()) {
        return files;
    }
    const Result rows = session.connection.query(files_query, {array_literal(oids)});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        files.emplace(rows.text(i, 0), rows.text(i, 1));
    }
    return files;
}

}  // namespace

Footprint read_footprint(Session& session, const core::HistoryTable& table) {
    if (!session.connection.in_transaction()) {
        return {};
    }
    std::vector<Locked> locked = read_locked(session, table);
    const std::map<std::string, std::string> files = read_files(session, locked);
    Footprint footprint;
    for (Locked& each : locked) {
        const auto file = files.find(each.oid);
        if (file != files.end() && file->second != each.file) {
            footprint.rewritten.push_back(each.lock.relation);
        }
        footprint.locks.push_back(std::move(each.lock));
    }
    return footprint;
}

}  // namespace rollpack::executor::detail
