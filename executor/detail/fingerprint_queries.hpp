#pragma once

#include "rollpack/core/fingerprint.hpp"

#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// Of which server, and what of it, the queries of a fingerprint are to tell.
struct CatalogScope {
    int server_version = 0;  ///< as server_version_num
    std::string schemas;  ///< object ids that are left out, as an array's text
    std::string relations;
};

/// One query for all objects of a kind. Each row is an object. Its columns are, by name:
///
///     #identity     of the object
///     #parent       of what it belongs to; may be absent or NULL
///     #position     of a column in its table; may be absent or NULL
///     #kind         the name of its kind, where it is not the query's; may be absent
///     any other     a property, which the object does not have where the value is NULL
struct CatalogQuery {
    core::SchemaKind kind;
    std::string sql;
};

using CatalogQueries = std::vector<CatalogQuery>;

// By families of kinds, one a file.
CatalogQueries schema_queries(const CatalogScope& scope);
CatalogQueries type_queries(const CatalogScope& scope);
CatalogQueries table_queries(const CatalogScope& scope);
CatalogQueries table_part_queries(const CatalogScope& scope);
CatalogQueries routine_queries(const CatalogScope& scope);
CatalogQueries operator_queries(const CatalogScope& scope);
CatalogQueries text_search_queries(const CatalogScope& scope);
CatalogQueries foreign_queries(const CatalogScope& scope);
CatalogQueries replication_queries(const CatalogScope& scope);

}  // namespace rollpack::executor::detail
