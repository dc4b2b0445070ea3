#pragma once

#include <string_view>

namespace rollpack::packager::detail {

/// Checks that a zip is its entries, its directory and its end and nothing between them, and that each
/// entry says the same in both places. libarchive reads the directory, looks for the end anywhere in
/// the last part of the file and takes what lies before the first entry for a program that unpacks
/// itself; other programs read the entries. @throws Error package_invalid.
void check_zip_frame(std::string_view zip);

}  // namespace rollpack::packager::detail
