#pragma once

#include "rollpack/executor/connection_url.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace rollpack::app::detail {

/// A dump of pg_dump: which program restores it.
class Dump {
public:
    enum class Form {
        archive,  ///< custom, directory or tar: for pg_restore
        sql  ///< for psql
    };

    /// Looks at the beginning of the file. @throws Error file_unreadable; usage for what is no dump of
    /// one database.
    explicit Dump(std::filesystem::path path);

    const std::filesystem::path& path() const noexcept { return path_; }

    /// Whether it can be restored without its rows.
    bool has_schema_apart() const noexcept { return form_ == Form::archive; }

    /// Restores into an empty database, as far as it goes, and gives the roles that were missing; an
    /// archive without its rows. `programs`: the folder of psql and pg_restore; empty: PATH.
    /// @throws Error program_missing.
    std::set<std::string> missing_roles(
        const executor::ConnectionSettings& database,
        const std::filesystem::path& programs
    ) const;

    /// Restores all of it into an empty database; false where it stopped at a role that is missing.
    /// `server_version` as server_version_num.
    /// @throws Error checks_failed with what the program said; program_missing.
    [[nodiscard]] bool restore(
        const executor::ConnectionSettings& database,
        const std::filesystem::path& programs,
        int server_version
    ) const;

private:
    std::filesystem::path path_;
    Form form_;
};

}  // namespace rollpack::app::detail
