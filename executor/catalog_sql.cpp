#include "detail/catalog_sql.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::executor::detail {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";

const std::string& part_of(SqlParts parts, std::string_view name) {
    const auto* const found = std::ranges::find(parts, name, &SqlParts::value_type::first);
    ROLLPACK_ASSERT(found != parts.end());
    return found->second;
}

constexpr std::string_view grant_lines_sql = R"((
    SELECT pg_catalog.string_agg(g.line, E'\n' ORDER BY g.line COLLATE "C")
    FROM (SELECT CASE WHEN {all} THEN 'ALL'
                      ELSE pg_catalog.string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type)
                 END || ' TO '
                 || CASE e.grantee WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)) END
                 || CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                 || CASE WHEN e.grantor <> {owner} THEN ' GRANTED BY '
                    || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantor)) ELSE '' END
                 AS line
          FROM pg_catalog.aclexplode({acl}) AS e
          GROUP BY e.grantee, e.grantor, e.is_grantable) AS g))";

// Privileges that a later server added are part of ALL there, and absent before.
constexpr std::string_view all_privileges_sql =
    "pg_catalog.count(*) = (SELECT pg_catalog.count(*) FROM pg_catalog.aclexplode("
    "pg_catalog.acldefault('{letter}', {owner})) AS o WHERE o.grantee = {owner})";

}  // namespace

std::string fill(std::string_view sql, SqlParts parts) {
    std::string text;
    while (true) {
        const std::size_t open = sql.find('{');
        text += sql.substr(0, open);
        if (open == std::string_view::npos) {
            return text;
        }
        const std::size_t end = sql.find_first_not_of(letters, open + 1);
        ROLLPACK_ASSERT(end != std::string_view::npos && sql[end] == '}');
        text += part_of(parts, sql.substr(open + 1, end - open - 1));
        sql.remove_prefix(end + 1);
    }
}

std::string since(
    const CatalogScope& scope,
    int major,
    std::string_view expression,
    std::string_view otherwise
) {
    return std::string{scope.server_version >= major * 10000 ? expression : otherwise};
}

std::string in_scope(const CatalogScope& scope) {
    return fmt::format(
        "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
        "AND n.oid <> ALL ('{}'::pg_catalog.oid[])",
        scope.schemas
    );
}

std::string relation_in_scope(const CatalogScope& scope) {
    return fmt::format(
        "{} AND c.oid <> ALL ('{}'::pg_catalog.oid[]) AND {}",
        in_scope(scope),
        scope.relations,
        of_no_extension("pg_class", "c.oid")
    );
}

std::string of_no_extension(std::string_view catalog, std::string_view oid) {
    return fmt::format(
        "NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS member "
        "WHERE member.classid = 'pg_catalog.{}'::pg_catalog.regclass AND member.objid = {} "
        "AND member.deptype = 'e')",
        catalog,
        oid
    );
}

std::string qualified_name(std::string_view schema, std::string_view name) {
    return fmt::format(
        "pg_catalog.quote_ident({}) || '.' || pg_catalog.quote_ident({})",
        schema,
        name
    );
}

std::string yes_if(std::string_view condition, std::string_view property) {
    return fmt::format("CASE WHEN {} THEN 'yes' END AS \"{}\"", condition, property);
}

std::string owner(std::string_view role) {
    return fmt::format("pg_catalog.pg_get_userbyid({}) AS owner", role);
}

std::string comment(
    std::string_view catalog,
    std::string_view oid,
    std::string_view column_number
) {
    return fmt::format(
        "(SELECT about.description FROM pg_catalog.pg_description AS about "
        "WHERE about.classoid = 'pg_catalog.{}'::pg_catalog.regclass AND about.objoid = {} "
        "AND about.objsubid = {}) AS comment",
        catalog,
        oid,
        column_number
    );
}

std::string grants(std::string_view letter, std::string_view acl, std::string_view owner) {
    const std::string by_default = fmt::format("pg_catalog.acldefault('{}', {})", letter, owner);
    return fmt::format(
        "CASE WHEN {} IS NOT NULL THEN NULLIF(COALESCE({}, 'none'), COALESCE({}, 'none')) END AS grants",
        acl,
        grant_lines(letter, acl, owner),
        grant_lines(letter, by_default, owner)
    );
}

std::string grant_lines(std::string_view letter, std::string_view acl, std::string_view owner) {
    const std::string all = letter == "c"
        ? "false"
        : fill(
            all_privileges_sql,
            {{"letter", std::string{letter}}, {"owner", std::string{owner}}}
        );
    return fill(
        grant_lines_sql,
        {{"all", all}, {"acl", std::string{acl}}, {"owner", std::string{owner}}}
    );
}

// Minor releases of late 2026 keep a number there that is another in every database.
std::string made_by_hand(std::string_view option) {
    return fmt::format("{} NOT LIKE 'pg\\_attver=%'", option);
}

std::string options_line(std::string_view array) {
    return fmt::format(
        R"((SELECT pg_catalog.string_agg(
            CASE WHEN pg_catalog.split_part(o, '=', 1) ~* 'passw|secret|token|key'
                 THEN pg_catalog.split_part(o, '=', 1) || '=(not shown)' ELSE o END,
            ', ' ORDER BY o COLLATE "C")
            FROM pg_catalog.unnest({}) AS o WHERE {}))",
        array,
        made_by_hand("o")
    );
}

std::string function_name(std::string_view oid) {
    return fmt::format("NULLIF(({})::pg_catalog.regproc::pg_catalog.text, '-')", oid);
}

std::string collation_name(std::string_view collation, std::string_view collation_of_type) {
    return fmt::format(
        "CASE WHEN {0} <> {1} AND {0} <> 0 THEN "
        "(SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) "
        "FROM pg_catalog.pg_collation AS co JOIN pg_catalog.pg_namespace AS cn "
        "ON cn.oid = co.collnamespace WHERE co.oid = {0}) END",
        collation,
        collation_of_type
    );
}

std::string enabled_state(std::string_view letter) {
    return fmt::format(
        "CASE {} WHEN 'D' THEN 'no' WHEN 'R' THEN 'on replicas only' WHEN 'A' THEN 'always' END "
        "AS enabled",
        letter
    );
}

}  // namespace rollpack::executor::detail
