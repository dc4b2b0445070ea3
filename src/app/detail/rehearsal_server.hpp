#pragma once

#include "rollpack/core/event.hpp"
#include "rollpack/executor/database_server.hpp"
#include "rollpack/executor/scratch_cluster.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace rollpack::app::detail {

/// Where a rehearsal makes its databases: a server that is thrown away, or one that was named, from which
/// every database goes again.
class RehearsalServer {
public:
    RehearsalServer(
        const std::optional<executor::ConnectionSettings>& named,
        core::Observer& observer
    );
    ~RehearsalServer();
    RehearsalServer(const RehearsalServer&) = delete;
    RehearsalServer& operator=(const RehearsalServer&) = delete;
    RehearsalServer(RehearsalServer&&) = delete;
    RehearsalServer& operator=(RehearsalServer&&) = delete;

    int version_number() const noexcept { return server_->version_number(); }

    /// The database's name, of which `purpose` is a part.
    std::string create(std::string_view purpose);
    std::string clone(std::string_view purpose, const std::string& original);
    void drop(const std::string& name);

    /// Where psql and pg_restore of this server are; empty: not known.
    std::filesystem::path programs() const {
        return cluster_ ? cluster_->bin_dir() : std::filesystem::path{};
    }

    /// Makes a role that scripts name, on a server that is thrown away. False on another: whose roles
    /// they are is not for a rehearsal to say.
    bool create_role(const std::string& name);

    executor::ConnectionSettings settings_of(const std::string& name) const {
        return server_->settings_of(name);
    }

private:
    std::string name_for(std::string_view purpose);

    std::optional<executor::ScratchCluster> cluster_;
    std::optional<executor::DatabaseServer> server_;
    std::set<std::string> made_;
};

}  // namespace rollpack::app::detail
