#pragma once

#include <git2.h>

#include <memory>
#include <string_view>
#include <utility>

namespace rollpack::git::detail {

template <auto free_function>
struct FreeWith {
    template <typename T>
    void operator()(T* object) const noexcept {
        free_function(object);
    }
};

using RepositoryHandle = std::unique_ptr<git_repository, FreeWith<git_repository_free>>;
using Config = std::unique_ptr<git_config, FreeWith<git_config_free>>;
using ConfigIterator = std::unique_ptr<git_config_iterator, FreeWith<git_config_iterator_free>>;
using Reference = std::unique_ptr<git_reference, FreeWith<git_reference_free>>;
using ReferenceIterator =
    std::unique_ptr<git_reference_iterator, FreeWith<git_reference_iterator_free>>;
using ObjectDatabase = std::unique_ptr<git_odb, FreeWith<git_odb_free>>;
using RawObject = std::unique_ptr<git_odb_object, FreeWith<git_odb_object_free>>;
using Object = std::unique_ptr<git_object, FreeWith<git_object_free>>;
using Tree = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;

/// A status for which an absent thing is the reason: the caller says what that means.
constexpr bool is_absent(int status) noexcept {
    return status == GIT_ENOTFOUND || status == GIT_EINVALIDSPEC || status == GIT_EUNBORNBRANCH;
}

/// @throws Error repository_unreadable with libgit2's message when `status` says that `doing` failed.
void check(int status, std::string_view doing);

/// Calls a libgit2 function that gives out an object, checks it, and owns the object.
template <typename Owner, typename Call, typename... Arguments>
[[nodiscard]] Owner acquire(std::string_view doing, Call call, Arguments&&... arguments) {
    typename Owner::pointer raw = nullptr;
    const int status = call(&raw, std::forward<Arguments>(arguments)...);
    Owner owner{raw};
    check(status, doing);
    return owner;
}

/// As acquire, but empty where there is no such thing.
template <typename Owner, typename Call, typename... Arguments>
[[nodiscard]] Owner find(std::string_view doing, Call call, Arguments&&... arguments) {
    typename Owner::pointer raw = nullptr;
    const int status = call(&raw, std::forward<Arguments>(arguments)...);
    Owner owner{raw};
    if (!is_absent(status)) {
        check(status, doing);
    }
    return owner;
}

/// Whether an iterator's `status` says that there is one more. @throws as check does.
bool has_next(int status, std::string_view doing);

/// A text that libgit2 allocated.
class Buffer {
public:
    Buffer() = default;

    ~Buffer() { git_buf_dispose(&buffer_); }

    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    Buffer(Buffer&&) = delete;
    Buffer& operator=(Buffer&&) = delete;

    git_buf* out() noexcept { return &buffer_; }

    std::string_view text() const noexcept { return {buffer_.ptr, buffer_.size}; }

private:
    git_buf buffer_{};
};

/// Keeps libgit2 started, with the repository extensions that do not matter to a reader switched on.
class LibraryGuard {
public:
    LibraryGuard();
    ~LibraryGuard();
    LibraryGuard(const LibraryGuard&) = delete;
    LibraryGuard& operator=(const LibraryGuard&) = delete;
    LibraryGuard(LibraryGuard&&) = delete;
    LibraryGuard& operator=(LibraryGuard&&) = delete;
};

}  // namespace rollpack::git::detail
