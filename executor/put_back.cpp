#include "detail/put_back.hpp"

#include "detail/identifier.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>
#include <variant>

namespace rollpack::executor::detail {

namespace {

using core::DatabaseObject;
using core::ObjectKind;

constexpr std::string_view remember_frame =
    "SELECT pg_catalog.length(pg_catalog.set_config('rollpack.put_back', (COALESCE(NULLIF("
    "pg_catalog.current_setting('rollpack.put_back', true), ''), '[]')::pg_catalog.jsonb || "
    "COALESCE(({}), '[]'::pg_catalog.jsonb))::pg_catalog.text, false))";

constexpr std::string_view of_relation = R"(
SELECT pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'kind', c.relkind, 'name', c.oid::pg_catalog.regclass,
    'owner', pg_catalog.pg_get_userbyid(c.relowner), 'options', c.reloptions,
    'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
    'grants', (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'to', CASE WHEN g.grantee <> 0 THEN pg_catalog.pg_get_userbyid(g.grantee) END,
            'privilege', g.privilege_type, 'grantable', g.is_grantable, 'column', g.attname))
        FROM (SELECT e.*, NULL::pg_catalog.name AS attname FROM pg_catalog.aclexplode(c.relacl) AS e
              UNION ALL
              SELECT e.*, a.attname FROM pg_catalog.pg_attribute AS a
              CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS e
              WHERE a.attrelid = c.oid AND NOT a.attisdropped) AS g
        WHERE g.grantee <> c.relowner),
    'columns', (SELECT pg_catalog.jsonb_object_agg(a.attname, pg_catalog.col_description(c.oid, a.attnum))
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND pg_catalog.col_description(c.oid, a.attnum) IS NOT NULL)))
FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass($1))";

constexpr std::string_view of_routine = R"(
SELECT pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'kind', 'routine', 'name', p.oid::pg_catalog.regprocedure, 'routine', p.proname,
    'owner', pg_catalog.pg_get_userbyid(p.proowner),
    'comment', pg_catalog.obj_description(p.oid, 'pg_proc'),
    'closed', p.proacl IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_catalog.aclexplode(p.proacl) AS e WHERE e.grantee = 0),
    'grants', (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'to', CASE WHEN g.grantee <> 0 THEN pg_catalog.pg_get_userbyid(g.grantee) END,
            'privilege', g.privilege_type, 'grantable', g.is_grantable))
        FROM pg_catalog.aclexplode(p.proacl) AS g WHERE g.grantee <> p.proowner)))
FROM pg_catalog.pg_proc AS p WHERE p.oid = pg_catalog.to_regprocedure($1))";

constexpr std::string_view of_type = R"(
SELECT pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'kind', 'type', 'name', t.oid::pg_catalog.regtype,
    'owner', pg_catalog.pg_get_userbyid(t.typowner),
    'comment', pg_catalog.obj_description(t.oid, 'pg_type'),
    'closed', t.typacl IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_catalog.aclexplode(t.typacl) AS e WHERE e.grantee = 0),
    'grants', (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'to', CASE WHEN g.grantee <> 0 THEN pg_catalog.pg_get_userbyid(g.grantee) END,
            'privilege', g.privilege_type, 'grantable', g.is_grantable))
        FROM pg_catalog.aclexplode(t.typacl) AS g WHERE g.grantee <> t.typowner)))
FROM pg_catalog.pg_type AS t WHERE t.oid = pg_catalog.to_regtype($1))";

// A policy cannot be disabled by itself.
constexpr std::string_view parts_of_tables = R"((
    SELECT 'trigger' AS kind, t.tgrelid AS relation, t.tgname AS name, t.tgenabled AS enabled,
        pg_catalog.obj_description(t.oid, 'pg_trigger') AS comment
    FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'rule', r.ev_class, r.rulename, r.ev_enabled, pg_catalog.obj_description(r.oid, 'pg_rewrite')
    FROM pg_catalog.pg_rewrite AS r
    UNION ALL
    SELECT 'policy', p.polrelid, p.polname, 'O', pg_catalog.obj_description(p.oid, 'pg_policy')
    FROM pg_catalog.pg_policy AS p) AS part)";

