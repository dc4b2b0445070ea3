#pragma once

#include "detail/session.hpp"
#include "rollpack/core/dependency_facts.hpp"

#include <string>

namespace rollpack::executor::detail {

/// See Database::dependencies(). `schema` is the history's.
core::DependencyFacts read_dependencies(
    Session& session,
    const core::DependencyQuestions& questions,
    const std::string& schema
);

}  // namespace rollpack::executor::detail
