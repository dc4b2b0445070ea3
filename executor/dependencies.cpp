#include "detail/dependencies.hpp"

#include "detail/array_literal.hpp"
#include "detail/side_session.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

namespace {

using core::CatalogObject;
using core::RoutineArgument;
using nlohmann::json;

// A view is known to the catalog by its rule, and a view's column by the view.
constexpr const char* closure_query = R"(
WITH RECURSIVE asked AS (
    SELECT a.name FROM pg_catalog.unnest($1::pg_catalog.text[]) AS a(name)
), root(classid, objid) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid
    FROM pg_catalog.pg_class AS c JOIN asked ON c.relname = asked.name
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c')
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, p.oid
    FROM pg_catalog.pg_proc AS p JOIN asked ON p.proname = asked.name
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid
    FROM pg_catalog.pg_type AS t JOIN asked ON t.typname = asked.name
    UNION ALL
    SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, n.oid
    FROM pg_catalog.pg_namespace AS n JOIN asked ON n.nspname = asked.name
    UNION ALL
    SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid, e.oid
    FROM pg_catalog.pg_extension AS e JOIN asked ON e.extname = asked.name
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, o.oid
    FROM pg_catalog.pg_operator AS o JOIN asked ON o.oprname = asked.name
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass::pg_catalog.oid, o.oid
    FROM pg_catalog.pg_collation AS o JOIN asked ON o.collname = asked.name
), reached(classid, objid, objsubid) AS (
    SELECT r.classid, r.objid, 0 FROM root AS r
    WHERE r.objid >= 16384
    UNION
    SELECT CASE WHEN v.oid IS NULL THEN d.classid
                ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END,
           COALESCE(v.oid, d.objid),
           CASE WHEN v.oid IS NULL THEN d.objsubid ELSE 0 END
    FROM reached AS r
    JOIN pg_catalog.pg_depend AS d
      ON d.refclassid = r.classid AND d.refobjid = r.objid
     AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid)
    LEFT JOIN pg_catalog.pg_rewrite AS w
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid
     AND w.rulename = '_RETURN'
    LEFT JOIN pg_catalog.pg_class AS v
      ON v.oid = CASE WHEN w.oid IS NOT NULL THEN w.ev_class
                      WHEN d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid END
     AND v.relkind IN ('v', 'm')
    WHERE d.deptype <> 'p'
)
SELECT DISTINCT r.classid, r.objid, r.objsubid, f.classid, f.objid, f.objsubid, f.attname,
       f.is_automatic
FROM reached AS r
LEFT JOIN LATERAL (
    SELECT CASE WHEN v.oid IS NULL THEN d.classid
                ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END AS classid,
           COALESCE(v.oid, d.objid) AS objid,
           CASE WHEN v.oid IS NULL THEN d.objsubid ELSE 0 END AS objsubid,
           COALESCE(a.attname::pg_catalog.text, '') AS attname,
           d.deptype <> 'n' AS is_automatic
    FROM pg_catalog.pg_depend AS d
    LEFT JOIN pg_catalog.pg_rewrite AS w
      ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid
     AND w.rulename = '_RETURN'
    LEFT JOIN pg_catalog.pg_class AS v
      ON v.oid = CASE WHEN w.oid IS NOT NULL THEN w.ev_class
                      WHEN d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid END
     AND v.relkind IN ('v', 'm')
    LEFT JOIN pg_catalog.pg_attribute AS a
      ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND a.attrelid = d.refobjid
     AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
    WHERE d.refclassid = r.classid AND d.refobjid = r.objid
      AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid)
      AND d.deptype <> 'p'
) AS f ON NOT (f.classid = r.classid AND f.objid = r.objid AND f.objsubid = 0)
ORDER BY 1, 2, 3, 4, 5, 6, 7
)";

