#pragma once

#include "rollpack/core/release.hpp"
#include "rollpack/core/script_source.hpp"
#include "rollpack/core/version.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::git {

/// What git says of a signature.
struct SignatureCheck {
    std::optional<core::VerifiedSignature> verified;
    std::string reason;  ///< where there is none: git's own words
};

/// A git repository, read through its object database only: neither the work tree nor the index is
/// ever looked at, and nothing is ever written. Replaced objects (refs/replace) are read as git reads
/// them. Movable; a moved-from repository can only be assigned to or destroyed. One thread at a time.
///
/// Every member may throw Error repository_unreadable when the repository is damaged, and
/// shallow_clone or object_missing when a shallow or partial clone lacks an object; the hint then is
/// the command that fetches it.
class Repository final : public core::ScriptSource {
public:
    /// Opens the repository that holds `directory`: a work tree, any folder below it, a linked work
    /// tree, or a bare repository. @throws Error repository_not_found, repository_not_owned (git's
    /// safe.directory setting is honoured), repository_unreadable (also for a SHA-256 repository).
    static Repository open(const std::filesystem::path& directory);

    Repository(Repository&&) noexcept;
    Repository& operator=(Repository&&) noexcept;
    Repository(const Repository&) = delete;
    Repository& operator=(const Repository&) = delete;
    ~Repository() override;

    /// Where the opened directory lies in the work tree: "services/shop", or "" at its top and in a bare
    /// repository. "/" between folders.
    const std::string& folder() const noexcept;

    /// The commit that `name` stands for now: a full id, HEAD, a tag (also over a branch or a short id
    /// of the same name), a branch, a remote branch ("origin/x"), a short id, or any expression of
    /// git's for one commit ("HEAD~3"). Annotated tags are followed to the commit. @throws Error
    /// reference_unknown with near names, reference_ambiguous for a short id of several objects,
    /// shallow_clone.
    core::Release resolve(std::string_view name) const;

    /// The commit of the tag whose name is one of `patterns` with a version equal to `version` in
    /// place of "{version}"; Release::ref is the tag's name. Of several such tags for one commit the
    /// earliest pattern's wins. @throws Error reference_unknown with the nearest tags,
    /// reference_ambiguous when such tags name different commits, shallow_clone, usage for a pattern
    /// that does not hold "{version}" exactly once.
    core::Release find_release(const core::Version& version, std::span<const std::string> patterns)
        const;

    /// "v{version}", "V{version}", "{version}", "release-{version}", "release/{version}",
    /// "release/v{version}".
    static std::span<const std::string> default_tag_patterns();

    /// Whether `git verify-tag` (for a name that is no annotated tag: `git verify-commit`) accepts the
    /// release's signature, with the keys that git's configuration trusts. A tag's object must also
    /// carry the name that was asked for. Runs the git program. @throws Error program_missing.
    SignatureCheck check_signature(const core::Release& release) const;

    /// See core::ScriptSource. Cost grows with the entries below `location` only. A location that
    /// is itself a symbolic link or a submodule, or has one on the way, gives that one entry, with an
    /// empty path.
    std::optional<std::vector<core::SourceEntry>> list(
        const core::Release& release,
        const std::string& location
    ) override;

    /// See core::ScriptSource. No filter or line-ending conversion takes place.
    std::string read(const core::Origin& origin) override;

    /// See core::ScriptSource. None also for a folder at `path`. @throws Error file_unreadable where a
    /// symbolic link or a submodule is at `path` or on the way to it: to pass over a configuration
    /// file that is there for everybody else would be worse.
    std::optional<std::string> read_file(const core::Release& release, const std::string& path)
        override;

private:
    struct State;

    explicit Repository(std::unique_ptr<State> state) noexcept;

    std::unique_ptr<State> state_;
};

}  // namespace rollpack::git
