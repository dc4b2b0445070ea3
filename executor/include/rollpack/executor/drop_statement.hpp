#pragma once

#include "rollpack/core/database_object.hpp"

#include <string>

namespace rollpack::executor {

/// The statement, without ";", that drops `object` if it is there, and fails where others depend on
/// it: DROP VIEW IF EXISTS "app"."totals". Names are quoted; a name without a schema is left to
/// the search path.
///
/// The object may come from a package that nobody trusts: the result is checked to be one DROP
/// statement of that kind.
/// @throws core::Error package_invalid: a name or an argument type is none, a trigger has no table,
/// or the kind is `other`.
std::string drop_statement(const core::DatabaseObject& object);

}  // namespace rollpack::executor
