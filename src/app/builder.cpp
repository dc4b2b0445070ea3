#include "rollpack/app/builder.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

/// Variables of the environment; one that is not set is empty.
class Variables {
public:
    explicit Variables(const std::map<std::string, std::string>& environment)
        : environment_(environment) {}

    std::string operator[](const std::string& name) const {
        const auto found = environment_.find(name);
        return found == environment_.end() ? std::string{} : found->second;
    }

private:
    const std::map<std::string, std::string>&
        environment_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call
};

packager::Builder on_github(const Variables& variable) {
    return {
        fmt::format("{}/{}", variable["GITHUB_SERVER_URL"], variable["GITHUB_WORKFLOW_REF"]),
        fmt::format(
            "{}/{}/actions/runs/{}/attempts/{}",
            variable["GITHUB_SERVER_URL"],
            variable["GITHUB_REPOSITORY"],
            variable["GITHUB_RUN_ID"],
            variable["GITHUB_RUN_ATTEMPT"]
        )};
}

}  // namespace

std::optional<packager::Builder> find_builder(const std::map<std::string, std::string>& environment
) {
    const Variables variable(environment);
    if (variable["GITHUB_ACTIONS"] == "true") {
        return on_github(variable);
    }
    if (variable["GITLAB_CI"] == "true") {
        return packager::Builder{
            fmt::format("{}/-/runners/{}", variable["CI_PROJECT_URL"], variable["CI_RUNNER_ID"]),
            variable["CI_JOB_URL"]};
    }
    if (!variable["JENKINS_URL"].empty()) {
        return packager::Builder{variable["JOB_URL"], variable["BUILD_URL"]};
    }
    return std::nullopt;
}

}  // namespace rollpack::app
