#pragma once

#include <string_view>

namespace rollpack::core::detail {

enum class TypeChange {
    keeps,  ///< every value is the same afterwards
    narrows,  ///< values may be rounded, cut off or refused
    unknown
};

/// What ALTER COLUMN ... TYPE does to values. Types are texts as format_type() writes them:
/// "numeric(10,2)". PostgreSQL refuses some narrowing when a value does not fit; a USING clause need
/// not, so all of it counts.
TypeChange compare_types(std::string_view from, std::string_view to);

}  // namespace rollpack::core::detail
