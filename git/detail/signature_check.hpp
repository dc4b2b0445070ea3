#pragma once

#include "detail/object_store.hpp"
#include "rollpack/git/repository.hpp"

namespace rollpack::git::detail {

/// See Repository::check_signature.
SignatureCheck check_signature(const ObjectStore& store, const core::Release& release);

}  // namespace rollpack::git::detail
