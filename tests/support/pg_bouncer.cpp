#include "support/pg_bouncer.hpp"

#include <libpq-fe.h>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

namespace rollpack::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/pgbouncer";
constexpr int port = 6432;

using Client = std::unique_ptr<PGconn, void (*)(PGconn*)>;

Client connect(const std::string& conninfo) {
    return {PQconnectdb(conninfo.c_str()), &PQfinish};
}

std::string ask(const Client& client, const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result{
        PQexec(client.get(), sql.c_str()),
        &PQclear};
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(PQerrorMessage(client.get()));
    }
    return status == PGRES_TUPLES_OK ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string configuration(PgBouncer::Mode mode, const fs::path& folder) {
    const auto& cluster = pg_cluster();
    return "[databases]\n* = host=" + cluster.socket_directory().string()
        + " port=" + std::to_string(cluster.port()) + " user=" + cluster.user()
        + "\n[pgbouncer]\nlisten_port = " + std::to_string(port)
        + "\nunix_socket_dir = " + folder.string() + "\nlogfile = " + (folder / "log").string()
        + "\nauth_type = any\npool_mode = "
        + (mode == PgBouncer::Mode::session ? "session" : "transaction")
        + "\ndefault_pool_size = " + std::to_string(PgBouncer::pool_size) + "\n";
}

/// In the new process.
[[noreturn]] void become_pgbouncer(const passwd& account, const char* file) {
    const bool is_other = account.pw_uid != geteuid();
    if (is_other
        && (initgroups(account.pw_name, account.pw_gid) != 0 || setgid(account.pw_gid) != 0
            || setuid(account.pw_uid) != 0)) {
        _exit(126);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execl(program, program, "-q", file, nullptr);
    _exit(127);
}

}  // namespace

bool PgBouncer::is_installed() {
    return access(program, X_OK) == 0;
}

PgBouncer::PgBouncer(Mode mode) {
    const std::string file = folder_ / "pgbouncer.ini";
    write_file(file, configuration(mode, folder_.path()));

    struct stat socket_folder {};

    const passwd* account = nullptr;
    if (stat(pg_cluster().socket_directory().c_str(), &socket_folder) == 0) {
        account = getpwuid(socket_folder.st_uid);
    }
    if (account == nullptr) {
        throw std::runtime_error("the cluster's account is unknown");
    }
    fs::permissions(folder_.path(), fs::perms::all);
    process_ = fork();
    if (process_ == 0) {
        become_pgbouncer(*account, file.c_str());
    }
    wait_until_it_answers();
}

PgBouncer::~PgBouncer() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
}

std::string PgBouncer::conninfo(const TestDatabase& database) const {
    return "host=" + folder_.path().string() + " port=" + std::to_string(port)
        + " user=" + pg_cluster().user() + " dbname=" + database.name();
}

std::vector<std::string> PgBouncer::values(const TestDatabase& database, const std::string& sql)
    const {
    std::vector<Client> clients;
    std::vector<std::string> all;
    for (int i = 0; i < pool_size; ++i) {
        const Client& client = clients.emplace_back(connect(conninfo(database)));
        ask(client, "BEGIN");
        all.push_back(ask(client, sql));
    }
    return all;
}

void PgBouncer::wait_until_it_answers() const {
    using namespace std::chrono_literals;
    std::string why;
    for (int i = 0; i < 500; ++i) {
        const Client client = connect(
            "host=" + folder_.path().string() + " port=" + std::to_string(port)
            + " user=" + pg_cluster().user() + " dbname=postgres"
        );
        if (PQstatus(client.get()) == CONNECTION_OK) {
            return;
        }
        why = PQerrorMessage(client.get());
        std::this_thread::sleep_for(20ms);
    }
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    throw std::runtime_error("PgBouncer does not answer: " + why);
}

}  // namespace rollpack::test