// What was dropped since the first query has no type.
constexpr const char* objects_query = R"(
SELECT k.number, i.type, COALESCE(i.schema, ''), COALESCE(i.name, ''), i.identity,
       pg_catalog.array_to_json(a.object_names)::pg_catalog.text,
       CASE WHEN p.oid IS NULL THEN NULL ELSE pg_catalog.json_build_object(
           'kind', p.prokind, 'set', p.proretset, 'result', pg_catalog.format_type(p.prorettype, NULL),
           'defaults', p.pronargdefaults, 'modes', p.proargmodes, 'names', p.proargnames,
           'input', (SELECT pg_catalog.json_agg(pg_catalog.format_type(t.oid, NULL) ORDER BY t.number)
                     FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS t(oid, number)),
           'types', (SELECT pg_catalog.json_agg(pg_catalog.format_type(t.oid, NULL) ORDER BY t.number)
                     FROM pg_catalog.unnest(p.proallargtypes) WITH ORDINALITY AS t(oid, number))
       )::pg_catalog.text END,
       (SELECT pg_catalog.json_agg(c.attname ORDER BY c.attnum)::pg_catalog.text
        FROM pg_catalog.pg_attribute AS c
        WHERE i.type IN ('view', 'materialized view') AND c.attrelid = k.objid AND c.attnum > 0
          AND NOT c.attisdropped)
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]), pg_catalog.unnest($2::pg_catalog.oid[]),
                pg_catalog.unnest($3::pg_catalog.int4[])) WITH ORDINALITY
     AS k(classid, objid, objsubid, number)
CROSS JOIN LATERAL pg_catalog.pg_identify_object(k.classid, k.objid, k.objsubid) AS i
CROSS JOIN LATERAL pg_catalog.pg_identify_object_as_address(k.classid, k.objid, k.objsubid) AS a
LEFT JOIN pg_catalog.pg_proc AS p
  ON k.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = k.objid
WHERE i.type IS NOT NULL
ORDER BY k.number
)";

/// An object's place in the catalogs: class, object, column.
using Address = std::tuple<std::string, std::string, std::string>;

RoutineArgument::Mode mode_of(const std::string& mode) {
    using enum RoutineArgument::Mode;
    switch (mode.at(0)) {
    case 'o':
        return out;
    case 'b':
        return in_out;
    case 'v':
        return variadic;
    case 't':
        return table;
    default:
        return in;
    }
}

core::RoutineShape shape_of(const json& routine) {
    core::RoutineShape shape;
    shape.is_procedure = routine.at("kind") == "p";
    shape.returns_set = routine.at("set").get<bool>();
    shape.defaults = routine.at("defaults").get<std::size_t>();
    const json& all = routine.at("types").is_null() ? routine.at("input") : routine.at("types");
    for (std::size_t i = 0; i < all.size(); ++i) {
        RoutineArgument argument;
        argument.type = all.at(i).get<std::string>();
        if (!routine.at("modes").is_null()) {
            argument.mode = mode_of(routine.at("modes").at(i).get<std::string>());
        }
        if (!routine.at("names").is_null()) {
            argument.name = routine.at("names").at(i).get<std::string>();
        }
        shape.arguments.push_back(std::move(argument));
    }
    const bool is_told_by_arguments =
        std::ranges::any_of(shape.arguments, [](const RoutineArgument& argument) {
            return argument.mode != RoutineArgument::Mode::in
                && argument.mode != RoutineArgument::Mode::variadic;
        });
    if (!shape.is_procedure && !is_told_by_arguments) {
        shape.result = routine.at("result").get<std::string>();
    }
    return shape;
}

std::vector<std::string> strings(const json& list) {
    return list.is_null() ? std::vector<std::string>{} : list.get<std::vector<std::string>>();
}

std::string routine_identity(const CatalogObject& object) {
    std::string types;
    for (const std::string& type : object.argument_types) {
        types += (types.empty() ? "" : ", ") + type;
    }
    return object.kind + " " + full_name(object.name) + "(" + types + ")";
}

/// "column" of "view column", "constraint" of "table constraint".
std::string part_kind(const std::string& kind) {
    for (const std::string word : {"column", "constraint"}) {
        if (kind.ends_with(" " + word)) {
            return word;
        }
    }
    return kind;
}

