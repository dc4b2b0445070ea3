#pragma once

#include "rollpack/core/data_effect.hpp"
#include "rollpack/core/database_object.hpp"
#include "rollpack/core/object_event.hpp"
#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/script_text.hpp"
#include "rollpack/core/sql_change.hpp"
#include "rollpack/core/table_lock.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// One statement of a script. Offsets are bytes into the analysed text.
struct SqlStatement {
    std::size_t offset = 0;  ///< of its first token: leading comments and white space are left out
    std::size_t length = 0;  ///< to the end of its last token, without ";"
    std::size_t line = 1;  ///< 1-based line of `offset`

    /// COPY ... FROM STDIN: the inline data, from the line after ";" up to the line "\." (left out).
    struct InlineData {
        std::size_t offset = 0;
        std::size_t length = 0;
        bool operator==(const InlineData&) const = default;
    };

    std::optional<InlineData> copy_data;
    /// Not empty: it cannot run in a transaction block; the words that say what it is, for example
    /// "CREATE INDEX CONCURRENTLY".
    std::string not_transactional;
    /// Not empty: it begins or ends transactions itself ("COMMIT").
    std::string transaction_control;
    /// CALL: the procedure, which may commit. Where it does, no transaction can be around it.
    std::optional<RelationName> calls = {};
    /// Locks on tables, indexes and the like that it takes until the transaction ends, estimated from
    /// its form. Rows do not count.
    std::size_t estimated_locks = 0;

    bool operator==(const SqlStatement&) const = default;
};

/// A fault in a script's form, found without a server.
struct SqlFault {
    enum class Kind {
        psql_command,
        incomplete,
        unparsable
    };
    Kind kind;
    std::size_t line;
    std::string message;

    bool operator==(const SqlFault&) const = default;
};

/// What a script may leave behind in its session that a later script would see.
struct SessionTraces {
    /// It sets something for the session or the transaction (but role and search path, which are set
    /// before every script), makes a temporary table, a prepared statement or a cursor, listens, takes
    /// an advisory lock, or hides what it does (DO, CALL, SELECT of a function of the project's, a
    /// statement without a parse tree).
    bool any = false;
    bool constraints = false;  ///< SET CONSTRAINTS, or what hides one
    /// Settings with a dot in their name that it sets ("app.tenant"), lower case: no catalog lists them.
    std::set<std::string> custom_settings;

    bool operator==(const SessionTraces&) const = default;
};

/// A column that a script adds to a table that is there already.
struct AddedColumn {
    RelationName table;
    std::string column;

    bool operator==(const AddedColumn&) const = default;
};

/// A relation, or a column of one, that a script gives another name or schema.
struct Renaming {
    RelationName from;
    RelationName to;  ///< what it is called then; the same for a column
    std::string column_from = {};  ///< empty: it is the relation that is renamed
    std::string column_to = {};
    std::size_t line = 1;  ///< 1-based line of the statement

    bool operator==(const Renaming&) const = default;
};

/// SET search_path: where names without a schema are looked for from this line on.
struct SearchPath {
    std::vector<std::string> schemas;  ///< empty: back to the session's own
    std::size_t line = 1;  ///< 1-based line of the statement

    bool operator==(const SearchPath&) const = default;
};

/// What can be known of a script without a server.
struct SqlAnalysis {
    std::vector<SqlStatement> statements;  ///< in order; none for a script of comments only
    std::vector<SqlFault> faults;
    std::vector<DatabaseObject> creates;  ///< views, functions, procedures, triggers, tables
    std::vector<DatabaseObject> drops;  ///< named in DROP statements
    bool drops_cascade = false;  ///< a DROP ... CASCADE may take more than it names
    std::vector<DataEffect> effects;  ///< in the order of the statements
    /// Nothing hides what it creates: no DO block, no call, no syntax that the parser does not know.
    bool creates_known = true;
    std::vector<TableLock> locks;  ///< on what is named, in the order of the statements
    std::vector<AddedColumn> adds_columns;
    std::vector<RelationName> needs_owner;  ///< tables, views, ... that it alters or drops
    std::set<std::string> creates_in;  ///< schemas in which it makes something, where it names them
    std::set<std::string> roles;  ///< that it takes on or hands objects to: SET ROLE, OWNER TO
    bool takes_role = false;  ///< SET ROLE, SET SESSION AUTHORIZATION: other privileges count then
    std::vector<Renaming> renames;  ///< in the order of the statements
    std::vector<SearchPath> search_paths;  ///< in the order of the statements
    SessionTraces traces;
    std::vector<SqlChange> changes;  ///< of objects of every kind, in the order of the statements
    std::vector<ObjectEvent> events;  ///< what order depends on, in the order of the statements

    bool operator==(const SqlAnalysis&) const = default;
};

/// The executor's analysis, handed to core as a function: core knows no parser.
using AnalyzeSql = std::function<SqlAnalysis(const ScriptText& text)>;

}  // namespace rollpack::core
