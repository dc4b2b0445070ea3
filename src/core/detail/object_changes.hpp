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

/// Remembers which objects scripts drop and create, to tell which repeatables have to run again. Names
/// without a schema are in a default schema; a domain counts as a type.
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
    /// Whether the last that happened to `object` was that it was created. Where a schema of an
    /// argument's type is missing, it may be any.
    bool is_created(const DatabaseObject& object) const;

    /// Why a repeatable that last ran at the rank `since` and creates `objects` (none: not known) has
    /// to run again; none if nothing touched its objects. Any overload of a function's name counts, and
    /// what becomes of the table of a trigger, rule or policy. `are_all`: it is known to create no others.
    std::optional<std::string> reason_to_run_again(
        const std::optional<std::vector<DatabaseObject>>& objects,
        bool are_all,
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

    /// What happened to one object.
    struct Fate {
        std::vector<std::string> argument_types;
        Change last;
        std::optional<Change> last_drop;
    };

    using Key = std::tuple<ObjectKind, std::string, std::string, std::string>;

    Key key_of(const DatabaseObject& object) const;
    void add(const std::vector<DatabaseObject>& objects, const Change& change);
    void add(const DatabaseObject& object, const Change& change);
    std::optional<Change> last_change(const DatabaseObject& object) const;
    std::optional<Change> last_of_name(const DatabaseObject& object) const;
    std::optional<Change> loss_with_table(const DatabaseObject& part) const;
    std::optional<std::string> reason_by_name(
        const std::vector<DatabaseObject>& objects,
        std::int64_t since
    ) const;

    std::string default_schema_;
    std::map<Key, std::vector<Fate>> fates_;
    std::optional<Change> last_drop_;
    std::optional<Change> last_cascade_;
};

}  // namespace rollpack::core::detail
