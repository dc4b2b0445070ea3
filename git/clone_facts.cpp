#include "detail/clone_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace rollpack::git::detail {

namespace {

// git_repository_is_shallow() looks beside a linked work tree's own files, where the list never is.
bool is_shallow(git_repository* repository) {
    const std::filesystem::path list = std::filesystem::path{git_repository_commondir(repository)}
        / "shallow";
    std::error_code absent;
    const auto size_bytes = std::filesystem::file_size(list, absent);
    return !absent && size_bytes > 0;
}

constexpr std::string_view reading_configuration = "reading the repository's configuration";

std::optional<std::string> find_promisor(git_config* config) {
    const auto settings = acquire<ConfigIterator>(
        reading_configuration,
        git_config_iterator_glob_new,
        config,
        R"(^(extensions\.partialclone|remote\..*\.promisor)$)"
    );
    git_config_entry* entry = nullptr;
    while (has_next(git_config_next(&entry, settings.get()), reading_configuration)) {
        const std::string_view name{entry->name};
        const std::string_view value{entry->value != nullptr ? entry->value : "true"};
        if (name == "extensions.partialclone") {
            return std::string{value};
        }
        int is_promisor = 0;
        if (git_config_parse_bool(&is_promisor, entry->value) == GIT_OK && is_promisor != 0) {
            constexpr std::string_view before = "remote.";
            constexpr std::string_view after = ".promisor";
            return std::string{
                name.substr(before.size(), name.size() - before.size() - after.size())};
        }
    }
    return std::nullopt;
}

std::optional<std::string> find_remote(git_repository* repository) {
    git_strarray raw{};
    check(git_remote_list(&raw, repository), "reading the list of remotes");
    const std::unique_ptr<git_strarray, FreeWith<git_strarray_dispose>> names{&raw};
    if (raw.count == 0) {
        return std::nullopt;
    }
    char** const end = raw.strings + raw.count;
    char** const origin = std::find(raw.strings, end, std::string_view{"origin"});
    return std::string{origin != end ? *origin : *raw.strings};
}

std::string fetch_command(const CloneFacts& facts, std::string_view options) {
    return fmt::format("{} fetch {} {}", facts.git, options, facts.remote.value_or("origin"));
}

}  // namespace

CloneFacts read_clone_facts(git_repository* repository) {
    const auto config =
        acquire<Config>(reading_configuration, git_repository_config_snapshot, repository);
    return CloneFacts{
        .git = "git -C " + shell_word(known_folder(repository)),
        .shallow = is_shallow(repository),
        .promisor = find_promisor(config.get()),
        .remote = find_remote(repository),
    };
}

std::string unshallow_command(const CloneFacts& facts) {
    return fetch_command(facts, "--unshallow --tags");
}

std::string fetch_tag_command(const CloneFacts& facts, std::string_view tag) {
    return fmt::format("{} tag {}", fetch_command(facts, "--depth=1"), shell_word(tag));
}

std::string fetch_tags_command(const CloneFacts& facts) {
    return fetch_command(facts, "--tags");
}

std::string refetch_command(const CloneFacts& facts) {
    return fmt::format(
        "{} fetch --refetch --no-filter {}",
        facts.git,
        facts.promisor.value_or("origin")
    );
}

std::string known_folder(git_repository* repository) {
    const char* const work_tree = git_repository_workdir(repository);
    std::string folder = work_tree != nullptr ? work_tree : git_repository_path(repository);
    while (folder.size() > 1 && folder.ends_with('/')) {
        folder.pop_back();
    }
    return folder;
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+@:,%=";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
        return std::string{text};
    }
    std::string word = "'";
    for (const char character : text) {
        word += character == '\'' ? std::string{"'\\''"} : std::string{character};
    }
    return word + "'";
}

}  // namespace rollpack::git::detail
