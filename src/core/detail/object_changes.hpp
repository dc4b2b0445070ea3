#pragma once

#include "rollpack/core/database_object.hpp"
#include "rollpack/core/sql_analysis.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace rollpack::core::detail {

/// Remembers which objects scripts drop and create, to tell which repeatables have to run again.
/// Objects are told apart by kind, schema and name: for an overloaded function any of its name counts.
class ObjectChanges {
public:
    /// A rank above every row of the history: the change is still to come.
    static constexpr std::int64_t in_this_run = std::numeric_limits<std::int64_t>::max();

    /// Names without a schema are in `default_schema`, where Flyway's search path begins.
    explicit ObjectChanges(std::string default_schema);

    /// Scripts come in the order in which they run. `rank` is that of the script's history row.
    void add_script(const SqlAnalysis& analysis, const std::string& path, std::int64_t rank);
    void add_drops(
        const std::vector<DatabaseObject>& objects,
        const std::string& by,
        std::int64_t rank
    );
    void add_creations(
        const std::vector<DatabaseObject>& objects,
        const std::string& by,
        std::int64_t rank
    );

    /// Whether the last that happened to `object` behind the rank `since` was that it was dropped.
    bool is_dropped(const DatabaseObject& object, std::int64_t since) const;
    /// Whether the last that happened to `object` was that it was created.
    bool is_created(const DatabaseObject& object) const;

    /// Why a repeatable that last ran at the rank `since` and creates `objects` (none: not known) has
    /// to run again; none if nothing touched its objects.
    std::optional<std::string> reason_to_run_again(
        const std::optional<std::vector<DatabaseObject>>& objects,
        std::int64_t since
    ) const;

private:
    enum class Kind {
        drop,
        creation
    };

    struct Change {
        Kind kind;
        std::string by;
        std::int64_t rank;
    };

    using Key = std::tuple<ObjectKind, std::string, std::string, std::string>;

    Key key_of(const DatabaseObject& object) const;
    Key table_key_of(const DatabaseObject& trigger) const;
    void add(const std::vector<DatabaseObject>& objects, const Change& change);
    std::optional<Change> change_of(const DatabaseObject& object) const;
    std::optional<std::string> reason_by_name(
        const std::vector<DatabaseObject>& objects,
        std::int64_t since
    ) const;

    std::string default_schema_;
    std::map<Key, Change> changes_;
    std::optional<Change> last_drop_;
    std::optional<Change> last_cascade_;
};

}  // namespace rollpack::core::detail
