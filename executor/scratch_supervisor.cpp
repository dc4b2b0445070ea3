#include "detail/scratch_supervisor.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <initializer_list>
#include <system_error>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using Step = SupervisorNote::Step;

constexpr int program_not_run = 127;
constexpr int seconds_to_stop = 15;  // the server itself kills what does not obey after 5 s

void ignore_child(int /*signal*/) {}

void set_action(int signal, void (*handler)(int)) noexcept {
    struct sigaction action {};

    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
}

/// What runs in the forked process. It never returns and never throws.
class Keeper {
public:
    Keeper(const SupervisorOrders& orders, int lifeline, int notes)
        : orders_{orders}
        , lifeline_{lifeline}
        , notes_{notes} {}

    [[noreturn]] void run() noexcept {
        detach();
        try {
            if (prepare()) {
                keep_server();
            }
            wait_for_end_of_tool();
            stop_program();
            remove_folder();
        } catch (...) {
            _exit(1);  // out of memory, at most: nothing can be told to anybody
        }
        _exit(0);
    }

private:
    /// A session of its own, no signal of the tool's terminal, none of the tool's files.
    void detach() noexcept {
        setsid();
        // "killall -9 rollpack" must not hit it, too.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): Linux has no other form
        prctl(PR_SET_NAME, "rollpack-keeper");
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, nullptr);
        for (const int ignored : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) {
            set_action(ignored, SIG_IGN);
        }

        // Outside of ppoll the signal stays blocked, so the end of a program is never missed.
        set_action(SIGCHLD, ignore_child);
        sigset_t child;
        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        pthread_sigmask(SIG_BLOCK, &child, nullptr);
        keep_only_own_files();
    }

    void keep_only_own_files() noexcept {
        // The tool may have been started without standard files, so that these took their numbers.
        // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): POSIX has no other form
        lifeline_ = fcntl(lifeline_, F_DUPFD_CLOEXEC, 3);
        notes_ = fcntl(notes_, F_DUPFD_CLOEXEC, 3);
        const int null = open("/dev/null", O_RDWR);
        // NOLINTEND(cppcoreguidelines-pro-type-vararg)
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            dup2(null, standard);
        }
        const auto [low, high] = std::minmax(lifeline_, notes_);
        close_range(3, static_cast<unsigned>(low) - 1, 0);
        close_range(static_cast<unsigned>(low) + 1, static_cast<unsigned>(high) - 1, 0);
        close_range(static_cast<unsigned>(high) + 1, ~0U, 0);
    }

    bool prepare() {
        if (mkdir(orders_.folder.c_str(), 0700) != 0) {
            note(Step::folder_failed, errno);
            return false;
        }
        folder_is_ours_ = true;
        umask(077);
        if (!take_on_account() || chdir(orders_.folder.c_str()) != 0) {
            note(Step::account_failed, errno);
            return false;
        }
        return true;
    }

    /// The effective user only: to remove the folder from a parent that the account cannot write, root
    /// comes back at the end.
    bool take_on_account() {
        const auto& account = orders_.account;
        return !account
            || (chown(orders_.folder.c_str(), account->uid, account->gid) == 0
                && initgroups(account->name.c_str(), account->gid) == 0
                && setegid(account->gid) == 0 && seteuid(account->uid) == 0);
    }

    bool become_account_for_good() {
        const auto& account = orders_.account;
        return !account
            || (seteuid(0) == 0 && setgid(account->gid) == 0 && setuid(account->uid) == 0);
    }

    void keep_server() {
        if (!start_program(orders_.initdb) || !wait_for_program()) {
            return;
        }
        if (program_status_ != 0) {
            note(Step::initdb_failed, program_status_);
            return;
        }
        if (!start_program(orders_.postgres)) {
            return;
        }
        note(Step::server_started, program_);
        if (wait_for_program()) {
            note(Step::server_ended, program_status_);
        }
    }

    bool start_program(const std::vector<std::string>& words) {
        program_ = fork();
        if (program_ == 0) {
            become(words);
        }
        return program_ > 0;
    }

    [[noreturn]] void become(const std::vector<std::string>& words) {
        setpgid(0, 0);
        if (!become_account_for_good()) {
            _exit(program_not_run);
        }
        // Should somebody kill the supervisor.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): Linux has no other form
        prctl(PR_SET_PDEATHSIG, SIGQUIT);
        for (const int restored : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD}) {
            set_action(restored, SIG_DFL);
        }
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, nullptr);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX has no other form
        const int log = open(orders_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (const std::string& word : words) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): exec changes nothing
            arguments.push_back(const_cast<char*>(word.c_str()));
        }
        arguments.push_back(nullptr);
        // Of the user's environment nothing may reach the server: its data would depend on it.
        std::array<std::string, 3> settings{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"};
        std::array<char*, 4> environment{
            settings[0].data(),
            settings[1].data(),
            settings[2].data(),
            nullptr};
        execve(arguments.front(), arguments.data(), environment.data());
        const std::string reason =
            fmt::format("cannot run {}: errno {}\n", arguments.front(), errno);
        [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, reason.data(), reason.size());
        _exit(program_not_run);
    }

    /// Whether the program ended; else the tool did.
    bool wait_for_program() {
        while (!program_has_ended()) {
            if (tool_has_ended(nullptr)) {
                return program_has_ended();
            }
        }
        return true;
    }

    void wait_for_end_of_tool() {
        while (!tool_has_ended(nullptr)) {
            program_has_ended();
        }
    }

    /// Waits for the end of the tool, of the program or of the time, whichever comes first.
    bool tool_has_ended(const timespec* timeout) noexcept {
        pollfd end{.fd = lifeline_, .events = POLLIN, .revents = 0};
        sigset_t none;
        sigemptyset(&none);
        return ppoll(&end, 1, timeout, &none) > 0;
    }

    bool program_has_ended() noexcept {
        if (program_ > 0 && waitpid(program_, &program_status_, WNOHANG) == program_) {
            program_ = -1;
        }
        return program_ <= 0;
    }

    void stop_program() noexcept {
        if (program_has_ended()) {
            return;
        }
        kill(program_, SIGQUIT);
        sigset_t child;
        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        const timespec a_second{.tv_sec = 1, .tv_nsec = 0};
        for (int waited = 0; waited < seconds_to_stop && !program_has_ended(); ++waited) {
            sigtimedwait(&child, nullptr, &a_second);
        }
        if (!program_has_ended()) {
            kill(-program_, SIGKILL);
            waitpid(program_, nullptr, 0);
        }
    }

    void remove_folder() {
        if (!folder_is_ours_) {
            return;
        }
        const timespec pause{.tv_sec = 0, .tv_nsec = 100'000'000};
        for (int tries = 0; tries < 20 && !folder_is_removed(); ++tries) {
            // A process of the server that is still ending may have made a file meanwhile.
            nanosleep(&pause, nullptr);
        }
    }

    bool folder_is_removed() {
        std::error_code failed;
        std::filesystem::remove_all(orders_.folder, failed);
        const uid_t account = geteuid();
        seteuid(getuid());
        const bool removed = rmdir(orders_.folder.c_str()) == 0 || errno == ENOENT;
        seteuid(account);
        return removed;
    }

    void note(Step step, int value) const noexcept {
        const SupervisorNote message{step, value};
        // The tool may be gone: then there is nobody to tell.
        [[maybe_unused]] const ssize_t written = write(notes_, &message, sizeof message);
    }

    const SupervisorOrders& orders_;
    int lifeline_;
    int notes_;
    bool folder_is_ours_ = false;
    pid_t program_ = -1;
    int program_status_ = 0;
};

