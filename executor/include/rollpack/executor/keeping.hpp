#pragma once

#include "rollpack/core/assessment.hpp"
#include "rollpack/core/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {

/// The run that kept data, as it is written beside what was kept.
struct KeptRun {
    std::string run_id;  ///< of the journal
    std::string package;
    std::string database;
    std::optional<core::Version> from_version;
    core::Version target_version;
    std::string kept_at;  ///< by the server's clock, "2026-11-22T02:15:00Z"
    std::string kept_by;  ///< the role that connected

    bool operator==(const KeptRun&) const = default;
};

/// Where a run puts what it keeps when that is not the database. Called on the thread of
/// Database::run(), in this order: for each table begin(), write() as often as it takes, end(); then
/// commit() or discard(). Each may throw core::Error but discard(): the run then ends with that error
/// and nothing is changed.
class KeepSink {
public:
    virtual ~KeepSink() = default;

    /// The rows of a table follow, in the text form of COPY, with the table's saved columns in order.
    virtual void begin(const core::KeptTable& table) = 0;
    virtual void write(std::string_view bytes) = 0;
    virtual void end(std::int64_t rows) = 0;

    /// Makes durable what was written: the database forgets it after this.
    virtual void commit(const KeptRun& run) = 0;

    /// Nothing was dropped, so nothing has to be kept.
    virtual void discard() noexcept = 0;
};

/// Begins the name of every side schema.
inline constexpr std::string_view kept_schema_prefix = "rollpack_kept_";

/// The side schema of a run: kept_schema_prefix and the first 8 digits of its id.
std::string kept_schema_name(std::string_view run_id);

/// The names of the tables in it, in the same order: "schema.table", with a digest at the end where
/// that would be too long or stand for two.
std::vector<std::string> kept_table_names(const std::vector<core::KeptTable>& tables);

/// A column's type among the kept data: its own where every database has it, else text.
std::string kept_type(const core::LiveColumn& column);

/// SQL that brings kept data back from the side schema, for psql or any other client, after the
/// release went up again. Whole tables: rows whose key is not there yet; columns: by key. Rows
/// of tables without a key stand in comments, for nobody can tell which of them are there.
std::string restore_script(const KeptRun& run, const std::vector<core::KeptTable>& tables);

/// The same from compressed COPY files beside the script, which is for psql. One file a table.
std::string restore_script_from_files(
    const KeptRun& run,
    const std::vector<core::KeptTable>& tables,
    const std::vector<std::string>& files
);

}  // namespace rollpack::executor
