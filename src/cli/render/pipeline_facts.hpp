#pragma once

#include "rollpack/app/build.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// One thing that a later step of a pipeline may want to know of a build.
struct PipelineFact {
    std::string_view name;  ///< snake_case, stable: users write it into their pipelines
    std::string value;  ///< as it is, unescaped; empty for what there is not

    bool operator==(const PipelineFact&) const = default;
};

/// The facts of a build, also of a refused one, always the same names in the same order. There are at
/// most 20, which is as many variables as GitLab takes over from a dotenv report.
std::vector<PipelineFact> pipeline_facts(const app::BuildResult& result);

}  // namespace rollpack::cli
