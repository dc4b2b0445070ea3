#pragma once

#include "detail/fingerprint_queries.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// Parts of SQL that the queries of a fingerprint share. Parameters are expressions of SQL.
namespace rollpack::executor::detail {

using SqlParts = std::initializer_list<std::pair<std::string_view, std::string>>;

/// `sql` with each "{name}" replaced by the part of that name, which has to be there.
std::string fill(std::string_view sql, SqlParts parts);

/// An expression where the server has it, else another one.
std::string since(
    const CatalogScope& scope,
    int major,
    std::string_view expression,
    std::string_view otherwise = "NULL::pg_catalog.text"
);

/// A condition: the schema `n` is one of the scope.
std::string in_scope(const CatalogScope& scope);

/// A condition: the relation `c` in the schema `n` is of the scope, and no extension's.
std::string relation_in_scope(const CatalogScope& scope);

/// A condition: no extension owns the object.
std::string of_no_extension(std::string_view catalog, std::string_view oid);

/// "schema.name", quoted where names need it.
std::string qualified_name(std::string_view schema, std::string_view name);

/// A property that is true or absent.
std::string yes_if(std::string_view condition, std::string_view property);

/// The properties "owner" and "comment".
std::string owner(std::string_view role);
std::string comment(
    std::string_view catalog,
    std::string_view oid,
    std::string_view column_number = "0"
);

/// The property "grants" by the letter that acldefault() has for the kind; NULL where they are those
/// that PostgreSQL gives by default.
std::string grants(std::string_view letter, std::string_view acl, std::string_view owner);

/// The grants of an access list, one a line, whether they are the default or not.
std::string grant_lines(std::string_view letter, std::string_view acl, std::string_view owner);

/// A condition: the option is not one of the server's own, which pg_dump leaves out too.
std::string made_by_hand(std::string_view option);

/// An array of options as one line, sorted; what may be secret is named, but not shown.
std::string options_line(std::string_view array);

/// A function's name; NULL for none.
std::string function_name(std::string_view oid);

/// The name of a collation, unless it is the one that the type has.
std::string collation_name(std::string_view collation, std::string_view collation_of_type);

/// A property: whether what fires on events does so; absent as it is by default.
std::string enabled_state(std::string_view letter);

}  // namespace rollpack::executor::detail
