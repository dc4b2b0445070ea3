#include "detail/object_store.hpp"

#include "detail/clone_facts.hpp"
#include "detail/replacements.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <set>

namespace rollpack::git::detail {

namespace {

// Far more than anybody chains; only replaced objects can make a circle.
constexpr int longest_tag_chain = 100;

std::string_view type_name(git_object_t type) {
    switch (type) {
    case GIT_OBJECT_COMMIT:
        return "commit";
    case GIT_OBJECT_TREE:
        return "folder";
    case GIT_OBJECT_BLOB:
        return "file";
    case GIT_OBJECT_TAG:
        return "tag";
    default:
        return "object";
    }
}

const git_commit* as_commit(const Object& object) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libgit2's own way down its types
    return reinterpret_cast<const git_commit*>(object.get());
}

const git_tag* as_tag(const Object& object) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libgit2's own way down its types
    return reinterpret_cast<const git_tag*>(object.get());
}

bool names_a_commit(git_object_t type) {
    return type == GIT_OBJECT_COMMIT || type == GIT_OBJECT_TAG;
}

struct PrefixSearch {
    git_oid prefix;
    std::size_t digits;
    std::set<git_oid, IdLess> found;
    std::exception_ptr failure;
};

int collect_if_prefixed(const git_oid* id, void* payload) noexcept {
    auto& search = *static_cast<PrefixSearch*>(payload);
    try {
        if (git_oid_ncmp(id, &search.prefix, search.digits) == 0) {
            search.found.insert(*id);
        }
    } catch (...) {
        search.failure = std::current_exception();
        return GIT_EUSER;
    }
    return GIT_OK;
}

// Reads the names of all objects, so it is kept for the rare ambiguous prefix.
std::set<git_oid, IdLess> all_with_prefix(git_odb* database, PrefixSearch search) {
    const int status = git_odb_foreach(database, collect_if_prefixed, &search);
    if (search.failure) {
        std::rethrow_exception(search.failure);
    }
    check(status, "reading the list of objects");
    return std::move(search.found);
}

}  // namespace

std::string to_hex(const git_oid& id) {
    std::string hex(GIT_OID_HEXSZ, '0');
    check(git_oid_fmt(hex.data(), &id), "writing an object id");
    return hex;
}

core::ObjectId to_object_id(const git_oid& id) {
    const auto parsed = core::parse_object_id(to_hex(id));
    ROLLPACK_ASSERT(parsed.has_value());
    return *parsed;
}

git_oid to_git(const core::ObjectId& id) {
    git_oid converted;
    check(git_oid_fromstr(&converted, id.hex().c_str()), "reading an object id");
    return converted;
}

core::Release make_release(std::string_view ref, const Peeled& peeled) {
    core::Release release{
        std::string{ref},
        to_object_id(peeled.commit),
        std::nullopt,
        peeled.committed_at_unix};
    if (peeled.tag_object) {
        release.tag_object = to_object_id(*peeled.tag_object);
    }
    return release;
}

ObjectStore::ObjectStore(git_repository* repository)
    : repository_(repository)
    , database_(
          acquire<ObjectDatabase>("opening the object database", git_repository_odb, repository)
      )
    , replacements_(read_replacements(repository)) {}

Peeled ObjectStore::peel(const git_oid& id, std::string_view what) const {
    git_oid current = id;
    std::optional<git_oid> tag_object;
    for (int length = 0; length < longest_tag_chain; ++length) {
        const Object found = object(current, GIT_OBJECT_ANY, what);
        const git_object_t type = git_object_type(found.get());
        if (type == GIT_OBJECT_COMMIT) {
            return Peeled{current, tag_object, git_commit_time(as_commit(found))};
        }
        if (type != GIT_OBJECT_TAG) {
            throw core::Error(
                core::ErrorCode::reference_unknown,
                fmt::format("{} names a {}, not a commit", what, type_name(type)),
                "Name a tag, a branch or a commit."
            );
        }
        tag_object = tag_object.value_or(current);
        current = *git_tag_target_id(as_tag(found));
    }
    throw core::Error(
        core::ErrorCode::repository_unreadable,
        fmt::format("{} is a chain of tags without an end", what),
        "Look at the replaced objects that `git replace --list` shows."
    );
}

std::string ObjectStore::tag_name(const git_oid& id, std::string_view what) const {
    const Object found = object(id, GIT_OBJECT_TAG, what);
    return git_tag_name(as_tag(found));
}

