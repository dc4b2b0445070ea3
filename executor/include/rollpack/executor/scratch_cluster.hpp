#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {

struct ScratchOptions {
    /// The folder of initdb and postgres. Empty: $ROLLPACK_PG_BINDIR, else what pg_config names, else
    /// the newest of /usr/lib/postgresql/*/bin, else PATH.
    std::filesystem::path bin_dir;
    /// "name=value": server settings over those that a scratch cluster has anyway.
    std::vector<std::string> settings;
};

/// A throw-away PostgreSQL server of this process: a new, empty cluster (UTF8, time zone UTC, locale
/// C.UTF-8) in a temporary folder below $TMPDIR (else /tmp), reachable over a unix socket in that
/// folder and by nothing else, and only for this user and root. It is not made to survive: nothing is
/// synced to disk.
///
/// Nothing is left behind when it is stopped, when starting fails, or when this process dies, be it
/// by SIGKILL: a supervisor process in a session of its own then stops the server at once and removes
/// the folder. A terminal's interrupt does not reach the server.
///
/// When run as root, which PostgreSQL refuses, the cluster belongs to the user "postgres" where there
/// is one, else to "nobody".
class ScratchCluster {
public:
    /// Makes and starts a cluster and waits until it takes connections (1 to 2 s).
    /// @throws core::Error programs_missing; file_unwritable: no folder could be made, or its name is
    /// too long for a socket; server_unsuitable: the server does not start, with the end of its log.
    [[nodiscard]] static ScratchCluster start(const ScratchOptions& options = {});

    /// Empty afterwards: only destruction and assignment are allowed then.
    ScratchCluster(ScratchCluster&&) noexcept;
    ScratchCluster& operator=(ScratchCluster&&) noexcept;
    ScratchCluster(const ScratchCluster&) = delete;
    ScratchCluster& operator=(const ScratchCluster&) = delete;
    ~ScratchCluster();

    /// Where the server's programs, and mostly psql and pg_dump, are.
    const std::filesystem::path& bin_dir() const noexcept;

    /// What libpq takes as host.
    const std::filesystem::path& socket_directory() const noexcept;

    int port() const noexcept;

    /// The name of the superuser, who needs no password.
    const std::string& user() const noexcept;

    /// A libpq connection string, as that user.
    std::string connection_string(std::string_view database = "postgres") const;

    /// "PGHOST=..." and its like, for a child process whose libpq is to find this cluster.
    std::vector<std::string> environment() const;

    /// The process id of the server.
    int server_pid() const noexcept;

    /// The end of what the server wrote, for messages about its failure.
    std::string log_tail() const;

    /// Stops the server without waiting for its clients and removes everything. Does nothing when it
    /// was called before.
    void stop() noexcept;

private:
    struct State;
    explicit ScratchCluster(std::unique_ptr<State> state) noexcept;

    std::unique_ptr<State> state_;
};

}  // namespace rollpack::executor
