#pragma once

#include "rollpack/app/build.hpp"
#include "rollpack/app/rehearse.hpp"
#include "support/pg_cluster.hpp"
#include "support/recording_observer.hpp"
#include "support/repository_builder.hpp"
#include "support/temp_dir.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace rollpack::test {

/// A version above the target with its undo script.
struct Version {
    std::string up;
    std::string down;
};

/// A project of a target, tagged v1, and of what comes above it.
class Project {
public:
    explicit Project(const std::string& base) {
        repository_.commit({{"sql/V1__base.sql", base}}).tag("v1");
    }

    Project& repeatable_of_target(const std::string& name, const std::string& sql) {
        repository_.commit({{"sql/R__" + name + ".sql", sql}}).tag("v1");
        return *this;
    }

    Project& above(const std::vector<Version>& versions) {
        RepositoryBuilder::Files files;
        for (const Version& version : versions) {
            ++highest_;
            files.emplace(fmt::format("sql/V{}__x.sql", highest_), version.up);
            files.emplace(fmt::format("sql/U{}__x.sql", highest_), version.down);
        }
        repository_.commit(files);
        return *this;
    }

    Project& file(const std::string& path, const std::string& text) {
        repository_.commit({{path, text}});
        return *this;
    }

    /// In this release only.
    Project& repeatable(const std::string& name, const std::string& sql) {
        return file("sql/R__" + name + ".sql", sql);
    }

    app::RehearseRequest request() {
        app::BuildRequest build;
        build.repository = repository_.path();
        build.target_version = "1";
        build.output = folder_.path();
        const app::BuildResult built = app::build_package(build, observer_);
        if (!built.package) {
            throw std::runtime_error(built.findings.front().message);
        }
        app::RehearseRequest request;
        request.package.path = built.package->artifact;
        request.repository = repository_.path();
        request.server = executor::parse_connection_url(pg_cluster().connection_string());
        request.options.timestamp = "2026-11-22 02:15:00";
        return request;
    }

    app::Seed seed(const std::string& sql) {
        const std::filesystem::path path = folder_.path() / "seed.sql";
        std::ofstream{path} << sql;
        return {std::nullopt, path};
    }

    app::RehearsalResult rehearse(const app::RehearseRequest& request) {
        return app::rehearse(request, observer_);
    }

    app::RehearsalResult rehearse() { return rehearse(request()); }

private:
    RepositoryBuilder repository_;
    TempDir folder_;
    RecordingObserver observer_;
    int highest_ = 1;
};

}  // namespace rollpack::test
