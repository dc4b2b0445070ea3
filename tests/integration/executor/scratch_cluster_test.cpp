#include "rollpack/executor/scratch_cluster.hpp"

#include "rollpack/core/error.hpp"
#include "support/command.hpp"
#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>

namespace rollpack::executor {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

bool is_alive(pid_t process) {
    return kill(process, 0) == 0;
}

/// Waits for what another process does on its own.
bool comes_true(const std::function<bool()>& condition) {
    for (int tries = 0; tries < 1200; ++tries) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return false;
}

// NOLINTBEGIN(concurrency-mt-unsafe): the test program has one thread

/// Sets a variable of the environment and puts the old value back.
class ScopedVariable {
public:
    ScopedVariable(const char* name, const std::string& value)
        : name_{name} {
        if (const char* old = std::getenv(name)) {
            old_ = old;
        }
        setenv(name, value.c_str(), 1);
    }

    ~ScopedVariable() {
        if (old_) {
            setenv(name_, old_->c_str(), 1);
        } else {
            unsetenv(name_);
        }
    }

    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;
    ScopedVariable(ScopedVariable&&) = delete;
    ScopedVariable& operator=(ScopedVariable&&) = delete;

private:
    const char* name_;
    std::optional<std::string> old_;
};

// NOLINTEND(concurrency-mt-unsafe)

Error error_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error;
    }
    throw std::runtime_error("no Error was thrown");
}

struct Remains {
    pid_t server = 0;
    std::array<char, 200> folder{};
};

/// Starts a cluster in a child process, which dies of `signal_number` then.
Remains cluster_of_a_process_that_dies(int signal_number) {
    std::array<int, 2> channel{};
    if (pipe(channel.data()) != 0) {
        throw std::runtime_error("cannot make a pipe");
    }
    const pid_t child = fork();
    if (child == 0) {
        const ScratchCluster cluster = ScratchCluster::start();
        Remains remains{.server = cluster.server_pid()};
        cluster.socket_directory().native().copy(remains.folder.data(), remains.folder.size() - 1);
        if (write(channel[1], &remains, sizeof remains) != sizeof remains) {
            _exit(1);
        }
        pause();
        _exit(0);
    }
    close(channel[1]);
    Remains remains;
    const ssize_t got = read(channel[0], &remains, sizeof remains);
    close(channel[0]);
    kill(child, signal_number);
    waitpid(child, nullptr, 0);
    if (got != sizeof remains) {
        throw std::runtime_error("the child started no cluster");
    }
    return remains;
}

class AfterDeathOfTheTool : public ::testing::TestWithParam<int> {};

TEST_P(AfterDeathOfTheTool, NeitherServerNorFolderRemain) {
    const Remains remains = cluster_of_a_process_that_dies(GetParam());

    EXPECT_TRUE(comes_true([&] { return !is_alive(remains.server); }));
    EXPECT_TRUE(comes_true([&] { return !fs::exists(remains.folder.data()); }));
}

INSTANTIATE_TEST_SUITE_P(
    ScratchCluster,
    AfterDeathOfTheTool,
    ::testing::Values(SIGKILL, SIGINT, SIGTERM),
    [](const auto& signal) { return std::string{sigabbrev_np(signal.param)}; }
);

TEST(ScratchCluster, LeavesNothingWhenTheToolDiesWhileStarting) {
    const test::TempDir parent;
    fs::permissions(parent.path(), fs::perms{0777});
    const pid_t child = fork();
    if (child == 0) {
        const ScopedVariable temporary{"TMPDIR", parent.path().string()};
        const ScratchCluster cluster = ScratchCluster::start();
        _exit(0);
    }
    ASSERT_TRUE(comes_true([&] { return !fs::is_empty(parent.path()); }));
    std::this_thread::sleep_for(std::chrono::milliseconds{200});

    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);

    EXPECT_TRUE(comes_true([&] { return fs::is_empty(parent.path()); }));
}

TEST(ScratchCluster, LeavesNothingAfterItsEnd) {
    pid_t server = 0;
    fs::path folder;
    {
        const ScratchCluster cluster = ScratchCluster::start();
        server = cluster.server_pid();
        folder = cluster.socket_directory();
        ASSERT_TRUE(is_alive(server));
        ASSERT_TRUE(fs::exists(folder));
    }
    EXPECT_FALSE(is_alive(server));
    EXPECT_FALSE(fs::exists(folder));
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), test::pg_cluster().server_pid() > 0 ? 0 : -1)
        << "a process was not waited for";
}

TEST(ScratchCluster, CanBeStoppedTwice) {
    ScratchCluster cluster = ScratchCluster::start();
    const pid_t server = cluster.server_pid();

    cluster.stop();
    cluster.stop();

    EXPECT_FALSE(is_alive(server));
}

TEST(ScratchCluster, OutlivesAForkedChildThatDestroysItsCopy) {
    const pid_t server = test::pg_cluster().server_pid();
    const pid_t child = fork();
    if (child == 0) {
        test::pg_cluster().stop();
        _exit(0);
    }
    waitpid(child, nullptr, 0);

    EXPECT_TRUE(is_alive(server));
    EXPECT_EQ(test::query_value(test::TestDatabase{}, "SELECT 1"), "1");
}

