#include "rollpack/app/scratch.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/executor/scratch_cluster.hpp"

#include <fmt/format.h>

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rollpack::app {

namespace {

/// While the command runs it is the one to answer Ctrl-C, and SIGTERM ends this process at once (the
/// cluster's supervisor then cleans up).
class SignalsLeftToCommand {
public:
    SignalsLeftToCommand() {
        struct sigaction ignore {};

        ignore.sa_handler = SIG_IGN;
        sigaction(SIGINT, &ignore, &interrupt_);

        struct sigaction standard {};

        standard.sa_handler = SIG_DFL;
        sigaction(SIGTERM, &standard, &terminate_);
    }

    ~SignalsLeftToCommand() {
        sigaction(SIGINT, &interrupt_, nullptr);
        sigaction(SIGTERM, &terminate_, nullptr);
    }

    SignalsLeftToCommand(const SignalsLeftToCommand&) = delete;
    SignalsLeftToCommand& operator=(const SignalsLeftToCommand&) = delete;
    SignalsLeftToCommand(SignalsLeftToCommand&&) = delete;
    SignalsLeftToCommand& operator=(SignalsLeftToCommand&&) = delete;

private:
    struct sigaction interrupt_ {};

    struct sigaction terminate_ {};
};

class SpawnAttributes {
public:
    SpawnAttributes() {
        check(posix_spawnattr_init(&attributes_));
        sigset_t signals;
        sigemptyset(&signals);
        for (const int number : {SIGINT, SIGTERM, SIGPIPE}) {
            sigaddset(&signals, number);
        }
        check(posix_spawnattr_setsigdefault(&attributes_, &signals));
        check(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF));
    }

    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }

    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    SpawnAttributes(SpawnAttributes&&) = delete;
    SpawnAttributes& operator=(SpawnAttributes&&) = delete;

    const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    static void check(int status) {
        if (status != 0) {
            throw core::Error(
                core::ErrorCode::internal,
                fmt::format("preparing to start a command: {}", std::strerror(status))
            );
        }
    }

    posix_spawnattr_t attributes_{};
};

/// Settings of `added` win over those of this process.
std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
    std::vector<std::string> merged = added;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string setting = *entry;
        const std::string name = setting.substr(0, setting.find('=') + 1);
        // These two would lead libpq past PGHOST.
        bool replaced = name == "PGSERVICE=" || name == "PGHOSTADDR=";
        for (const std::string& one : added) {
            replaced = replaced || one.starts_with(name);
        }
        if (!replaced) {
            merged.push_back(setting);
        }
    }
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            throw core::Error(
                core::ErrorCode::internal,
                fmt::format("waiting for the command: {}", std::strerror(errno))
            );
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run(std::vector<std::string> command, std::vector<std::string> environment) {
    const SpawnAttributes attributes;
    const std::vector<char*> arguments = pointers(command);
    const std::vector<char*> variables = pointers(environment);
    const SignalsLeftToCommand signals;
    pid_t child = 0;
    const int status = posix_spawnp(
        &child,
        arguments.front(),
        nullptr,
        attributes.get(),
        arguments.data(),
        variables.data()
    );
    if (status != 0) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("cannot start {}: {}", command.front(), std::strerror(status)),
            "Give the command as you would type it, behind --."
        );
    }
    return wait_for(child);
}

}  // namespace

int run_with_scratch_server(const std::vector<std::string>& command, core::Observer& observer) {
    observer.on(core::PhaseStarted{"starting a throw-away PostgreSQL server"});
    executor::ScratchCluster cluster = executor::ScratchCluster::start();
    observer.on(core::PhaseStarted{fmt::format("running {}", command.front())});
    const int status = run(command, merged_environment(cluster.environment()));
    cluster.stop();
    return status;
}

}  // namespace rollpack::app
