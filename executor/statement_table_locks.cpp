#include "detail/statement_table_locks.hpp"

#include "detail/alter_table_locks.hpp"
#include "detail/tree_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

// The modes were read from pg_locks of PostgreSQL 15 after each kind of statement; a test compares
// them with the server's.

namespace rollpack::executor::detail {

namespace {

using core::LockMode;
using core::RelationName;

/// `relation` is a RangeVar node.
void add_lock(LockMode mode, const Node& relation, Locks& locks, Work work = Work::none) {
    if (relation.exists() && !is_temporary(relation)) {
        locks.add(mode, relation_of(relation), work);
    }
}

template <LockMode mode, Work work = Work::none>
void on_relation(const Node& statement, Locks& locks) {
    add_lock(mode, statement["relation"], locks, work);
}

/// REINDEX, VACUUM and the like have their options in a list; one that is there is mostly on.
bool has_option(const Node& options, std::string_view name) {
    const std::vector<Node> items = options.items();
    return std::ranges::any_of(items, [name](const Node& option) {
        return option.content()["defname"].text() == name;
    });
}

void add_constraint(const Node& constraint, Locks& locks) {
    if (constraint["contype"].text() == "CONSTR_FOREIGN") {
        add_lock(LockMode::share_row_exclusive, constraint["pktable"], locks);
    }
}

void add_create_table(const Node& statement, Locks& locks) {
    for (const Node& element : statement["tableElts"].items()) {
        add_constraint(element.content(), locks);
        for (const Node& constraint : element.content()["constraints"].items()) {
            add_constraint(constraint.content(), locks);
        }
    }
    const LockMode mode = statement["partbound"].exists() ? LockMode::access_exclusive
                                                          : LockMode::share_update_exclusive;
    for (const Node& parent : statement["inhRelations"].items()) {
        add_lock(mode, parent.content(), locks);
    }
}

void add_create_schema(const Node& statement, Locks& locks) {
    for (const Node& element : statement["schemaElts"].items()) {
        if (element.kind() == "CreateStmt") {
            add_create_table(element.content(), locks);
        }
    }
}

void add_drop(const Node& statement, Locks& locks) {
    const std::string type = statement["removeType"].text();
    const LockMode mode = statement["concurrent"].is_true() ? LockMode::share_update_exclusive
                                                            : LockMode::access_exclusive;
    for (const Node& object : statement["objects"].items()) {
        if (is_relation_type(type)) {
            locks.add(mode, relation_of_object(object));
        } else if (is_part_of_table_type(type)) {
            locks.add(mode, table_of_part(object));
        }
    }
}

void add_rename(const Node& statement, Locks& locks) {
    const bool is_index = statement["renameType"].text() == "OBJECT_INDEX";
    add_lock(
        is_index ? LockMode::share_update_exclusive : LockMode::access_exclusive,
        statement["relation"],
        locks
    );
}

void add_comment(const Node& statement, Locks& locks) {
    const std::string type = statement["objtype"].text();
    if (type == "OBJECT_COLUMN") {
        locks.add(LockMode::share_update_exclusive, table_of_part(statement["object"]));
    } else if (is_relation_type(type)) {
        locks.add(LockMode::share_update_exclusive, relation_of_object(statement["object"]));
    }
}

void add_index(const Node& statement, Locks& locks) {
    const LockMode mode = statement["concurrent"].is_true() ? LockMode::share_update_exclusive
                                                            : LockMode::share;
    add_lock(mode, statement["relation"], locks, Work::scans);
}

void add_reindex(const Node& statement, Locks& locks) {
    const bool concurrently = has_option(statement["params"], "concurrently");
    const bool is_index = statement["kind"].text() == "REINDEX_OBJECT_INDEX";
    const LockMode mode = concurrently ? LockMode::share_update_exclusive
        : is_index                     ? LockMode::access_exclusive
                                       : LockMode::share;
    add_lock(mode, statement["relation"], locks, Work::scans);
}

void add_vacuum(const Node& statement, Locks& locks) {
    const bool is_full = has_option(statement["options"], "full");
    for (const Node& item : statement["rels"].items()) {
        add_lock(
            is_full ? LockMode::access_exclusive : LockMode::share_update_exclusive,
            item.content()["relation"],
            locks,
            is_full                                   ? Work::rewrites
                : statement["is_vacuumcmd"].is_true() ? Work::scans
                                                      : Work::none
        );
    }
}

void add_refresh(const Node& statement, Locks& locks) {
    if (statement["concurrent"].is_true()) {
        add_lock(LockMode::exclusive, statement["relation"], locks, Work::scans);
    } else {
        add_lock(LockMode::access_exclusive, statement["relation"], locks, Work::rewrites);
    }
}

void add_lock_table(const Node& statement, Locks& locks) {
    const long mode = statement["mode"].number();  // lockdefs.h: 1 is AccessShareLock
    if (mode < 2 || mode > 8) {
        return;
    }
    for (const Node& relation : statement["relations"].items()) {
        add_lock(static_cast<LockMode>(mode - 1), relation.content(), locks);
    }
}

void add_view(const Node& statement, Locks& locks) {
    if (statement["replace"].is_true()) {
        add_lock(LockMode::access_exclusive, statement["view"], locks);
    }
}

void add_publication(const Node& statement, Locks& locks) {
    for (const Node& object : statement["pubobjects"].items()) {
        add_lock(LockMode::share_update_exclusive, object.content()["pubtable"]["relation"], locks);
    }
}

void add_copy(const Node& statement, Locks& locks) {
    if (statement["is_from"].is_true()) {
        on_relation<LockMode::row_exclusive>(statement, locks);
    }
}

std::string alias_of(const Node& range_var) {
    const std::string alias = range_var["alias"]["aliasname"].text();
    return alias.empty() ? range_var["relname"].text() : alias;
}

/// FOR UPDATE and its like lock the tables that they name, or all that are read.
void add_select(const Node& statement, Locks& locks) {
    constexpr auto table_kind = std::to_array<std::string_view>({"RangeVar"});
    std::vector<Node> tables;
    for (const Node& item : statement["fromClause"].items()) {
        if (item.kind() == "RangeVar") {
            tables.push_back(item.content());
            continue;
        }
        for (const Node& table : item.content().nodes_of_kinds(table_kind)) {
            tables.push_back(table.content());
        }
    }
    for (const Node& clause : statement["lockingClause"].items()) {
        const std::vector<Node> named = clause.content()["lockedRels"].items();
        for (const Node& table : tables) {
            const bool is_meant = named.empty()
                || std::ranges::any_of(named, [&](const Node& name) {
                                      return name.content()["relname"].text() == alias_of(table);
                                  });
            if (is_meant) {
                add_lock(LockMode::row_share, table, locks);
            }
        }
    }
}

struct Rule {
    std::string_view kind;
    void (*add)(const Node& statement, Locks& locks);
};

constexpr auto rules = std::to_array<Rule>({
    {"AlterObjectSchemaStmt", on_relation<LockMode::access_exclusive>},
    {"AlterPolicyStmt",
     [](const Node& statement, Locks& locks) {
         add_lock(LockMode::access_exclusive, statement["table"], locks);
     }},
    {"AlterSeqStmt",
     [](const Node& statement, Locks& locks) {
         add_lock(LockMode::share_row_exclusive, statement["sequence"], locks);
     }},
    {"AlterTableStmt", add_alter_table_locks},
    {"ClusterStmt", on_relation<LockMode::access_exclusive, Work::rewrites>},
    {"CommentStmt", add_comment},
    {"CopyStmt", add_copy},
    {"CreatePolicyStmt",
     [](const Node& statement, Locks& locks) {
         add_lock(LockMode::access_exclusive, statement["table"], locks);
     }},
    {"CreatePublicationStmt", add_publication},
    {"CreateSchemaStmt", add_create_schema},
    {"CreateStatsStmt",
     [](const Node& statement, Locks& locks) {
         for (const Node& relation : statement["relations"].items()) {
             add_lock(LockMode::share_update_exclusive, relation.content(), locks);
         }
     }},
    {"CreateStmt", add_create_table},
    {"CreateTrigStmt", on_relation<LockMode::share_row_exclusive>},
    {"DeleteStmt", on_relation<LockMode::row_exclusive>},
    {"DropStmt", add_drop},
    {"IndexStmt", add_index},
    {"InsertStmt", on_relation<LockMode::row_exclusive>},
    {"LockStmt", add_lock_table},
    {"MergeStmt", on_relation<LockMode::row_exclusive>},
    {"RefreshMatViewStmt", add_refresh},
    {"ReindexStmt", add_reindex},
    {"RenameStmt", add_rename},
    {"RuleStmt", on_relation<LockMode::access_exclusive>},
    {"SelectStmt", add_select},
    {"TruncateStmt",
     [](const Node& statement, Locks& locks) {
         for (const Node& relation : statement["relations"].items()) {
             add_lock(LockMode::access_exclusive, relation.content(), locks);
         }
     }},
    {"UpdateStmt", on_relation<LockMode::row_exclusive>},
    {"VacuumStmt", add_vacuum},
    {"ViewStmt", add_view},
});

/// Statements inside others that lock at once. A view's or routine's body does so later, if ever.
constexpr auto inner_kinds = std::to_array<std::string_view>({
    "DeleteStmt",
    "InsertStmt",
    "MergeStmt",
    "SelectStmt",
    "UpdateStmt",
});
constexpr auto kinds_that_run_others = std::to_array<std::string_view>({
    "CopyStmt",
    "CreateTableAsStmt",
    "DeleteStmt",
    "ExplainStmt",
    "InsertStmt",
    "MergeStmt",
    "SelectStmt",
    "UpdateStmt",
});

void add_by_rule(const Node& statement, Locks& locks) {
    const auto* const rule = std::ranges::find(rules, statement.kind(), &Rule::kind);
    if (rule != rules.end()) {
        rule->add(statement.content(), locks);
    }
}

}  // namespace

void Locks::add(LockMode mode, RelationName relation, Work work) {
    const auto first = locks_.begin() + static_cast<std::ptrdiff_t>(first_);
    auto lock = std::find_if(first, locks_.end(), [&](const core::TableLock& known) {
        return known.relation == relation;
    });
    if (lock == locks_.end()) {
        lock = locks_.insert(lock, {.mode = mode, .relation = std::move(relation), .line = line_});
    }
    lock->mode = std::max(lock->mode, mode);
    lock->rewrites = lock->rewrites || work == Work::rewrites;
    lock->scans = lock->scans || work == Work::scans;
}

void add_table_locks(const Node& statement, std::size_t line, std::vector<core::TableLock>& locks) {
    Locks added{line, locks};
    add_by_rule(statement, added);
    if (std::ranges::find(kinds_that_run_others, statement.kind()) != kinds_that_run_others.end()) {
        for (const Node& inner : statement.content().nodes_of_kinds(inner_kinds)) {
            add_by_rule(inner, added);
        }
    }
}

}  // namespace rollpack::executor::detail
