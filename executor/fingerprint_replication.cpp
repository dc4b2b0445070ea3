#include "detail/catalog_sql.hpp"

namespace rollpack::executor::detail {

namespace {

using core::SchemaKind;

constexpr std::string_view publications_sql = R"(
SELECT pg_catalog.quote_ident(p.pubname) AS "#identity",
       {all_tables},
       (SELECT pg_catalog.string_agg({table} || {columns} || {filter}, E'\n'
                                     ORDER BY n.nspname, c.relname)
        FROM pg_catalog.pg_publication_rel AS r
        JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE r.prpubid = p.oid AND {in_scope}) AS tables,
       {schemas} AS schemas,
       pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
                            CASE WHEN p.pubupdate THEN 'update' END,
                            CASE WHEN p.pubdelete THEN 'delete' END,
                            CASE WHEN p.pubtruncate THEN 'truncate' END) AS publishes,
       {via_root} AS "via partition root",
       {generated} AS "generated columns",
       {owner}, {comment}
FROM pg_catalog.pg_publication AS p
WHERE {own}
)";

constexpr std::string_view published_columns_sql = R"(COALESCE(
    (SELECT ' (' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '
                                          ORDER BY a.attname) || ')'
     FROM pg_catalog.pg_attribute AS a
     WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)), ''))";

constexpr std::string_view published_schemas_sql = R"((
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(s.nspname), ', ' ORDER BY s.nspname)
    FROM pg_catalog.pg_publication_namespace AS q
    JOIN pg_catalog.pg_namespace AS s ON s.oid = q.pnnspid
    WHERE q.pnpubid = p.oid))";

// The other columns, which may hold a password, are not for everybody.
constexpr std::string_view subscriptions_sql = R"(
SELECT pg_catalog.quote_ident(s.subname) AS "#identity",
       CASE WHEN NOT s.subenabled THEN 'no' END AS enabled,
       (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(p), ', ' ORDER BY p COLLATE "C")
        FROM pg_catalog.unnest(s.subpublications) AS p) AS publications,
       s.subslotname AS slot,
       {owner}, {comment}
FROM pg_catalog.pg_subscription AS s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                   WHERE d.datname = pg_catalog.current_database())
)";

std::string publications(const CatalogScope& scope) {
    return fill(
        publications_sql,
        {{"all_tables", yes_if("p.puballtables", "all tables")},
         {"table", qualified_name("n.nspname", "c.relname")},
         {"columns", since(scope, 15, published_columns_sql, "''")},
         {"filter",
          since(
              scope,
              15,
              "COALESCE(' WHERE ' || pg_catalog.pg_get_expr(r.prqual, r.prrelid), '')",
              "''"
          )},
         {"in_scope", relation_in_scope(scope)},
         {"schemas", since(scope, 15, published_schemas_sql)},
         {"via_root", since(scope, 13, "CASE WHEN p.pubviaroot THEN 'yes' END")},
         {"generated", since(scope, 18, "CASE p.pubgencols WHEN 's' THEN 'stored' END")},
         {"owner", owner("p.pubowner")},
         {"comment", comment("pg_publication", "p.oid")},
         {"own", of_no_extension("pg_publication", "p.oid")}}
    );
}

}  // namespace

CatalogQueries replication_queries(const CatalogScope& scope) {
    return {
        {SchemaKind::publication, publications(scope)},
        {SchemaKind::subscription,
         fill(
             subscriptions_sql,
             {{"owner", owner("s.subowner")}, {"comment", comment("pg_subscription", "s.oid")}}
         )},
    };
}

}  // namespace rollpack::executor::detail
