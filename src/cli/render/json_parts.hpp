#pragma once

#include "rollpack/app/document_parts.hpp"
#include "rollpack/app/signature.hpp"
#include "rollpack/core/version.hpp"
#include "rollpack/json/writer.hpp"

#include <optional>
#include <string_view>

namespace rollpack::cli {

/// Members that several documents share; each writes what its name says.

using app::write_findings;

void write_version(
    json::ObjectWriter& parent,
    std::string_view name,
    const std::optional<core::Version>& version
);

/// Who signed a package; null where the signature was not looked at.
void write_signature(json::ObjectWriter& parent, const std::optional<app::SignedBy>& signature);

}  // namespace rollpack::cli