constexpr std::string_view of_part = R"(
SELECT pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'kind', part.kind, 'name', part.name, 'table', part.relation::pg_catalog.regclass,
    'enabled', part.enabled, 'comment', part.comment))
FROM {}
WHERE part.kind = $3 AND part.relation = pg_catalog.to_regclass($1) AND part.name = $2)";

// It runs with pg_catalog as search_path, so its operators are the system's. What is put back may name a
// role, a column or a type that an undo script dropped; to_regprocedure() fails for a type. It may have lain
// in the journal meanwhile, so no word of it is taken for SQL: names are those of the catalog.
constexpr std::string_view put_back_block = R"(DO $rollpack$
DECLARE
    grants_to_public CONSTANT pg_catalog.bool := {};
    was pg_catalog.jsonb;
    item pg_catalog.jsonb;
    entry record;
    found_one record;
BEGIN
    FOR was IN
        SELECT e.value FROM pg_catalog.jsonb_array_elements(NULLIF(
            pg_catalog.current_setting('rollpack.put_back', true), '')::pg_catalog.jsonb) AS e
    LOOP
        IF was ? 'table' THEN
            SELECT part.*, part.relation::pg_catalog.regclass AS of_table INTO found_one FROM {}
            WHERE part.kind = was->>'kind' AND part.name = was->>'name'
              AND part.relation = pg_catalog.to_regclass(was->>'table');
            CONTINUE WHEN NOT FOUND;
            IF found_one.enabled = 'O' AND was->>'enabled' <> 'O' THEN
                EXECUTE pg_catalog.format('ALTER TABLE %s %s %s %I', found_one.of_table,
                    CASE was->>'enabled' WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                    ELSE 'ENABLE ALWAYS' END, found_one.kind, was->>'name');
            END IF;
            IF was->>'comment' IS NOT NULL AND found_one.comment IS NULL THEN
                EXECUTE pg_catalog.format('COMMENT ON %s %I ON %s IS %L', found_one.kind, was->>'name',
                    found_one.of_table, was->>'comment');
            END IF;
            CONTINUE;
        END IF;
        IF was->>'kind' = 'routine' THEN
            SELECT p.oid, p.oid::pg_catalog.regprocedure::pg_catalog.text AS name,
                CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
                CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS word,
                pg_catalog.pg_get_userbyid(p.proowner) AS owner, NULL::pg_catalog.text[] AS options,
                pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
            INTO found_one
            FROM pg_catalog.pg_proc AS p
            WHERE p.proname = was->>'routine'
              AND p.oid::pg_catalog.regprocedure::pg_catalog.text = was->>'name';
        ELSIF was->>'kind' = 'type' THEN
            SELECT t.oid, t.oid::pg_catalog.regtype::pg_catalog.text AS name, 'TYPE' AS kind, 'TYPE' AS word,
                pg_catalog.pg_get_userbyid(t.typowner) AS owner, NULL::pg_catalog.text[] AS options,
                pg_catalog.obj_description(t.oid, 'pg_type') AS comment
            INTO found_one
            FROM pg_catalog.pg_type AS t WHERE t.oid = pg_catalog.to_regtype(was->>'name');
        ELSE
            SELECT c.oid, c.oid::pg_catalog.regclass::pg_catalog.text AS name, 'TABLE' AS kind,
                CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS word,
                pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.reloptions AS options,
                pg_catalog.obj_description(c.oid, 'pg_class') AS comment
            INTO found_one
            FROM pg_catalog.pg_class AS c
            WHERE c.oid = pg_catalog.to_regclass(was->>'name') AND c.relkind = (was->>'kind')::"char";
        END IF;
        CONTINUE WHEN NOT FOUND;
        FOR item IN
            SELECT e.value
            FROM pg_catalog.jsonb_array_elements(NULLIF(was->'grants', 'null')) AS e
            WHERE e.value->>'privilege' IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                      'REFERENCES', 'TRIGGER', 'MAINTAIN', 'EXECUTE', 'USAGE')
              AND (e.value->>'to' IS NULL
                   OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = e.value->>'to'))
              AND (e.value->>'column' IS NULL
                   OR EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                              WHERE a.attrelid = found_one.oid AND a.attname = e.value->>'column'))
        LOOP
            EXECUTE pg_catalog.format('GRANT %s%s ON %s %s TO %s%s', item->>'privilege',
                COALESCE(' (' || pg_catalog.quote_ident(item->>'column') || ')', ''),
                found_one.kind, found_one.name,
                COALESCE(pg_catalog.quote_ident(item->>'to'), 'PUBLIC'),
                CASE WHEN (item->>'grantable')::pg_catalog.bool THEN ' WITH GRANT OPTION' ELSE '' END);
        END LOOP;
        IF (was->>'closed')::pg_catalog.bool AND NOT grants_to_public THEN
            EXECUTE pg_catalog.format('REVOKE ALL ON %s %s FROM PUBLIC', found_one.kind, found_one.name);
        END IF;
        IF was->>'comment' IS NOT NULL AND found_one.comment IS NULL THEN
            EXECUTE pg_catalog.format('COMMENT ON %s %s IS %L', found_one.word, found_one.name,
                was->>'comment');
        END IF;
        FOR entry IN
            SELECT e.key, e.value
            FROM pg_catalog.jsonb_each_text(NULLIF(was->'columns', 'null')) AS e
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = found_one.oid AND a.attname = e.key
            WHERE pg_catalog.col_description(found_one.oid, a.attnum) IS NULL
        LOOP
            EXECUTE pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', found_one.name, entry.key,
                entry.value);
        END LOOP;
        IF found_one.options IS NULL THEN
            FOR entry IN
                SELECT e.value FROM pg_catalog.jsonb_array_elements_text(
                    NULLIF(was->'options', 'null')) AS e
            LOOP
                EXECUTE pg_catalog.format('ALTER %s %s SET (%I = %L)', found_one.word, found_one.name,
                    pg_catalog.split_part(entry.value, '=', 1),
                    pg_catalog.substr(entry.value, pg_catalog.strpos(entry.value, '=') + 1));
            END LOOP;
        END IF;
        IF found_one.owner = current_user AND was->>'owner' <> current_user
            AND EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = was->>'owner') THEN
            EXECUTE pg_catalog.format('ALTER %s %s OWNER TO %I', found_one.word, found_one.name,
                was->>'owner');
        END IF;
    END LOOP;
    PERFORM pg_catalog.set_config('rollpack.put_back', '', false);
