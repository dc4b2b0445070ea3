#include "rollpack/app/scratch.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/executor/scratch_cluster.hpp"
#include "rollpack/os/program.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

int run(const std::vector<std::string>& command, std::vector<std::string> environment) {
    // These two would lead libpq past PGHOST.
    environment.insert(environment.end(), {"PGSERVICE=", "PGHOSTADDR="});
    try {
        return os::run_attached(command, environment);
    } catch (const core::Error& error) {
        if (error.code() != core::ErrorCode::program_missing) {
            throw;
        }
        throw core::Error(
            core::ErrorCode::usage,
            error.message(),
            "Give the command as you would type it, behind --."
        );
    }
}

}  // namespace

int run_with_scratch_server(const std::vector<std::string>& command, core::Observer& observer) {
    observer.on(core::PhaseStarted{"starting a throw-away PostgreSQL server"});
    executor::ScratchCluster cluster = executor::ScratchCluster::start();
    observer.on(core::PhaseStarted{fmt::format("running {}", command.front())});
    const int status = run(command, cluster.environment());
    cluster.stop();
    return status;
}

}  // namespace rollpack::app
