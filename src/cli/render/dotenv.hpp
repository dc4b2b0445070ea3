#pragma once

#include "render/pipeline_facts.hpp"

#include <string>
#include <vector>

namespace rollpack::cli {

/// The facts as a dotenv report for GitLab, a line each: ROLLPACK_SHA256=... . GitLab knows no quotes
/// and no escapes there, and a runner replaces $NAME in a variable's value, so not every text can be
/// held. @throws core::Error file_unwritable, naming the value, for one with anything but letters and
/// digits (of any script, in UTF-8) and ._-/+:@,%=.
std::string facts_to_dotenv(const std::vector<PipelineFact>& facts);

}  // namespace rollpack::cli
