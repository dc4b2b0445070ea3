#pragma once

#include "render/pipeline_facts.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/finding.hpp"

#include <string>
#include <vector>

namespace rollpack::cli {

/// Lines for the file that $GITHUB_OUTPUT names: `name=value`, or for a value with line ends the form
/// `name<<END`, with an END that is not in the value.
std::string facts_to_github_output(const std::vector<PipelineFact>& facts);

/// The findings as workflow commands, errors first, each with its hint: GitHub shows them beside the
/// file and line in the run and in a pull request. A runner takes commands from standard output and
/// standard error alike; rollpack writes them to standard error, as it does findings in general.
std::string findings_to_github_annotations(const std::vector<core::Finding>& findings);

/// An error that ends the run, as a workflow command.
std::string error_to_github_annotation(const core::Error& error);

}  // namespace rollpack::cli