std::vector<git_oid> ObjectStore::parents(const git_oid& commit, std::string_view what) const {
    const Object found = object(commit, GIT_OBJECT_COMMIT, what);
    std::vector<git_oid> ids;
    for (unsigned int i = 0; i < git_commit_parentcount(as_commit(found)); ++i) {
        ids.push_back(*git_commit_parent_id(as_commit(found), i));
    }
    return ids;
}

Tree ObjectStore::root_tree(const git_oid& commit, std::string_view what) const {
    const Object found = object(commit, GIT_OBJECT_COMMIT, what);
    return tree(*git_commit_tree_id(as_commit(found)), fmt::format("the root folder of {}", what));
}

Tree ObjectStore::tree(const git_oid& id, std::string_view what) const {
    Object found = object(id, GIT_OBJECT_TREE, what);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libgit2's own way down its types
    return Tree{reinterpret_cast<git_tree*>(found.release())};
}

// git_blob_lookup would only add a second look into the object cache.
std::string ObjectStore::blob(const git_oid& id, std::string_view what) const {
    const git_oid read_id = replaced(id);
    const auto raw =
        find<RawObject>(fmt::format("reading {}", what), git_odb_read, database_.get(), &read_id);
    if (!raw) {
        throw_missing(read_id, GIT_OBJECT_BLOB, what);
    }
    if (const git_object_t type = git_odb_object_type(raw.get()); type != GIT_OBJECT_BLOB) {
        throw core::Error(
            core::ErrorCode::repository_unreadable,
            fmt::format("{} is a {}, not a file", what, type_name(type))
        );
    }
    return {
        static_cast<const char*>(git_odb_object_data(raw.get())),
        git_odb_object_size(raw.get())};
}

bool ObjectStore::contains(const git_oid& id) const {
    return git_odb_exists(database_.get(), &id) == 1;
}

std::vector<git_oid> ObjectStore::with_prefix(std::string_view prefix) const {
    PrefixSearch search{};
    search.digits = prefix.size();
    if (git_oid_fromstrn(&search.prefix, prefix.data(), prefix.size()) != GIT_OK) {
        return {};
    }
    git_oid only;
    const int status = git_odb_exists_prefix(&only, database_.get(), &search.prefix, search.digits);
    if (status == GIT_ENOTFOUND) {
        return {};
    }
    if (status != GIT_EAMBIGUOUS) {
        check(status, fmt::format("looking for the object {}", prefix));
        return {only};
    }
    const auto all = all_with_prefix(database_.get(), std::move(search));
    std::vector<git_oid> commits;
    std::ranges::copy_if(all, std::back_inserter(commits), [this](const git_oid& id) {
        std::size_t size_bytes = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        check(
            git_odb_read_header(&size_bytes, &type, database_.get(), &id),
            "reading an object's type"
        );
        return names_a_commit(type);
    });
    return commits.empty() ? std::vector<git_oid>(all.begin(), all.end()) : commits;
}

git_oid ObjectStore::replaced(git_oid id) const {
    const auto found = replacements_.find(id);
    return found == replacements_.end() ? id : found->second;
}

Object ObjectStore::object(const git_oid& id, git_object_t type, std::string_view what) const {
    const git_oid read_id = replaced(id);
    auto found = find<Object>(
        fmt::format("reading {}", what),
        git_object_lookup,
        repository_,
        &read_id,
        type
    );
    if (!found) {
        throw_missing(read_id, type, what);
    }
    return found;
}

void ObjectStore::throw_missing(const git_oid& id, git_object_t type, std::string_view what) const {
    const CloneFacts facts = read_clone_facts(repository_);
    const std::string object = fmt::format("{} (object {})", what, to_hex(id));
    const bool in_every_complete_commit = type == GIT_OBJECT_TREE || type == GIT_OBJECT_BLOB;
    if (facts.shallow && !in_every_complete_commit) {
        throw core::Error(
            core::ErrorCode::shallow_clone,
            fmt::format("{} is not in this shallow clone", object),
            fmt::format("Fetch the rest with `{}`.", unshallow_command(facts))
        );
    }
    if (facts.promisor) {
        throw core::Error(
            core::ErrorCode::object_missing,
            fmt::format("{} is not in this partial clone", object),
            fmt::format("Fetch what is missing with `{}`.", refetch_command(facts))
        );
    }
    throw core::Error(
        core::ErrorCode::repository_unreadable,
        fmt::format("{} is missing from the repository", object),
        fmt::format("The repository is damaged: `{} fsck` lists what it lacks.", facts.git)
    );
}

}  // namespace rollpack::git::detail
