#pragma once

#include "rollpack/app/rehearse.hpp"

#include <string>
#include <string_view>

namespace rollpack::app {

/// "not_tried", "equal", ...: as in documents.
std::string_view to_string(Outcome outcome) noexcept;

/// What a rehearsal found, as JSON of schemas/rehearsal-result-v1.schema.json.
std::string rehearsal_document(const RehearsalResult& result);

}  // namespace rollpack::app
