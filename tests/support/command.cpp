#include "support/command.hpp"

#include "support/temp_dir.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace rollpack::test {

namespace {

void redirect(const std::filesystem::path& file, int flags, int descriptor) {
    const int opened = open(file.c_str(), flags, 0600);
    if (opened < 0 || dup2(opened, descriptor) < 0) {
        _exit(126);
    }
    close(opened);
}

[[noreturn]] void become(
    const std::vector<std::string>& words,
    const CommandOptions& options,
    const TempDir& files
) {
    redirect(files / "in", O_RDONLY, STDIN_FILENO);
    redirect(files / "out", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(files / "err", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) {
        _exit(126);
    }
    for (const std::string& setting : options.environment) {
        putenv(const_cast<char*>(setting.c_str())
        );  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    }
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str())
        );  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    }
    arguments.push_back(nullptr);
    execvp(arguments.front(), arguments.data());
    _exit(127);
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& words, const CommandOptions& options) {
    const TempDir files;
    write_file(files / "in", options.input);
    const pid_t child = fork();
    if (child < 0) {
        throw std::runtime_error("cannot fork");
    }
    if (child == 0) {
        become(words, options, files);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            throw std::runtime_error("cannot wait for " + words.front());
        }
    }
    CommandResult result;
    result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = read_file(files / "out");
    result.err = read_file(files / "err");
    return result;
}

std::string must_run(const std::vector<std::string>& words, const CommandOptions& options) {
    CommandResult result = run_command(words, options);
    if (result.exit_status != 0) {
        std::string message = "exit status " + std::to_string(result.exit_status) + " from";
        for (const std::string& word : words) {
            message += " " + word;
        }
        throw std::runtime_error(message + "\n" + result.out + result.err);
    }
    return std::move(result.out);
}

}  // namespace rollpack::test
