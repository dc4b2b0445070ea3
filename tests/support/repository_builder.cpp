#include "support/repository_builder.hpp"

#include <git2.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace rollpack::test {

namespace {

void check(int status, std::string_view doing) {
    if (status >= 0) {
        return;
    }
    const git_error* const last = git_error_last();
    throw std::runtime_error(
        std::string{doing} + ": " + (last != nullptr ? last->message : "no message")
    );
}

template <auto free_function>
struct FreeWith {
    template <typename T>
    void operator()(T* object) const noexcept {
        free_function(object);
    }
};

using RepositoryHandle = std::unique_ptr<git_repository, FreeWith<git_repository_free>>;
using Signature = std::unique_ptr<git_signature, FreeWith<git_signature_free>>;
using Commit = std::unique_ptr<git_commit, FreeWith<git_commit_free>>;
using Object = std::unique_ptr<git_object, FreeWith<git_object_free>>;
using Reference = std::unique_ptr<git_reference, FreeWith<git_reference_free>>;
using Tree = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;
using TreeBuilder = std::unique_ptr<git_treebuilder, FreeWith<git_treebuilder_free>>;

template <typename Owner, typename Call, typename... Arguments>
[[nodiscard]] Owner acquire(std::string_view doing, Call call, Arguments&&... arguments) {
    typename Owner::pointer raw = nullptr;
    const int status = call(&raw, std::forward<Arguments>(arguments)...);
    Owner owner{raw};
    check(status, doing);
    return owner;
}

class Library {
public:
    Library() { check(git_libgit2_init(), "starting libgit2"); }

    ~Library() { git_libgit2_shutdown(); }

    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    Library(Library&&) = delete;
    Library& operator=(Library&&) = delete;
};

struct Entry {
    git_oid id;
    git_filemode_t mode;
};

/// Entries by path; everything of one folder is a run of neighbours.
using Entries = std::map<std::string, Entry>;

git_oid write_tree(git_repository* repository, const Entries& entries) {
    std::map<std::string, Entries> folders;
    const auto builder =
        acquire<TreeBuilder>("making a tree", git_treebuilder_new, repository, nullptr);
    const auto insert = [&builder](const std::string& name, const Entry& entry) {
        check(
            git_treebuilder_insert(nullptr, builder.get(), name.c_str(), &entry.id, entry.mode),
            "adding " + name + " to a tree"
        );
    };
    for (const auto& [path, entry] : entries) {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos) {
            insert(path, entry);
        } else {
            folders[path.substr(0, slash)].emplace(path.substr(slash + 1), entry);
        }
    }
    for (const auto& [name, below] : folders) {
        insert(name, Entry{write_tree(repository, below), GIT_FILEMODE_TREE});
    }
    git_oid id;
    check(git_treebuilder_write(&id, builder.get()), "writing a tree");
    return id;
}

RepositoryHandle init(const std::filesystem::path& folder, RepositoryBuilder::Form form) {
    git_repository_init_options options;
    check(
        git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION),
        "preparing a repository"
    );
    options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_REINIT;
    if (form == RepositoryBuilder::Form::bare) {
        options.flags |= GIT_REPOSITORY_INIT_BARE;
    }
    options.initial_head = "main";
    return acquire<RepositoryHandle>(
        "making a repository",
        git_repository_init_ext,
        folder.c_str(),
        &options
    );
}

}  // namespace

struct RepositoryBuilder::State {
    Library library;
    RepositoryHandle repository;
    Form form;
    Entries entries;
    std::optional<git_oid> last;
    std::int64_t commits = 0;

    State(const std::filesystem::path& folder, Form of_form)
        : repository(init(folder, of_form))
        , form(of_form) {}

    static Signature signature_at(std::int64_t commit_index) {
        return acquire<Signature>(
            "making a signature",
            git_signature_new,
            "Test Author",
            "author@example.org",
            first_commit_unix + 60 * commit_index,
            0
        );
    }

    void add_blob(const std::string& path, const std::string& bytes, git_filemode_t mode) {
        git_oid id;
        check(
            git_blob_create_from_buffer(&id, repository.get(), bytes.data(), bytes.size()),
            "storing " + path
        );
        entries[path] = Entry{id, mode};
    }

    Object last_object() const {
        if (!last) {
            throw std::runtime_error("there is no commit yet");
        }
        return acquire<Object>(
            "reading the last commit",
            git_object_lookup,
            repository.get(),
            &*last,
            GIT_OBJECT_COMMIT
        );
    }

    void check_out() const {
        git_checkout_options options;
        check(
            git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION),
            "preparing a checkout"
        );
        options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_REMOVE_UNTRACKED;
        options.disable_filters = 1;
        check(git_checkout_head(repository.get(), &options), "checking out");
    }
};

