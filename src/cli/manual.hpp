#pragma once

#include <string>

namespace rollpack::cli {

/// The manual page of a command (the Markdown file beside its source), printed below its options by
/// --help. Empty for a command without one.
std::string manual(const std::string& command);

}  // namespace rollpack::cli
