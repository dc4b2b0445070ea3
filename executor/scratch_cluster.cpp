#include "rollpack/executor/scratch_cluster.hpp"

#include "detail/scratch_supervisor.hpp"
#include "detail/server_programs.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <pwd.h>
#include <sys/random.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <clocale>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

namespace rollpack::executor {

namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using detail::Account;
using detail::SupervisorNote;
using detail::SupervisorOrders;

constexpr int default_port = 5432;  // the socket's folder is private, so no other server is there
constexpr std::string_view superuser = "postgres";
constexpr std::chrono::seconds longest_start{120};
constexpr int milliseconds_between_tries = 20;

/// Quick rather than safe, and the same whatever the machine's configuration.
constexpr std::array<std::string_view, 10> base_settings{
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=32MB",
    "max_locks_per_transaction=1024",  // a rollback of a thousand versions is one transaction
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off"};

fs::path new_folder_name() {
    std::uint64_t random = 0;
    if (getrandom(&random, sizeof random, 0) != static_cast<ssize_t>(sizeof random)) {
        throw Error{ErrorCode::internal, "the system gives no random number"};
    }
    std::error_code unusable;
    fs::path parent = fs::temp_directory_path(unusable);
    if (unusable) {
        throw Error{
            ErrorCode::file_unwritable,
            fmt::format("the temporary folder is not usable: {}", unusable.message()),
            "Set TMPDIR to a folder that exists."};
    }
    return fs::absolute(parent) / fmt::format("rollpack-pg-{:016x}", random);
}

void check_socket_folder(const fs::path& folder) {
    if (folder.native().find(',') != std::string::npos) {
        throw Error{
            ErrorCode::file_unwritable,
            fmt::format("PostgreSQL's clients take the folder {} for a list", folder.string()),
            "Set TMPDIR to a folder without a comma in its name, for example TMPDIR=/tmp."};
    }
    const fs::path socket = folder / fmt::format(".s.PGSQL.{}", default_port);
    constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
    if (socket.native().size() > longest) {
        throw Error{
            ErrorCode::file_unwritable,
            fmt::format(
                "the name {} is too long for a unix socket: {} bytes, {} at most",
                socket.string(),
                socket.native().size(),
                longest
            ),
            "Set TMPDIR to a folder with a shorter name, for example TMPDIR=/tmp."};
    }
}

std::optional<Account> find_account(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read before anything else could ask
    const passwd* found = getpwnam(name);
    if (found == nullptr || found->pw_uid == 0) {
        return std::nullopt;
    }
    return Account{.name = name, .uid = found->pw_uid, .gid = found->pw_gid};
}

/// Whose the cluster is to be; none: ours.
std::optional<Account> unprivileged_account() {
    if (geteuid() != 0) {
        return std::nullopt;
    }
    for (const char* name : {"postgres", "nobody"}) {
        if (auto account = find_account(name)) {
            return account;
        }
    }
    throw Error{
        ErrorCode::server_unsuitable,
        "PostgreSQL does not run as root, and there is no user postgres or nobody",
        "Run rollpack as another user, or make one with \"useradd --system postgres\"."};
}

std::string best_locale() {
    const locale_t locale = newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
    if (locale == nullptr) {
        return "C";
    }
    freelocale(locale);
    return "C.UTF-8";
}

SupervisorOrders make_orders(
    const fs::path& folder,
    const fs::path& bin_dir,
    const std::vector<std::string>& settings
) {
    const std::string data = (folder / "data").string();
    SupervisorOrders orders{
        .folder = folder,
        .log = folder / "server.log",
        .account = unprivileged_account(),
        .initdb =
            {(bin_dir / "initdb").string(),
             "--pgdata=" + data,
             fmt::format("--username={}", superuser),
             "--auth=trust",
             "--encoding=UTF8",
             "--locale=" + best_locale(),
             "--no-sync"},
        .postgres =
            {(bin_dir / "postgres").string(), "-D", data, "-p", std::to_string(default_port)}};
    const auto add_setting = [&orders](std::string_view setting) {
        orders.postgres.emplace_back("-c");
        orders.postgres.emplace_back(setting);
    };
    for (const std::string_view setting : base_settings) {
        add_setting(setting);
    }
    // Quoted: the value is a list of names.
    std::string quoted = folder.string();
    for (std::size_t at = quoted.find('"'); at != std::string::npos;
         at = quoted.find('"', at + 2)) {
        quoted.insert(at, 1, '"');
    }
    add_setting(fmt::format("unix_socket_directories=\"{}\"", quoted));
    for (const std::string& setting : settings) {
        add_setting(setting);
    }
    return orders;
}

std::string quote_value(std::string_view value) {
    std::string quoted = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + "'";
}

std::string describe_status(int status) {
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace

struct ScratchCluster::State {
    State(fs::path its_bin_dir, const SupervisorOrders& orders)
        : bin_dir{std::move(its_bin_dir)}
        , folder{orders.folder}
        , log{orders.log}
        , supervisor{orders} {
        if (orders.account) {
            account = orders.account->name;
        }
    }

    void wait_until_ready();
    void take(const SupervisorNote& note);
    std::string log_tail() const;
    std::string connection_string(std::string_view database) const;

    [[noreturn]] void fail(const std::string& message) const {
        throw Error{
            ErrorCode::server_unsuitable,
            fmt::format("{}: {}", message, log_tail()),
            "Mend what the server says, or choose another one with ROLLPACK_PG_BINDIR."};
    }

    fs::path bin_dir;
    fs::path folder;
    fs::path log;
    std::string account;  ///< empty: ours
    std::string user{superuser};
    int port = default_port;
    int server_pid = -1;
    detail::Supervisor supervisor;
};

void ScratchCluster::State::take(const SupervisorNote& note) {
    using Step = SupervisorNote::Step;
    const auto reason = [&note] { return std::generic_category().message(note.value); };
    switch (note.step) {
    case Step::folder_failed:
        throw Error{
            ErrorCode::file_unwritable,
            fmt::format("cannot make the folder {}: {}", folder.string(), reason()),
            "Set TMPDIR to a folder that can be written."};
    case Step::account_failed:
        throw Error{
            ErrorCode::file_unwritable,
            fmt::format(
                "the user {} cannot use the folder {}: {}",
                account,
                folder.string(),
                reason()
            ),
            "Set TMPDIR to a folder that this user can reach, for example TMPDIR=/tmp."};
    case Step::initdb_failed:
        fail(fmt::format("initdb ended with {}", describe_status(note.value)));
    case Step::server_started:
        server_pid = note.value;
        return;
    case Step::server_ended:
        fail(fmt::format("the server ended with {} while starting", describe_status(note.value)));
    }
}

void ScratchCluster::State::wait_until_ready() {
    const auto deadline = std::chrono::steady_clock::now() + longest_start;
    const std::string connection = connection_string("postgres");
    while (server_pid < 0 || PQping(connection.c_str()) != PQPING_OK) {
        if (std::chrono::steady_clock::now() > deadline) {
            fail(fmt::format("the server is not ready after {} s", longest_start.count()));
        }
        if (const auto note = supervisor.next_note(milliseconds_between_tries)) {
            take(*note);
        }
    }
}

std::string ScratchCluster::State::log_tail() const {
    constexpr std::streamoff most = 2000;
    std::ifstream file{log, std::ios::binary | std::ios::ate};
    if (!file) {
        return "it wrote no log";
    }
    const std::streamoff size = file.tellg();
    file.seekg(size > most ? size - most : 0);
    std::ostringstream text;
    text << file.rdbuf();
    std::string tail = std::move(text).str();
    tail.erase(tail.find_last_not_of('\n') + 1);
    return tail;
}

std::string ScratchCluster::State::connection_string(std::string_view database) const {
    // The empty hostaddr keeps PGHOSTADDR of the environment out.
    return fmt::format(
        "host={} hostaddr='' port={} user={} dbname={}",
        quote_value(folder.string()),
        default_port,
        quote_value(user),
        quote_value(database)
    );
}

ScratchCluster ScratchCluster::start(const ScratchOptions& options) {
    return core::in_context("starting a scratch server", [&options] {
        const fs::path bin_dir = detail::find_server_programs(options.bin_dir);
        const fs::path folder = new_folder_name();
        check_socket_folder(folder);
        auto state =
            std::make_unique<State>(bin_dir, make_orders(folder, bin_dir, options.settings));
        state->wait_until_ready();
        return ScratchCluster{std::move(state)};
    });
}

ScratchCluster::ScratchCluster(std::unique_ptr<State> state) noexcept
    : state_{std::move(state)} {}

ScratchCluster::ScratchCluster(ScratchCluster&&) noexcept = default;
ScratchCluster& ScratchCluster::operator=(ScratchCluster&&) noexcept = default;
ScratchCluster::~ScratchCluster() = default;

const fs::path& ScratchCluster::bin_dir() const noexcept {
    return state_->bin_dir;
}

const fs::path& ScratchCluster::socket_directory() const noexcept {
    return state_->folder;
}

int ScratchCluster::port() const noexcept {
    return state_->port;
}

const std::string& ScratchCluster::user() const noexcept {
    return state_->user;
}

std::string ScratchCluster::connection_string(std::string_view database) const {
    return state_->connection_string(database);
}

std::vector<std::string> ScratchCluster::environment() const {
    return {
        "PGHOST=" + state_->folder.string(),
        "PGHOSTADDR=",
        fmt::format("PGPORT={}", default_port),
        "PGUSER=" + state_->user,
        "PGDATABASE=postgres"};
}

int ScratchCluster::server_pid() const noexcept {
    return state_->server_pid;
}

std::string ScratchCluster::log_tail() const {
    return state_->log_tail();
}

void ScratchCluster::stop() noexcept {
    state_->supervisor.finish();
}

}  // namespace rollpack::executor