END
$rollpack$)";

/// With `value` where the first "{}" is.
std::string with(std::string_view text, std::string_view value) {
    std::string filled{text};
    return filled.replace(filled.find("{}"), 2, value);
}

std::string framed(std::string_view query) {
    return with(remember_frame, query);
}

bool is_type(ObjectKind kind) {
    return kind == ObjectKind::type || kind == ObjectKind::domain;
}

bool grants_to_public(const core::Step& step) {
    const auto* const repeatable = std::get_if<core::RepeatableStep>(&step);
    if (repeatable == nullptr) {
        return false;
    }
    std::string text = repeatable->script.text.substr(0, repeatable->script.text.size());
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(std::isspace(c) != 0 ? ' ' : std::tolower(c));
    });
    return text.find(" to public") != std::string::npos;
}

}  // namespace

Command remember(const DatabaseObject& object, const Tag& tag) {
    if (object.table) {
        return {
            framed(with(of_part, parts_of_tables)),
            {quote_qualified(object.schema, *object.table),
             object.name,
             std::string{words(object.kind)}},
            tag};
    }
    const std::string name = quote_qualified(object.schema, object.name);
    if (is_routine(object.kind)) {
        return {
            framed(of_routine),
            {fmt::format("{}({})", name, fmt::join(object.argument_types, ", "))},
            tag};
    }
    return {framed(is_type(object.kind) ? of_type : of_relation), {name}, tag};
}

Command put_back(const core::Plan& plan, const Tag& tag) {
    const bool grants = std::ranges::any_of(plan.steps, grants_to_public);
    const std::string block = with(put_back_block, grants ? "true" : "false");
    return {with(block, parts_of_tables), {}, tag};
}

}  // namespace rollpack::executor::detail