TEST(ScratchCluster, GivesNoneOfItsFilesToAChild) {
    const std::vector<std::string> count_pipes{"sh", "-c", "ls -l /proc/self/fd | grep -c pipe:"};
    const std::string before = test::run_command(count_pipes).out;

    const ScratchCluster cluster = ScratchCluster::start();

    EXPECT_EQ(test::run_command(count_pipes).out, before);
}

TEST(ScratchCluster, ListensOnNoNetworkAddress) {
    const test::TestDatabase database;

    EXPECT_EQ(test::query_value(database, "SHOW listen_addresses"), "");
    EXPECT_EQ(test::query_value(database, "SELECT inet_server_addr()"), "");
}

TEST(ScratchCluster, KeepsItsFolderFromOthers) {
    EXPECT_EQ(
        fs::status(test::pg_cluster().socket_directory()).permissions(),
        fs::perms::owner_all
    );
}

TEST(ScratchCluster, IsTheSameOnEveryMachine) {
    const test::TestDatabase database;

    EXPECT_EQ(test::query_value(database, "SHOW server_encoding"), "UTF8");
    EXPECT_EQ(test::query_value(database, "SHOW timezone"), "UTC");
    EXPECT_THAT(
        test::query_value(
            database,
            "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        ),
        StartsWith("C")
    );
}

TEST(ScratchCluster, TakesFurtherSettings) {
    const ScratchCluster cluster = ScratchCluster::start(
        {.bin_dir = {}, .settings = {"max_connections=7"}}
    );

    const std::string shown = test::must_run(
        {(cluster.bin_dir() / "psql").string(), "-XAtc", "SHOW max_connections"},
        {.directory = {}, .environment = cluster.environment(), .input = {}}
    );

    EXPECT_EQ(shown, "7\n");
}

TEST(ScratchCluster, TellsTheLogOfAServerThatDoesNotStart) {
    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start(
            {.bin_dir = {}, .settings = {"no_such_setting=1"}}
        );
    });

    EXPECT_EQ(error.code(), ErrorCode::server_unsuitable);
    EXPECT_THAT(error.message(), HasSubstr("no_such_setting"));
}

TEST(ScratchCluster, LeavesNoFolderWhenTheServerDoesNotStart) {
    const test::TempDir parent;
    fs::permissions(parent.path(), fs::perms{0777});
    const ScopedVariable temporary{"TMPDIR", parent.path().string()};

    error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start(
            {.bin_dir = {}, .settings = {"no_such_setting=1"}}
        );
    });

    EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(ScratchCluster, SaysWhichPackageHasTheMissingPrograms) {
    const ScopedVariable programs{"ROLLPACK_PG_BINDIR", "/nowhere"};

    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start();
    });

    EXPECT_EQ(error.code(), ErrorCode::programs_missing);
    EXPECT_THAT(error.message(), HasSubstr("/nowhere"));
    EXPECT_THAT(error.hint(), HasSubstr("apt-get install postgresql"));
}

TEST(ScratchCluster, RefusesAFolderTooLongForASocket) {
    const test::TempDir parent;
    const fs::path deep = parent / std::string(90, 'x');
    fs::create_directory(deep);
    const ScopedVariable temporary{"TMPDIR", deep.string()};

    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start();
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), HasSubstr("107 at most"));
}

TEST(ScratchCluster, RefusesAFolderThatClientsTakeForAList) {
    const test::TempDir parent;
    fs::create_directory(parent / "a,b");
    const ScopedVariable temporary{"TMPDIR", (parent / "a,b").string()};

    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start();
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.hint(), HasSubstr("without a comma"));
}

TEST(ScratchCluster, LeavesNothingInAFolderThatOnlyRootCanWrite) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root hands the cluster to another user";
    }
    const test::TempDir parent;
    fs::permissions(parent.path(), fs::perms{0755});
    const ScopedVariable temporary{"TMPDIR", parent.path().string()};

    ScratchCluster cluster = ScratchCluster::start();
    cluster.stop();

    EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(ScratchCluster, RefusesATemporaryFolderThatIsNotThere) {
    const ScopedVariable temporary{"TMPDIR", "/nowhere"};

    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start();
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
}

TEST(ScratchCluster, SaysWhoCannotReachTheTemporaryFolder) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root hands the cluster to another user";
    }
    const test::TempDir closed;
    const ScopedVariable temporary{"TMPDIR", closed.path().string()};

    const Error error = error_of([] {
        [[maybe_unused]] const auto cluster = ScratchCluster::start();
    });

    EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    EXPECT_THAT(error.message(), HasSubstr("the user postgres cannot use the folder"));
    EXPECT_TRUE(fs::is_empty(closed.path()));
}

TEST(ScratchCluster, LivesInAFolderWithAnOddName) {
    const test::TempDir parent;
    fs::permissions(parent.path(), fs::perms{0777});
    const fs::path odd = parent / R"(a 'b' "c" \d)";
    fs::create_directory(odd);
    fs::permissions(odd, fs::perms{0777});
    const ScopedVariable temporary{"TMPDIR", odd.string()};

    const ScratchCluster cluster = ScratchCluster::start();

    EXPECT_THAT(cluster.environment(), Contains("PGHOST=" + cluster.socket_directory().string()));
    EXPECT_TRUE(is_alive(cluster.server_pid()));
}

}  // namespace
}  // namespace rollpack::executor
