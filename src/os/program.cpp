#include "rollpack/os/program.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace rollpack::os {

namespace {

[[noreturn]] void fail(std::string_view doing, int error_number) {
    throw core::Error(
        core::ErrorCode::internal,
        fmt::format("{}: {}", doing, system_reason(error_number))
    );
}

void require(int error_number, std::string_view doing) {
    if (error_number != 0) {
        fail(doing, error_number);
    }
}

/// Both ends are closed in other programs that are started meanwhile.
struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            fail("making a pipe", errno);
        }
        reading = Descriptor{ends[0]};
        writing = Descriptor{ends[1]};
    }

    Descriptor reading;
    Descriptor writing;
};

class SpawnSettings {
public:
    SpawnSettings() {
        require(posix_spawnattr_init(&attributes_), "preparing to start a program");
        require(posix_spawn_file_actions_init(&actions_), "preparing to start a program");
        sigset_t signals;
        sigemptyset(&signals);
        for (const int number : {SIGINT, SIGTERM, SIGPIPE}) {
            sigaddset(&signals, number);
        }
        require(posix_spawnattr_setsigdefault(&attributes_, &signals), "setting signals");
        require(posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF), "setting signals");
    }

    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    SpawnSettings(SpawnSettings&&) = delete;
    SpawnSettings& operator=(SpawnSettings&&) = delete;

    void connect(const Descriptor& end, int stream) {
        require(
            posix_spawn_file_actions_adddup2(&actions_, end.number(), stream),
            "connecting a program"
        );
    }

    const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

    const posix_spawn_file_actions_t* actions() const noexcept { return &actions_; }

private:
    posix_spawnattr_t attributes_{};
    posix_spawn_file_actions_t actions_{};
};

/// Settings of `added` win over those of this process; an empty one takes its variable away.
std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
    std::vector<std::string> merged = added;
    std::erase_if(merged, [](const std::string& setting) { return setting.ends_with('='); });
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string setting = *entry;
        const std::string name = setting.substr(0, setting.find('=') + 1);
        bool replaced = false;
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

pid_t start(
    std::vector<std::string> words,
    const std::vector<std::string>& environment,
    const SpawnSettings& settings
) {
    std::vector<std::string> variables = merged_environment(environment);
    pid_t child = 0;
    const int status = posix_spawnp(
        &child,
        words.front().c_str(),
        settings.actions(),
        settings.attributes(),
        pointers(words).data(),
        pointers(variables).data()
    );
    if (status == ENOENT || status == EACCES) {
        throw core::Error(
            core::ErrorCode::program_missing,
            fmt::format("cannot start {}: {}", words.front(), system_reason(status)),
            fmt::format("Install {} or put it on PATH.", words.front())
        );
    }
    require(status, "starting " + words.front());
    return child;
}

/// A pipe's reader that went away must not end this process.
class PipeSignalIgnored {
public:
    PipeSignalIgnored() {
        struct sigaction ignore {};

        ignore.sa_handler = SIG_IGN;
        if (sigaction(SIGPIPE, &ignore, &before_) != 0) {
            fail("ignoring SIGPIPE", errno);
        }
    }

    ~PipeSignalIgnored() { sigaction(SIGPIPE, &before_, nullptr); }

    PipeSignalIgnored(const PipeSignalIgnored&) = delete;
    PipeSignalIgnored& operator=(const PipeSignalIgnored&) = delete;
    PipeSignalIgnored(PipeSignalIgnored&&) = delete;
    PipeSignalIgnored& operator=(PipeSignalIgnored&&) = delete;

private:
    struct sigaction before_ {};
};

/// Writes what fits; closes the pipe at the end, or when nobody reads it any more.
void feed(Descriptor& pipe, std::string_view& input) {
    const ssize_t written = write(pipe.number(), input.data(), input.size());
    if (written >= 0) {
        input.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
        input = {};
    } else if (errno != EAGAIN && errno != EINTR) {
        fail("writing to a program", errno);
    }
    if (input.empty()) {
        pipe.reset();
    }
}

