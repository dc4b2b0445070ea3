#pragma once

#include "rollpack/core/configuration.hpp"
#include "rollpack/core/script_source.hpp"
#include "rollpack/git/repository.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rollpack::app::detail {

/// A Flyway project inside a repository: the same source, with paths relative to the project's folder.
/// Keeps a reference to the repository.
class Project final : public core::ScriptSource {
public:
    /// `folder` is the project's in the repository; "" for its top.
    Project(git::Repository& repository, std::string folder);

    /// The configuration at the release: `files` in their order, or flyway.toml, or flyway.conf.
    /// @throws Error configuration_invalid for a named file that is not there.
    core::ProjectConfiguration read_configuration(
        const core::Release& release,
        const std::vector<std::string>& files
    );

    std::optional<std::vector<core::SourceEntry>> list(
        const core::Release& release,
        const std::string& location
    ) override;
    std::string read(const core::Origin& origin) override;
    std::optional<std::string> read_file(const core::Release& release, const std::string& path)
        override;

private:
    std::string in_repository(const std::string& path) const;

    git::Repository&
        repository_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one journey
    std::string folder_;
};

}  // namespace rollpack::app::detail
