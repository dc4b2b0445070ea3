#pragma once

#include "rollpack/core/data_effect.hpp"
#include "rollpack/core/database_object.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

    bool operator==(const SqlAnalysis&) const = default;
};

/// The executor's analysis, handed to core as a function: core knows no parser.
using AnalyzeSql = std::function<SqlAnalysis(std::string_view text)>;

}  // namespace rollpack::core
