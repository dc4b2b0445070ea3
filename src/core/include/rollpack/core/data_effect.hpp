#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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

    bool operator==(const DataEffect&) const = default;
};

}  // namespace rollpack::core