CatalogObject read_object(const Result& rows, std::size_t row) {
    CatalogObject object;
    object.kind = rows.text(row, 1);
    const std::vector<std::string> names = strings(json::parse(rows.text(row, 5)));
    if (names.size() == 3) {
        object.kind = part_kind(object.kind);
        object.name.name = names[2];
        object.part_of = core::RelationName{names[0], names[1]};
        object.identity = object.kind == "default value"
            ? "the default of column " + names[2] + " of " + full_name(*object.part_of)
            : object.kind + " " + names[2] + " of " + full_name(*object.part_of);
        return object;
    }
    object.name = names.size() == 2 ? core::RelationName{names[0], names[1]}
                                    : core::RelationName{{}, rows.text(row, 3)};
    if (object.kind == "type" && !rows.text(row, 2).empty()) {
        object.name.schema = rows.text(row, 2);
    }
    object.identity = object.kind + " " + rows.text(row, 4);
    if (!rows.is_null(row, 6)) {
        const json routine = json::parse(rows.text(row, 6));
        object.argument_types = strings(routine.at("input"));
        object.identity = routine_identity(object);
        if (object.kind == "function" || object.kind == "procedure") {
            object.routine = shape_of(routine);
        }
    }
    if (!rows.is_null(row, 7)) {
        object.columns = strings(json::parse(rows.text(row, 7)));
    }
    return object;
}

/// What the first query found: objects in order, and dependencies between them.
struct Closure {
    std::vector<Address> objects;
    std::map<Address, std::size_t> numbers;
    std::vector<core::CatalogDependency> dependencies;

    std::size_t number_of(const Address& address) {
        const auto [known, is_new] = numbers.try_emplace(address, objects.size());
        if (is_new) {
            objects.push_back(address);
        }
        return known->second;
    }
};

Closure read_closure(SideSession& side, const core::DependencyQuestions& questions) {
    Parameters names;
    for (const std::string& name : questions.names) {
        names.emplace_back(name);
    }
    const Result rows = side.query(closure_query, {array_literal(names)});
    Closure closure;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        static_cast<void>(closure.number_of({rows.text(i, 0), rows.text(i, 1), rows.text(i, 2)}));
        if (rows.is_null(i, 3)) {
            continue;
        }
        const std::size_t on = closure.number_of({rows.text(i, 0), rows.text(i, 1), "0"});
        const std::size_t dependant = closure.number_of(
            {rows.text(i, 3), rows.text(i, 4), rows.text(i, 5)}
        );
        if (dependant != on) {
            closure.dependencies.push_back({dependant, on, rows.text(i, 6), rows.truth(i, 7)});
        }
    }
    return closure;
}

/// By the number in the closure.
std::map<std::size_t, CatalogObject> read_objects(
    SideSession& side,
    const std::vector<Address>& addresses
) {
    Parameters classes;
    Parameters objects;
    Parameters columns;
    for (const auto& [class_id, object_id, column] : addresses) {
        classes.emplace_back(class_id);
        objects.emplace_back(object_id);
        columns.emplace_back(column);
    }
    const Result rows = side.query(
        objects_query,
        {array_literal(classes), array_literal(objects), array_literal(columns)}
    );
    std::map<std::size_t, CatalogObject> read;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        read.emplace(static_cast<std::size_t>(rows.number(i, 0)) - 1, read_object(rows, i));
    }
    return read;
}

}  // namespace

core::DependencyFacts read_dependencies(
    Session& session,
    const core::DependencyQuestions& questions,
    const std::string& schema
) {
    SideSession side{session, schema};
    Closure closure = read_closure(side, questions);
    core::DependencyFacts facts;
    std::map<std::size_t, std::size_t> places;
    for (auto& [number, object] : read_objects(side, closure.objects)) {
        places.emplace(number, facts.objects.size());
        facts.objects.push_back(std::move(object));
    }
    for (core::CatalogDependency& dependency : closure.dependencies) {
        const auto dependant = places.find(dependency.dependant);
        const auto on = places.find(dependency.on);
        if (dependant != places.end() && on != places.end()) {
            dependency.dependant = dependant->second;
            dependency.on = on->second;
            facts.dependencies.push_back(std::move(dependency));
        }
    }
    return facts;
}

}  // namespace rollpack::executor::detail
