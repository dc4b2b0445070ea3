#pragma once

#include "rollpack/core/database_object.hpp"
#include "rollpack/json/record.hpp"
#include "rollpack/json/writer.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace rollpack::packager::detail {

/// The member `name`: a list of objects, or null.
void write_objects(
    json::ObjectWriter& out,
    std::string_view name,
    const std::optional<std::vector<core::DatabaseObject>>& objects
);

/// One object of such a list.
core::DatabaseObject read_object(json::Record& record);

}  // namespace rollpack::packager::detail
