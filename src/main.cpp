#include "rollpack/cli/run.hpp"
#include "rollpack/executor/database.hpp"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

namespace {

void on_signal(int /*number*/) {
    rollpack::executor::request_interrupt();
}

/// SIGINT and SIGTERM ask the executor to roll back; a closed pipe is seen by the write that meets it.
void install_signal_handlers() {
    struct sigaction action {};

    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

std::map<std::string, std::string> environment_variables() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string setting = *entry;
        const std::size_t equals = setting.find('=');
        if (equals != std::string::npos) {
            variables.emplace(setting.substr(0, equals), setting.substr(equals + 1));
        }
    }
    return variables;
}

}  // namespace

int main(int argument_count, char** arguments) {
    install_signal_handlers();
    std::error_code no_directory;
    rollpack::cli::Runtime runtime{
        &std::cin,
        &std::cout,
        &std::cerr,
        isatty(STDIN_FILENO) == 1,
        isatty(STDOUT_FILENO) == 1,
        isatty(STDERR_FILENO) == 1,
        environment_variables(),
        std::filesystem::current_path(no_directory).string(),
        "/etc/rollpack/rollpack.toml",
        [] {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            return std::chrono::duration_cast<std::chrono::seconds>(now).count();
        }};
    return rollpack::cli::run({arguments + 1, arguments + argument_count}, runtime);
}
