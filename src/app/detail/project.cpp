#include "detail/project.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>

namespace rollpack::app::detail {

namespace {

core::ProjectConfiguration parse(const std::string& text, const std::string& file) {
    return file.ends_with(".toml") ? core::parse_flyway_toml(text, file)
                                   : core::parse_flyway_conf(text, file);
}

}  // namespace

Project::Project(git::Repository& repository, std::string folder)
    : repository_(repository)
    , folder_(std::move(folder)) {}

core::ProjectConfiguration Project::read_configuration(
    const core::Release& release,
    const std::vector<std::string>& files
) {
    if (files.empty()) {
        // Flyway reads no conf file at all where there is a TOML file.
        constexpr std::array<const char*, 2> usual = {"flyway.toml", "flyway.conf"};
        for (const std::string file : usual) {
            if (const std::optional<std::string> text = read_file(release, file)) {
                return parse(*text, file);
            }
        }
        return {};
    }
    core::ProjectConfiguration configuration;
    for (const std::string& file : files) {
        const std::optional<std::string> text = read_file(release, file);
        if (!text) {
            throw core::Error(
                core::ErrorCode::configuration_invalid,
                fmt::format("{} is not in {} ({})", file, release.ref, release.commit.hex()),
                "Give a path relative to the project as it is committed; uncommitted files are not read."
            );
        }
        configuration = core::merge(std::move(configuration), parse(*text, file));
    }
    return configuration;
}

std::optional<std::vector<core::SourceEntry>> Project::list(
    const core::Release& release,
    const std::string& location
) {
    return repository_.list(release, in_repository(location));
}

std::string Project::read(const core::Origin& origin) {
    return repository_.read(origin);
}

std::optional<std::string> Project::read_file(
    const core::Release& release,
    const std::string& path
) {
    return repository_.read_file(release, in_repository(path));
}

std::string Project::in_repository(const std::string& path) const {
    if (folder_.empty()) {
        return path;
    }
    return path.empty() ? folder_ : folder_ + "/" + path;
}

}  // namespace rollpack::app::detail
