#pragma once

#include "rollpack/app/plan_document.hpp"
#include "rollpack/app/signature.hpp"
#include "rollpack/core/finding.hpp"

#include <vector>

namespace rollpack::json {
class ObjectWriter;
}  // namespace rollpack::json

/// Members that several documents share.
namespace rollpack::app {

/// The members of a plan document, "format" first.
void write_plan(json::ObjectWriter& root, const PlanDocument& document);

/// The member "findings".
void write_findings(json::ObjectWriter& parent, const std::vector<core::Finding>& findings);

/// The members of one signature: who signed, and with which key.
void write_signed_by(json::ObjectWriter& item, const SignedBy& signature);

}  // namespace rollpack::app
