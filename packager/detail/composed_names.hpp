#pragma once

#include <string>
#include <vector>

namespace rollpack::packager::detail {

/// Paths in Unicode's composed form (NFC): "e" and a combining accent become one character. This
/// is the form in which libarchive gives the names of an archive's entries, whichever form is stored.
std::vector<std::string> composed_paths(std::vector<std::string> paths);

}  // namespace rollpack::packager::detail
