#include "detail/open_repository.hpp"

#include "detail/clone_facts.hpp"
#include "detail/safe_directory.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <system_error>

namespace rollpack::git::detail {

namespace {

// libgit2's answer to "whose is it?" for the time of one call: there is no flag of git_repository_open
// for it, only a setting of the whole process.
class WithoutOwnerCheck {
public:
    WithoutOwnerCheck() { set(0); }

    ~WithoutOwnerCheck() { set(1); }

    WithoutOwnerCheck(const WithoutOwnerCheck&) = delete;
    WithoutOwnerCheck& operator=(const WithoutOwnerCheck&) = delete;
    WithoutOwnerCheck(WithoutOwnerCheck&&) = delete;
    WithoutOwnerCheck& operator=(WithoutOwnerCheck&&) = delete;

private:
    static void set(int on) noexcept {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libgit2 has no other way to set an option
        const int status = git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, on);
        ROLLPACK_ASSERT(status == GIT_OK);
    }
};

[[noreturn]] void throw_not_found(const std::string& message) {
    throw core::Error(
        core::ErrorCode::repository_not_found,
        message,
        "Run rollpack in the project's git repository, or name it with --repo DIR."
    );
}

void require_repository(const std::filesystem::path& directory) {
    std::error_code absent;
    if (!std::filesystem::is_directory(directory, absent)) {
        throw_not_found(fmt::format("there is no folder '{}'", directory.string()));
    }
    Buffer found;
    const int status = git_repository_discover(found.out(), directory.c_str(), 0, nullptr);
    if (status == GIT_ENOTFOUND) {
        throw_not_found(fmt::format("'{}' is not in a git repository", directory.string()));
    }
    check(status, fmt::format("looking for the git repository of '{}'", directory.string()));
}

[[noreturn]] void throw_not_owned(const std::string& folder) {
    struct stat facts {};

    const bool known = stat(folder.c_str(), &facts) == 0 && facts.st_uid != geteuid();
    throw core::Error(
        core::ErrorCode::repository_not_owned,
        known ? fmt::format(
            "the repository '{}' belongs to user {}, but rollpack runs as user {}",
            folder,
            facts.st_uid,
            geteuid()
        )
              : fmt::format("the repository '{}' belongs to somebody else", folder),
        fmt::format(
            "If you trust its owner, run `git config --global --add safe.directory {}`.",
            shell_word(folder)
        )
    );
}

// libgit2 1.5 refuses a repository of another user with GIT_EOWNER, or with GIT_ENOTFOUND and a word
// about a missing setting, and it does not know the values "*" and "DIR/*" of safe.directory. So where
// it opens the repository as soon as it does not ask for the owner, the owner was the reason.
RepositoryHandle open_of_another_user(const std::filesystem::path& directory) {
    RepositoryHandle repository;
    {
        const WithoutOwnerCheck guard;
        repository = acquire<RepositoryHandle>(
            fmt::format("opening the repository of '{}'", directory.string()),
            git_repository_open_ext,
            directory.c_str(),
            0U,
            nullptr
        );
    }
    const std::string folder = known_folder(repository.get());
    if (!is_safe_directory(folder)) {
        throw_not_owned(folder);
    }
    return repository;
}

void require_sha1(git_repository* repository) {
    const auto config = acquire<Config>(
        "reading the repository's configuration",
        git_repository_config_snapshot,
        repository
    );
    const char* format = nullptr;
    const int status = git_config_get_string(&format, config.get(), "extensions.objectformat");
    if (status == GIT_ENOTFOUND) {
        return;
    }
    check(status, "reading the repository's object format");
    if (std::string_view{format} != "sha1") {
        throw core::Error(
            core::ErrorCode::repository_unreadable,
            fmt::format("the repository '{}' uses {} object ids", known_folder(repository), format),
            "rollpack reads repositories with SHA-1 object ids only; `git clone` cannot convert one, "
            "so build from a SHA-1 mirror of the project."
        );
    }
}

}  // namespace

RepositoryHandle open_repository(const std::filesystem::path& directory) {
    require_repository(directory);
    git_repository* raw = nullptr;
    const int status = git_repository_open_ext(&raw, directory.c_str(), 0, nullptr);
    RepositoryHandle repository{raw};
    if (status < 0) {
        repository = open_of_another_user(directory);
    }
    require_sha1(repository.get());
    return repository;
}

std::string folder_in_work_tree(
    git_repository* repository,
    const std::filesystem::path& directory
) {
    const char* const work_tree = git_repository_workdir(repository);
    if (work_tree == nullptr) {
        return {};
    }
    std::error_code fault;
    const auto top = std::filesystem::weakly_canonical(work_tree, fault);
    const auto here = std::filesystem::weakly_canonical(directory, fault);
    // A trailing slash leaves an empty last component.
    const auto inside =
        (here / "").parent_path().lexically_relative((top / "").parent_path()).generic_string();
    const bool outside = fault || inside == "." || inside == ".git" || inside.starts_with("..")
        || inside.starts_with(".git/");
    return outside ? std::string{} : inside;
}

}  // namespace rollpack::git::detail
