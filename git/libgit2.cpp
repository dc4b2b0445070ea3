#include "detail/libgit2.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <mutex>
#include <string>

namespace rollpack::git::detail {

namespace {

// Only "noop" is known to libgit2 1.5; a repository with any other extension is refused. These change
// nothing for a reader of objects and references; "objectformat" is looked at after opening.
constexpr std::array harmless_extensions =
    {"objectformat", "partialclone", "preciousobjects", "relativeworktrees", "worktreeconfig"};

// libgit2 would map a whole pack, and what was read of it would count as memory of this process.
constexpr std::size_t window_size_bytes = 1U << 20U;
constexpr std::size_t mapped_limit_bytes = 8U << 20U;

std::mutex& guards_mutex() {
    static std::mutex mutex;
    return mutex;
}

int& guards_alive() {
    static int count = 0;
    return count;
}

// They are global to the process and must not change while another thread opens a repository.
// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libgit2 has no other way to set an option
int set_options() {
    auto names = harmless_extensions;
    int status = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names.data(), names.size());
    if (status >= 0) {
        status = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, window_size_bytes);
    }
    if (status >= 0) {
        status = git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, mapped_limit_bytes);
    }
    return status;
}

// NOLINTEND(cppcoreguidelines-pro-type-vararg)

}  // namespace

void check(int status, std::string_view doing) {
    if (status >= 0) {
        return;
    }
    const git_error* const last = git_error_last();
    const std::string reason = last != nullptr ? std::string{last->message}
                                               : fmt::format("libgit2 status {}", status);
    throw core::Error(
        core::ErrorCode::repository_unreadable,
        fmt::format("{}: {}", doing, reason),
        "Check the permissions of the repository's files, and let `git fsck` look for damage."
    );
}

bool has_next(int status, std::string_view doing) {
    if (status == GIT_ITEROVER) {
        return false;
    }
    check(status, doing);
    return true;
}

LibraryGuard::LibraryGuard() {
    const std::scoped_lock lock{guards_mutex()};
    check(git_libgit2_init(), "starting libgit2");
    if (guards_alive()++ > 0) {
        return;
    }
    if (const int status = set_options(); status < 0) {
        --guards_alive();
        git_libgit2_shutdown();
        check(status, "setting up libgit2");
    }
}

LibraryGuard::~LibraryGuard() {
    const std::scoped_lock lock{guards_mutex()};
    --guards_alive();
    git_libgit2_shutdown();
}

}  // namespace rollpack::git::detail