RepositoryBuilder::RepositoryBuilder(Form form)
    : own_folder_(std::make_unique<TempDir>())
    , path_(*own_folder_ / (form == Form::bare ? "repository.git" : "repository"))
    , state_(std::make_unique<State>(path_, form)) {}

RepositoryBuilder::RepositoryBuilder(std::filesystem::path folder, Form form)
    : path_(std::move(folder))
    , state_(std::make_unique<State>(path_, form)) {}

RepositoryBuilder::~RepositoryBuilder() = default;

RepositoryBuilder& RepositoryBuilder::file(const std::string& path, const std::string& bytes) {
    state_->add_blob(path, bytes, GIT_FILEMODE_BLOB);
    return *this;
}

RepositoryBuilder& RepositoryBuilder::symlink(const std::string& path, const std::string& target) {
    state_->add_blob(path, target, GIT_FILEMODE_LINK);
    return *this;
}

RepositoryBuilder& RepositoryBuilder::submodule(
    const std::string& path,
    const std::string& commit_hex
) {
    git_oid id;
    check(git_oid_fromstr(&id, commit_hex.c_str()), "reading the id " + commit_hex);
    state_->entries[path] = Entry{id, GIT_FILEMODE_COMMIT};
    return *this;
}

RepositoryBuilder& RepositoryBuilder::remove(const std::string& path) {
    const std::size_t removed = std::erase_if(state_->entries, [&path](const auto& entry) {
        return entry.first == path || entry.first.starts_with(path + "/");
    });
    if (removed == 0) {
        throw std::runtime_error("nothing to remove at " + path);
    }
    return *this;
}

RepositoryBuilder& RepositoryBuilder::folder(
    const std::filesystem::path& folder,
    const std::string& into
) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            const std::string below = entry.path().lexically_relative(folder).generic_string();
            file((std::filesystem::path{into} / below).generic_string(), read_file(entry.path()));
        }
    }
    return *this;
}

RepositoryBuilder& RepositoryBuilder::commit(const Files& files, const std::string& message) {
    for (const auto& [path, bytes] : files) {
        file(path, bytes);
    }
    const git_oid tree_id = write_tree(state_->repository.get(), state_->entries);
    const auto tree =
        acquire<Tree>("reading a tree", git_tree_lookup, state_->repository.get(), &tree_id);
    const Signature signature = State::signature_at(state_->commits);

    Commit parent;
    if (state_->last) {
        parent = acquire<Commit>(
            "reading the last commit",
            git_commit_lookup,
            state_->repository.get(),
            &*state_->last
        );
    }
    const git_commit* parents = parent.get();
    git_oid id;
    check(
        git_commit_create(
            &id,
            state_->repository.get(),
            "HEAD",
            signature.get(),
            signature.get(),
            nullptr,
            message.c_str(),
            tree.get(),
            parent ? 1 : 0,
            &parents
        ),
        "committing"
    );
    state_->last = id;
    ++state_->commits;
    if (state_->form == Form::work_tree) {
        state_->check_out();
    }
    return *this;
}

RepositoryBuilder& RepositoryBuilder::tag(const std::string& name) {
    git_oid id;
    const Object target = state_->last_object();
    check(
        git_tag_create_lightweight(&id, state_->repository.get(), name.c_str(), target.get(), 1),
        "tagging " + name
    );
    return *this;
}

RepositoryBuilder& RepositoryBuilder::annotated_tag(const std::string& name) {
    git_oid id;
    const Object target = state_->last_object();
    const Signature tagger = State::signature_at(state_->commits - 1);
    const std::string message = "release " + name;
    check(
        git_tag_create(
            &id,
            state_->repository.get(),
            name.c_str(),
            target.get(),
            tagger.get(),
            message.c_str(),
            1
        ),
        "tagging " + name
    );
    return *this;
}

RepositoryBuilder& RepositoryBuilder::branch(const std::string& name) {
    const std::string full_name = "refs/heads/" + name;
    const Object target = state_->last_object();
    const auto reference = acquire<Reference>(
        "making the branch " + name,
        git_reference_create,
        state_->repository.get(),
        full_name.c_str(),
        git_object_id(target.get()),
        1,
        nullptr
    );
    return *this;
}

std::string RepositoryBuilder::last_commit() const {
    if (!state_->last) {
        throw std::runtime_error("there is no commit yet");
    }
    std::string hex(GIT_OID_HEXSZ, '0');
    check(git_oid_fmt(hex.data(), &*state_->last), "formatting an id");
    return hex;
}

}  // namespace rollpack::test
