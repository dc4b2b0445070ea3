#pragma once

#include "rollpack/core/relation_name.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// What a statement does to data that is there already.
enum class DataAction {
    drops_table,
    drops_column,
    drops_schema,
    drops_materialized_view,
    drops_sequence,
    drops_type,
    drops_owned,  ///< DROP OWNED BY
    changes_type,  ///< of a column
    truncates_table,
    deletes_rows,
    updates_rows,
    inserts_rows,
    unknown  ///< DO, CALL, dynamic SQL, syntax that the parser does not know
};

/// "drops table", "deletes rows of", ...: reads on with the object's name.
std::string_view to_string(DataAction action) noexcept;

/// One thing that a script does to data, as its text says it; whether there is such data only the
/// database knows.
struct DataEffect {
    DataAction action = DataAction::unknown;
    /// "shop.orders", "shop.orders.currency" for a column; for unknown what hides the effect ("DO").
    std::string object;
    std::size_t line = 1;  ///< 1-based line of the statement
    bool cascades = false;  ///< CASCADE: dependants that are not named go too
    /// The table, view, sequence or type; a schema and the role of drops_owned are its name. Empty for
    /// unknown.
    RelationName relation = {};
    /// drops_column, changes_type: the column; updates_rows: those that are set, where they are known.
    std::vector<std::string> columns = {};
    /// changes_type: the new type as SQL text.
    std::string new_type = {};
    /// updates_rows, deletes_rows: a WHERE is there, so not every row has to be meant. inserts_rows: ON
    /// CONFLICT, NOT EXISTS or EXCEPT leaves out rows that are there already.
    bool is_partial = false;

    bool operator==(const DataEffect&) const = default;
};

}  // namespace rollpack::core