[[noreturn]] void throw_system_error(std::string_view doing) {
    throw core::Error{
        core::ErrorCode::internal,
        fmt::format("{}: {}", doing, std::generic_category().message(errno))};
}

}  // namespace

Supervisor::Supervisor(const SupervisorOrders& orders)
    : owner_{getpid()} {
    std::array<int, 2> lifeline{};
    std::array<int, 2> notes{};
    if (pipe2(lifeline.data(), O_CLOEXEC) != 0) {
        throw_system_error("cannot make a pipe");
    }
    if (pipe2(notes.data(), O_CLOEXEC) != 0) {
        const int reason = std::exchange(errno, 0);
        close(lifeline[0]);
        close(lifeline[1]);
        errno = reason;
        throw_system_error("cannot make a pipe");
    }
    lifeline_ = lifeline[1];
    notes_ = notes[0];
    process_ = fork();
    if (process_ == 0) {
        Keeper{orders, lifeline[0], notes[1]}.run();
    }
    const int reason = errno;
    close(lifeline[0]);
    close(notes[1]);
    if (process_ < 0) {
        close(lifeline_);
        close(notes_);
        errno = reason;
        throw_system_error("cannot start a process");
    }
}

Supervisor::~Supervisor() {
    finish();
    close(notes_);
}

std::optional<SupervisorNote> Supervisor::next_note(int timeout_ms) {
    pollfd readable{.fd = notes_, .events = POLLIN, .revents = 0};
    const int ready = poll(&readable, 1, timeout_ms);
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
        return std::nullopt;
    }
    SupervisorNote note{};
    if (ready < 0 || read(notes_, &note, sizeof note) != static_cast<ssize_t>(sizeof note)) {
        throw core::Error{
            core::ErrorCode::internal,
            "the supervisor of the scratch server has vanished"};
    }
    return note;
}

void Supervisor::finish() noexcept {
    if (lifeline_ < 0) {
        return;
    }
    close(std::exchange(lifeline_, -1));
    if (getpid() != owner_) {
        return;
    }
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace rollpack::executor::detail
