#pragma once

#include "rollpack/app/rehearse.hpp"
#include "rollpack/packager/package_writer.hpp"

#include <string>

namespace rollpack::app {

/// How long the parts of a rehearsal took, as JSON of schemas/rehearsal-durations-v1.schema.json. They
/// differ from one rehearsal to the next, and are no part of a package for that reason.
/// `content_sha256` is that of the package which holds the rehearsal.
std::string durations_document(const RehearsalResult& result, const core::Sha256& content_sha256);

/// Writes them beside the package, as "<artifact>.durations.json"; what is there is replaced as a whole.
/// @throws core::Error file_unwritable.
void write_durations(const packager::WrittenPackage& package, const RehearsalResult& result);

}  // namespace rollpack::app
