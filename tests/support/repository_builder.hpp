#pragma once

#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace rollpack::test {

/// Makes a real git repository, commit by commit, on the branch "main". Author, committer and times
/// are fixed (commit n is made at first_commit_unix + 60 * n, n from 0), so commit ids are constants.
/// Throws std::runtime_error with libgit2's message when git refuses something.
class RepositoryBuilder {
public:
    enum class Form {
        work_tree,  ///< every commit is checked out
        bare
    };

    /// Contents by path ("/" between folders).
    using Files = std::map<std::string, std::string>;

    static constexpr std::int64_t first_commit_unix = 1'700'000'000;

    /// In a folder of its own, removed at the end of the builder's life.
    explicit RepositoryBuilder(Form form = Form::work_tree);

    /// In `folder`, which is made and is not removed.
    explicit RepositoryBuilder(std::filesystem::path folder, Form form = Form::work_tree);

    ~RepositoryBuilder();
    RepositoryBuilder(const RepositoryBuilder&) = delete;
    RepositoryBuilder& operator=(const RepositoryBuilder&) = delete;
    RepositoryBuilder(RepositoryBuilder&&) = delete;
    RepositoryBuilder& operator=(RepositoryBuilder&&) = delete;

    /// What the next commit changes; everything else stays as in the last one.
    RepositoryBuilder& file(const std::string& path, const std::string& bytes);
    RepositoryBuilder& symlink(const std::string& path, const std::string& target);
    RepositoryBuilder& submodule(const std::string& path, const std::string& commit_hex);
    /// A file, or a folder with everything below it.
    RepositoryBuilder& remove(const std::string& path);
    /// Every file below `folder` on disk, placed below `into` ("" for the root).
    RepositoryBuilder& folder(const std::filesystem::path& folder, const std::string& into);

    /// Commits the changes so far with `files` on top of them.
    RepositoryBuilder& commit(const Files& files = {}, const std::string& message = "change");

    /// At the last commit. An existing one of that name is moved.
    RepositoryBuilder& tag(const std::string& name);
    RepositoryBuilder& annotated_tag(const std::string& name);
    RepositoryBuilder& branch(const std::string& name);

    const std::filesystem::path& path() const noexcept { return path_; }

    std::string last_commit() const;  ///< its id, 40 hexadecimal digits

private:
    struct State;

    std::unique_ptr<TempDir> own_folder_;
    std::filesystem::path path_;
    std::unique_ptr<State> state_;
};

}  // namespace rollpack::test
