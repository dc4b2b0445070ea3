#include "support/git_program.hpp"

#include <utility>

namespace rollpack::test {

namespace {

const std::vector<std::string>& fixed_environment() {
    static const std::vector<std::string> environment = {
        "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_TERMINAL_PROMPT=0",
        "GIT_AUTHOR_NAME=Test Author",
        "GIT_AUTHOR_EMAIL=author@example.org",
        "GIT_AUTHOR_DATE=1700000000 +0000",
        "GIT_COMMITTER_NAME=Test Author",
        "GIT_COMMITTER_EMAIL=author@example.org",
        "GIT_COMMITTER_DATE=1700000000 +0000",
    };
    return environment;
}

std::string run(const std::filesystem::path& directory, const std::vector<std::string>& words) {
    const CommandOptions options{directory, fixed_environment(), ""};
    std::string out = must_run(words, options);
    while (out.ends_with('\n')) {
        out.pop_back();
    }
    return out;
}

}  // namespace

std::string git(const std::filesystem::path& directory, std::vector<std::string> words) {
    words.insert(words.begin(), "git");
    return run(directory, words);
}

std::string git_shell(const std::filesystem::path& directory, const std::string& command_line) {
    return run(directory, {"sh", "-ec", command_line});
}

void git_clone(
    const std::filesystem::path& source,
    const std::filesystem::path& destination,
    const std::vector<std::string>& options
) {
    std::vector<std::string> words =
        {"clone", "--quiet", "--config", "gc.auto=0", "--config", "maintenance.auto=false"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"file://" + source.string(), destination.string()});
    git(source, std::move(words));
}

}  // namespace rollpack::test
