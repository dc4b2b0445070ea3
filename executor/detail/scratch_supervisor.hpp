#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// A user whose rights the supervisor and the server take on.
struct Account {
    std::string name;
    uid_t uid;
    gid_t gid;
};

/// What the supervisor does, decided before it is forked.
struct SupervisorOrders {
    std::filesystem::path folder;  ///< to be made, and to be removed at the end
    std::filesystem::path log;  ///< in that folder
    std::optional<Account> account;  ///< none: stay who we are
    std::vector<std::string> initdb;  ///< the program's path and its arguments
    std::vector<std::string> postgres;
};

/// What the supervisor reports, in the order in which it gets there.
struct SupervisorNote {
    enum class Step {
        folder_failed,  ///< value: errno
        account_failed,  ///< value: errno
        initdb_failed,  ///< value: status as of waitpid
        server_started,  ///< value: its process id
        server_ended  ///< value: status as of waitpid
    };
    Step step;
    int value;
};

/// A forked process that owns a scratch cluster. It starts the server, and when the other end of the
/// lifeline is closed, also by the death of the process that holds it, stops the server and removes
/// the folder.
///
/// It is forked without exec, so that it needs no program of its own; it relies on glibc, whose
/// malloc works in the child of a process with threads.
class Supervisor {
public:
    /// @throws core::Error internal when the system gives no pipe or process.
    explicit Supervisor(const SupervisorOrders& orders);
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    Supervisor(Supervisor&&) = delete;
    Supervisor& operator=(Supervisor&&) = delete;
    ~Supervisor();

    /// Waits up to `timeout_ms` (-1: without end) for the next note; none when it takes longer.
    /// @throws core::Error internal when the supervisor is gone.
    std::optional<SupervisorNote> next_note(int timeout_ms);

    /// Lets the supervisor clean up, and waits until it has. A process that was forked off the owner
    /// leaves all as it is.
    void finish() noexcept;

private:
    pid_t owner_;
    pid_t process_ = -1;
    int lifeline_ = -1;
    int notes_ = -1;
};

}  // namespace rollpack::executor::detail
