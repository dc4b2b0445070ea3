#pragma once

#include "rollpack/core/other_session.hpp"
#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/table_lock.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// What a plan asks of the live database before anything is run.
struct LiveQuestions {
    struct Columns {
        bool rows = false;  ///< how many rows there are
        std::set<std::string>
            filled;  ///< of which columns the values that are not NULL are counted

        bool operator==(const Columns&) const = default;
    };

    std::map<RelationName, Columns> relations;
    std::set<std::string> schemas;
    std::set<std::string> roles;
    RelationName history;  ///< the history table, which is written to
    std::chrono::seconds long_transaction{60};  ///< how old a transaction is that is told of

    bool operator==(const LiveQuestions&) const = default;
};

/// A number that was counted, or estimated where counting would have taken too long or had to wait.
/// An estimate is at least 1: it never says that there is nothing.
struct Count {
    std::int64_t value = 0;
    bool is_exact = true;

    bool operator==(const Count&) const = default;
};

struct LiveColumn {
    std::string name;
    std::string type;  ///< as format_type() writes it: "numeric(10,2)"
    bool is_builtin = true;  ///< its type belongs to pg_catalog, so no undo script can drop it
    bool is_generated = false;  ///< by an expression
    std::optional<Count> filled;  ///< values that are not NULL; none: not asked for

    bool operator==(const LiveColumn&) const = default;
};

/// A session that holds or waits for a lock on a relation.
struct LockedBy {
    OtherSession session;
    LockMode mode = LockMode::access_share;
    bool granted = true;

    bool operator==(const LockedBy&) const = default;
};

/// A relation that is there.
struct LiveRelation {
    std::string schema;
    std::string name;
    enum class Kind {
        table,
        partitioned_table,
        foreign_table,
        view,
        materialized_view,
        index,
        sequence,
        other
    };
    Kind kind = Kind::table;
    std::optional<Count> rows;  ///< none: not asked for, or it has none by its kind
    std::int64_t bytes = 0;  ///< with indexes and TOAST; of a partitioned table with its partitions
    std::vector<LiveColumn> columns;  ///< in the table's order
    std::vector<std::string> primary_key;  ///< its columns in order; empty: none
    bool may_alter = true;  ///< the role owns it, or is a member of the role that does
    std::string owner;
    std::string
        index_of;  ///< an index: its table, "schema.name"; a sequence: the column that owns it
    bool was_used = false;  ///< a sequence: a value was taken from it
    std::vector<LockedBy> locked_by;

    bool operator==(const LiveRelation&) const = default;
};

struct LiveSchema {
    bool may_create = true;
    bool may_alter = true;  ///< the role owns it, or is a member of the role that does
    std::vector<RelationName> tables;  ///< ordinary and partitioned tables in it

    bool operator==(const LiveSchema&) const = default;
};

/// A transaction of another session that has been open for long.
struct LongTransaction {
    OtherSession session;
    std::chrono::seconds age{};

    bool operator==(const LongTransaction&) const = default;
};

/// The answers. What is not there has no entry. Equal facts need not stay equal: rows come and go.
struct LiveFacts {
    std::map<RelationName, LiveRelation> relations;  ///< by the name that was asked for
    std::map<std::string, LiveSchema> schemas;
    std::map<std::string, bool> roles;  ///< those that exist: whether the session may act as them
    std::set<std::string> history_privileges_missing;  ///< of SELECT, INSERT, DELETE
    bool may_create_schemas = true;  ///< in this database
    std::vector<LongTransaction> long_transactions;  ///< the oldest first

    bool operator==(const LiveFacts&) const = default;
};

}  // namespace rollpack::core
