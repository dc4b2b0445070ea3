#include "detail/rehearsal_server.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace rollpack::app::detail {

RehearsalServer::RehearsalServer(
    const std::optional<executor::ConnectionSettings>& named,
    core::Observer& observer
) {
    if (named) {
        observer.on(core::PhaseStarted{"connecting to " + executor::describe(*named)});
        server_ = executor::DatabaseServer::open(*named);
        return;
    }
    observer.on(core::PhaseStarted{"starting a throw-away PostgreSQL server"});
    cluster_ = executor::ScratchCluster::start();
    server_ = executor::DatabaseServer::open(
        executor::parse_connection_url(cluster_->connection_string())
    );
}

RehearsalServer::~RehearsalServer() {
    if (cluster_) {
        return;  // it goes as a whole
    }
    const std::set<std::string> left = made_;
    for (const std::string& name : left) {
        try {
            drop(name);
        } catch (const core::Error&) {
            return;  // the server is gone, or will not have it: its name says whose it is
        }
    }
}

std::string RehearsalServer::name_for(std::string_view purpose) {
    std::string name = fmt::format("rollpack_rehearsal_{}_{}", getpid(), purpose);
    made_.insert(name);
    return name;
}

std::string RehearsalServer::create(std::string_view purpose) {
    std::string name = name_for(purpose);
    server_->create(name);
    return name;
}

std::string RehearsalServer::clone(std::string_view purpose, const std::string& original) {
    std::string name = name_for(purpose);
    server_->clone(name, original);
    return name;
}

bool RehearsalServer::create_role(const std::string& name) {
    if (cluster_) {
        server_->create_role(name);
    }
    return cluster_.has_value();
}

void RehearsalServer::drop(const std::string& name) {
    server_->drop(name);
    made_.erase(name);
}

}  // namespace rollpack::app::detail
