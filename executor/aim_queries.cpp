#include "detail/aim_queries.hpp"

#include "detail/array_literal.hpp"
#include "detail/identifier.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

using Kind = NamedObject::Kind;

struct Query {
    std::string condition;  ///< behind "SELECT EXISTS (SELECT FROM"
    Parameters parameters;
};

/// An object of a catalog by its name alone.
struct PlainCatalog {
    Kind kind;
    std::string_view table;
    std::string_view name;
};

constexpr auto plain_catalogs = std::to_array<PlainCatalog>({
    {Kind::schema, "pg_namespace", "nspname"},
    {Kind::extension, "pg_extension", "extname"},
    {Kind::role, "pg_roles", "rolname"},
    {Kind::event_trigger, "pg_event_trigger", "evtname"},
    {Kind::publication, "pg_publication", "pubname"},
});

/// A part of a relation: `owner` is the relation's id in the catalog.
struct PartCatalog {
    Kind kind;
    std::string_view table;
    std::string_view owner;
    std::string_view name;
    std::string_view further;
};

constexpr auto part_catalogs = std::to_array<PartCatalog>({
    {Kind::column, "pg_attribute", "attrelid", "attname", " AND NOT o.attisdropped"},
    {Kind::constraint, "pg_constraint", "conrelid", "conname", ""},
    {Kind::trigger, "pg_trigger", "tgrelid", "tgname", " AND NOT o.tgisinternal"},
    {Kind::rule, "pg_rewrite", "ev_class", "rulename", ""},
    {Kind::policy, "pg_policy", "polrelid", "polname", ""},
});

/// An object in a schema; `is_visible` tells whether a name without schema finds it.
struct SchemaCatalog {
    Kind kind;
    std::string_view table;
    std::string_view schema;
    std::string_view name;
    std::string_view is_visible;
};

constexpr auto schema_catalogs = std::to_array<SchemaCatalog>({
    {Kind::relation, "pg_class", "relnamespace", "relname", "pg_table_is_visible"},
    {Kind::type, "pg_type", "typnamespace", "typname", "pg_type_is_visible"},
    {Kind::routine, "pg_proc", "pronamespace", "proname", "pg_function_is_visible"},
    {Kind::statistics,
     "pg_statistic_ext",
     "stxnamespace",
     "stxname",
     "pg_statistics_obj_is_visible"},
});

// CREATE puts a name without schema into the first one of the search_path, everything else looks
// through all of them.
Query schema_query(const SchemaCatalog& catalog, const Aim& aim) {
    const std::string where = aim.wanted == Wanted::there
        ? "n.nspname = COALESCE($1, pg_catalog.current_schema())"
        : fmt::format(
            "(n.nspname = $1 OR ($1 IS NULL AND pg_catalog.{}(o.oid)))",
            catalog.is_visible
        );
    return {
        fmt::format(
            "pg_catalog.{} AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.{} WHERE {} AND "
            "o.{} = $2",
            catalog.table,
            catalog.schema,
            where,
            catalog.name
        ),
        {aim.object.name.schema, aim.object.name.name}};
}

void restrict_kinds(const NamedObject& relation, Query& query) {
    if (!relation.relkinds.empty()) {
        query.condition += " AND pg_catalog.strpos($3, o.relkind::pg_catalog.text) > 0";
        query.parameters.emplace_back(relation.relkinds);
    }
}

// A type that is gone has taken its functions with it: its place stays empty here.
void restrict_arguments(const NamedObject& routine, Query& query) {
    if (routine.argument_types) {
        query.condition +=
            " AND o.proargtypes::pg_catalog.text = (SELECT COALESCE(pg_catalog.string_agg("
            "COALESCE(pg_catalog.to_regtype(a.type)::pg_catalog.oid::pg_catalog.text, '?'), ' ' "
            "ORDER BY a.place), '') FROM pg_catalog.unnest($3::pg_catalog.text[]) WITH ORDINALITY "
            "AS a (type, place))";
        const Parameters types{routine.argument_types->begin(), routine.argument_types->end()};
        query.parameters.emplace_back(array_literal(types));
    }
}

Query part_query(const PartCatalog& catalog, const NamedObject& object) {
    return {
        fmt::format(
            "pg_catalog.{} AS o WHERE o.{} = pg_catalog.to_regclass($1) AND o.{} = $2{}",
            catalog.table,
            catalog.owner,
            catalog.name,
            catalog.further
        ),
        {quote_qualified(object.name.schema, object.name.name), object.part}};
}

Query query_of(const Aim& aim) {
    const NamedObject& object = aim.object;
    for (const PlainCatalog& catalog : plain_catalogs) {
        if (catalog.kind == object.kind) {
            return {
                fmt::format("pg_catalog.{} AS o WHERE o.{} = $1", catalog.table, catalog.name),
                {object.name.name}};
        }
    }
    for (const PartCatalog& catalog : part_catalogs) {
        if (catalog.kind == object.kind) {
            return part_query(catalog, object);
        }
    }
    for (const SchemaCatalog& catalog : schema_catalogs) {
        if (catalog.kind == object.kind) {
            Query query = schema_query(catalog, aim);
            restrict_kinds(object, query);
            restrict_arguments(object, query);
            return query;
        }
    }
    const std::string name = quote_qualified(object.name.schema, object.name.name);
    switch (object.kind) {
    case Kind::index:
        return {
            "pg_catalog.pg_index AS o JOIN pg_catalog.pg_class AS c ON c.oid = o.indexrelid WHERE "
            "o.indrelid = pg_catalog.to_regclass($1) AND c.relname = $2 AND o.indisvalid",
            {name, object.part}};
    case Kind::enum_label:
        return {
            "pg_catalog.pg_enum AS o WHERE o.enumtypid = pg_catalog.to_regtype($1) AND "
            "o.enumlabel = $2",
            {name, object.part}};
    case Kind::domain_constraint:
        return {
            "pg_catalog.pg_constraint AS o WHERE o.contypid = pg_catalog.to_regtype($1) AND "
            "o.conname = $2",
            {name, object.part}};
    default:
        core::detail::assertion_failed("a kind with a query", __FILE__, __LINE__);
    }
}

}  // namespace

bool holds(Connection& connection, const Aim& aim) {
    const Query query = query_of(aim);
    const Result result =
        connection.query("SELECT EXISTS (SELECT FROM " + query.condition + ")", query.parameters);
    return result.truth(0, 0) == (aim.wanted == Wanted::there);
}

}  // namespace rollpack::executor::detail
