#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollpack::packager::detail {

/// Why a path must not be in a package ("holds a back slash"); none for a path that every system
/// stores as it is written: relative, "/" between plain parts, UTF-8 without control characters.
std::optional<std::string_view> path_fault(std::string_view path);

/// A name from outside for a message: short, and unable to steer a terminal.
std::string printable(std::string_view name);

/// Names, valid UTF-8 in one Unicode form, that a file system without regard to case takes for one have
/// equal keys.
std::string case_key(std::string_view path);

/// "a/b.sql" gives "b.sql".
std::string_view file_name_of(std::string_view path);

}  // namespace rollpack::packager::detail
