#pragma once

#include "detail/libgit2.hpp"
#include "rollpack/core/release.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::git::detail {

struct IdLess {
    bool operator()(const git_oid& left, const git_oid& right) const noexcept {
        return git_oid_cmp(&left, &right) < 0;
    }
};

std::string to_hex(const git_oid& id);
core::ObjectId to_object_id(const git_oid& id);
git_oid to_git(const core::ObjectId& id);

/// The end of a chain of tags.
struct Peeled {
    git_oid commit{};
    std::optional<git_oid> tag_object;  ///< the first tag of the chain
    std::int64_t committed_at_unix = 0;
};

core::Release make_release(std::string_view ref, const Peeled& peeled);

/// Objects by id, replaced ones (refs/replace) as git reads them. `what` names an object in messages:
/// "the tag v123", "sql/V1__x.sql". An absent object throws Error shallow_clone, object_missing, or
/// repository_unreadable where the repository is complete.
class ObjectStore {
public:
    /// `repository` is borrowed.
    explicit ObjectStore(git_repository* repository);

    git_repository* repository() const noexcept { return repository_; }

    /// Follows tags to their commit. @throws Error reference_unknown where a folder or a file is at the
    /// end.
    Peeled peel(const git_oid& id, std::string_view what) const;

    /// The name that a tag's object carries.
    std::string tag_name(const git_oid& id, std::string_view what) const;

    /// The ids of a commit's parents, in order.
    std::vector<git_oid> parents(const git_oid& commit, std::string_view what) const;

    Tree root_tree(const git_oid& commit, std::string_view what) const;
    Tree tree(const git_oid& id, std::string_view what) const;

    /// A file's bytes as stored.
    std::string blob(const git_oid& id, std::string_view what) const;

    /// Whether there is an object with exactly this id.
    bool contains(const git_oid& id) const;

    /// The ids that begin with `prefix` (hexadecimal digits, 4 or more), sorted; those of commits and
    /// tags only where there are any. Cheap for one or none.
    std::vector<git_oid> with_prefix(std::string_view prefix) const;

private:
    git_oid replaced(git_oid id) const;
    Object object(const git_oid& id, git_object_t type, std::string_view what) const;
    [[noreturn]] void throw_missing(const git_oid& id, git_object_t type, std::string_view what)
        const;

    git_repository* repository_;
    ObjectDatabase database_;
    std::map<git_oid, git_oid, IdLess> replacements_;
};

}  // namespace rollpack::git::detail