void drain(Descriptor& pipe, std::string& text) {
    constexpr std::size_t most = std::size_t{1} << 20U;
    std::array<char, 16384> block{};
    const ssize_t got = read(pipe.number(), block.data(), block.size());
    if (got == 0) {
        pipe.reset();
    } else if (got > 0) {
        const auto size = static_cast<std::size_t>(got);
        text.append(block.data(), std::min(size, most - text.size()));
    } else if (errno != EINTR && errno != EAGAIN) {
        fail("reading from a program", errno);
    }
}

std::array<pollfd, 3> wait_for_events(
    const Descriptor& in,
    const Descriptor& out,
    const Descriptor& err
) {
    // poll passes over a closed pipe, whose number is negative.
    std::array<pollfd, 3> events{
        {{in.number(), POLLOUT, 0}, {out.number(), POLLIN, 0}, {err.number(), POLLIN, 0}}};
    while (poll(events.data(), events.size(), -1) < 0) {
        if (errno != EINTR) {
            fail("waiting for a program", errno);
        }
    }
    return events;
}

void exchange(std::string_view input, Pipe& in, Pipe& out, Pipe& err, ProgramResult& result) {
    const PipeSignalIgnored ignored;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX declares it so
    if (fcntl(in.writing.number(), F_SETFL, O_NONBLOCK) != 0) {
        fail("preparing a pipe", errno);
    }
    feed(in.writing, input);
    while (out.reading || err.reading) {
        const std::array<pollfd, 3> events = wait_for_events(in.writing, out.reading, err.reading);
        if (events[0].revents != 0) {
            feed(in.writing, input);
        }
        if (events[1].revents != 0) {
            drain(out.reading, result.out);
        }
        if (events[2].revents != 0) {
            drain(err.reading, result.err);
        }
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            fail("waiting for a program", errno);
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// While the program runs it is the one to answer Ctrl-C, and SIGTERM ends this process at once.
class SignalsLeftToProgram {
public:
    SignalsLeftToProgram() {
        struct sigaction ignore {};

        ignore.sa_handler = SIG_IGN;
        sigaction(SIGINT, &ignore, &interrupt_);

        struct sigaction standard {};

        standard.sa_handler = SIG_DFL;
        sigaction(SIGTERM, &standard, &terminate_);
    }

    ~SignalsLeftToProgram() {
        sigaction(SIGINT, &interrupt_, nullptr);
        sigaction(SIGTERM, &terminate_, nullptr);
    }

    SignalsLeftToProgram(const SignalsLeftToProgram&) = delete;
    SignalsLeftToProgram& operator=(const SignalsLeftToProgram&) = delete;
    SignalsLeftToProgram(SignalsLeftToProgram&&) = delete;
    SignalsLeftToProgram& operator=(SignalsLeftToProgram&&) = delete;

private:
    struct sigaction interrupt_ {};

    struct sigaction terminate_ {};
};

}  // namespace

ProgramResult run_program(const Program& program) {
    Pipe in;
    Pipe out;
    Pipe err;
    SpawnSettings settings;
    settings.connect(in.reading, STDIN_FILENO);
    settings.connect(out.writing, STDOUT_FILENO);
    settings.connect(err.writing, STDERR_FILENO);
    const pid_t child = start(program.arguments, program.environment, settings);
    in.reading.reset();
    out.writing.reset();
    err.writing.reset();
    ProgramResult result;
    exchange(program.input, in, out, err, result);
    in.writing.reset();
    result.status = wait_for(child);
    return result;
}

std::string last_line(std::string_view output) {
    constexpr std::string_view line_ends = "\r\n";
    const std::size_t last = output.find_last_not_of(line_ends);
    if (last == std::string_view::npos) {
        return {};
    }
    output = output.substr(0, last + 1);
    return std::string{output.substr(output.find_last_of(line_ends) + 1)};
}

int run_attached(
    const std::vector<std::string>& arguments,
    const std::vector<std::string>& environment
) {
    const SpawnSettings settings;
    const SignalsLeftToProgram signals;
    return wait_for(start(arguments, environment, settings));
}

}  // namespace rollpack::os
