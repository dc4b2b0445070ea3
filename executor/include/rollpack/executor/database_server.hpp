#pragma once

#include "rollpack/executor/connection_url.hpp"

#include <memory>
#include <string>

namespace rollpack::executor {

/// A server on which databases are made for a while. Not for use by two threads at once. Any member may
/// throw Error connection_lost, interrupted and sql_failed.
class DatabaseServer {
public:
    /// Connects to the database that the settings name, whose role must be allowed to make others.
    /// @throws Error as open_database().
    static DatabaseServer open(const ConnectionSettings& settings);

    DatabaseServer(DatabaseServer&&) noexcept;
    DatabaseServer& operator=(DatabaseServer&&) noexcept;
    DatabaseServer(const DatabaseServer&) = delete;
    DatabaseServer& operator=(const DatabaseServer&) = delete;
    ~DatabaseServer();

    /// server_version_num
    int version_number() const noexcept;

    /// An empty database, from template0: nothing that somebody put into template1 is in it.
    void create(const std::string& name);

    /// A copy of another one, to which nobody may be connected meanwhile.
    void clone(const std::string& name, const std::string& original);

    /// Ends whoever is connected to it. Does nothing where it is not there.
    void drop(const std::string& name);

    /// One that may not log in.
    void create_role(const std::string& name);

    /// How to reach one of its databases as the same role.
    ConnectionSettings settings_of(const std::string& name) const;

private:
    struct State;
    explicit DatabaseServer(std::unique_ptr<State> state) noexcept;

    std::unique_ptr<State> state_;
};

}  // namespace rollpack::executor
