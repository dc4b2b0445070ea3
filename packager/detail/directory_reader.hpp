#pragma once

#include "detail/files.hpp"
#include "detail/package_source.hpp"

#include <memory>

namespace rollpack::packager::detail {

/// The files of an unpacked package, its manifest first. `folder` is the opened folder; everything in
/// it is reached from there, and no link is followed.
std::unique_ptr<PackageSource> open_directory(
    Descriptor folder,
    const ReadLimits& limits,
    const BytesCheck& check_bytes
);

}  // namespace rollpack::packager::detail
