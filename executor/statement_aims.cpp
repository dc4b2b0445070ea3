#include "detail/statement_aims.hpp"

#include "detail/tree_names.hpp"
#include "detail/type_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::executor::detail {

namespace {

using Kind = NamedObject::Kind;
using Aims = std::vector<Aim>;

Aims one(Wanted wanted, NamedObject object) {
    return {{std::move(object), wanted}};
}

Aims gone(std::optional<NamedObject> object) {
    return object ? one(Wanted::gone, *std::move(object)) : Aims{};
}

Aims there(NamedObject object) {
    return one(Wanted::there, std::move(object));
}

/// All of them gone; nothing where one of them is of a kind that is not known here.
Aims all_gone(std::string_view type, const Node& objects) {
    Aims aims;
    for (const Node& object : objects.items()) {
        std::optional<NamedObject> named = named_object(type, object);
        if (!named) {
            return {};
        }
        aims.push_back({*std::move(named), Wanted::gone});
    }
    return aims;
}

/// What a session keeps to itself does not outlive a migration that stopped.
Aims relation_there(const Node& relation, std::string relkinds) {
    return is_temporary(relation)
        ? Aims{}
        : there(
            {.kind = Kind::relation, .name = relation_of(relation), .relkinds = std::move(relkinds)}
        );
}

Aims type_there(const Node& names) {
    return there({.kind = Kind::type, .name = relation_of_parts(names.items())});
}

Aims part_there(Kind kind, const Node& relation, const Node& name) {
    const std::string part = name.text();
    return part.empty() ? Aims{}
                        : there({.kind = kind, .name = relation_of(relation), .part = part});
}

Aims named_there(Kind kind, const Node& name) {
    return there({.kind = kind, .name = {std::nullopt, name.text()}});
}

std::vector<std::string> input_types(const Node& parameters) {
    std::vector<std::string> types;
    for (const Node& parameter : parameters.items()) {
        const Node content = parameter.content();
        const std::string mode = content["mode"].text();
        if (mode != "FUNC_PARAM_OUT" && mode != "FUNC_PARAM_TABLE") {
            types.push_back(type_text(content["argType"]));
        }
    }
    return types;
}

Aims drop_roles(const Node& statement) {
    Aims aims;
    for (const Node& role : statement["roles"].items()) {
        aims.push_back(
            {{.kind = Kind::role, .name = {std::nullopt, role.content()["rolename"].text()}},
             Wanted::gone}
        );
    }
    return aims;
}

Aims grant(const Node& statement) {
    return statement["targtype"].text() == "ACL_TARGET_OBJECT"
        ? all_gone(statement["objtype"].text(), statement["objects"])
        : Aims{};
}

/// The part of a relation that RENAME calls by this type.
std::optional<Kind> renamed_part(std::string_view type) {
    struct Named {
        std::string_view type;
        Kind kind;
    };

    constexpr auto parts = std::to_array<Named>({
        {"OBJECT_ATTRIBUTE", Kind::column},
        {"OBJECT_COLUMN", Kind::column},
        {"OBJECT_POLICY", Kind::policy},
        {"OBJECT_RULE", Kind::rule},
        {"OBJECT_TABCONSTRAINT", Kind::constraint},
        {"OBJECT_TRIGGER", Kind::trigger},
    });
    const auto* const found = std::ranges::find(parts, type, &Named::type);
    return found == parts.end() ? std::nullopt : std::optional{found->kind};
}

Aims rename(const Node& statement) {
    const std::string type = statement["renameType"].text();
    const Node relation = statement["relation"];
    if (const std::optional<Kind> part = renamed_part(type)) {
        return one(
            Wanted::gone,
            {.kind = *part, .name = relation_of(relation), .part = statement["subname"].text()}
        );
    }
    if (is_relation_type(type)) {
        return one(Wanted::gone, {.kind = Kind::relation, .name = relation_of(relation)});
    }
    if (type == "OBJECT_SCHEMA" || type == "OBJECT_ROLE") {
        return one(
            Wanted::gone,
            {.kind = type == "OBJECT_ROLE" ? Kind::role : Kind::schema,
             .name = {std::nullopt, statement["subname"].text()}}
        );
    }
    return gone(named_object(type, statement["object"]));
}

/// ALTER ... SET SCHEMA, ALTER ... OWNER TO
Aims alter_object(const Node& statement) {
    const Node relation = statement["relation"];
    return relation.exists()
        ? one(Wanted::gone, {.kind = Kind::relation, .name = relation_of(relation)})
        : gone(named_object(statement["objectType"].text(), statement["object"]));
}

Aims alter_function(const Node& statement) {
    const Node routine = statement["func"];
    NamedObject object{
        .kind = Kind::routine,
        .name = relation_of_parts(routine["objname"].items())};
    if (!routine["args_unspecified"].is_true()) {
        object.argument_types = input_types(routine["objfuncargs"]);
    }
    return one(Wanted::gone, std::move(object));
}

// RENAME VALUE has no error of the kinds that are passed over.
Aims alter_enum(const Node& statement) {
    return statement["oldVal"].exists()
        ? Aims{}
        : there(
            {.kind = Kind::enum_label,
             .name = relation_of_parts(statement["typeName"].items()),
             .part = statement["newVal"].text()}
        );
}

Aims alter_domain(const Node& statement) {
    const std::string subtype = statement["subtype"].text();
    const core::RelationName name = relation_of_parts(statement["typeName"].items());
    if (subtype == "X") {
        return one(
            Wanted::gone,
            {.kind = Kind::domain_constraint, .name = name, .part = statement["name"].text()}
        );
    }
    if (subtype == "C") {
        const std::string constraint = statement["def"].content()["conname"].text();
        return constraint.empty()
            ? Aims{}
            : there({.kind = Kind::domain_constraint, .name = name, .part = constraint});
    }
    return one(Wanted::gone, {.kind = Kind::type, .name = name});
}

Aims create_function(const Node& statement) {
    return there(
        {.kind = Kind::routine,
         .name = relation_of_parts(statement["funcname"].items()),
         .argument_types = input_types(statement["parameters"])}
    );
}

struct Rule {
    std::string_view kind;
    Aims (*aims)(const Node& statement);
};

constexpr auto alterations = std::to_array<Rule>({
    {"AlterDomainStmt", alter_domain},
    {"AlterEnumStmt", alter_enum},
    {"AlterFunctionStmt", alter_function},
    {"AlterObjectSchemaStmt", alter_object},
    {"AlterOwnerStmt", alter_object},
    {"AlterPolicyStmt",
     [](const Node& it) {
         return one(
             Wanted::gone,
             {.kind = Kind::policy,
              .name = relation_of(it["table"]),
              .part = it["policy_name"].text()}
         );
     }},
    {"AlterSeqStmt",
     [](const Node& it) {
         return one(Wanted::gone, {.kind = Kind::relation, .name = relation_of(it["sequence"])});
     }},
    {"AlterTableStmt", alter_table_aims},
    {"CommentStmt",
     [](const Node& it) { return gone(named_object(it["objtype"].text(), it["object"])); }},
    {"DropRoleStmt", drop_roles},
    {"DropStmt", [](const Node& it) { return all_gone(it["removeType"].text(), it["objects"]); }},
    {"GrantStmt", grant},
    {"RenameStmt", rename},
});

constexpr auto creations = std::to_array<Rule>({
    {"CompositeTypeStmt",
     [](const Node& it) {
         return there({.kind = Kind::type, .name = relation_of(it["typevar"])});
     }},
    {"CreateDomainStmt", [](const Node& it) { return type_there(it["domainname"]); }},
    {"CreateEnumStmt", [](const Node& it) { return type_there(it["typeName"]); }},
    {"CreateEventTrigStmt",
     [](const Node& it) { return named_there(Kind::event_trigger, it["trigname"]); }},
    {"CreateExtensionStmt",
     [](const Node& it) { return named_there(Kind::extension, it["extname"]); }},
    {"CreateForeignTableStmt",
     [](const Node& it) { return relation_there(it["base"]["relation"], "f"); }},
    {"CreateFunctionStmt", create_function},
    {"CreatePolicyStmt",
     [](const Node& it) { return part_there(Kind::policy, it["table"], it["policy_name"]); }},
    {"CreatePublicationStmt",
     [](const Node& it) { return named_there(Kind::publication, it["pubname"]); }},
    {"CreateRangeStmt", [](const Node& it) { return type_there(it["typeName"]); }},
    {"CreateRoleStmt", [](const Node& it) { return named_there(Kind::role, it["role"]); }},
    {"CreateSchemaStmt",
     [](const Node& it) {
         return it["schemaElts"].exists() ? Aims{} : named_there(Kind::schema, it["schemaname"]);
     }},
    {"CreateSeqStmt", [](const Node& it) { return relation_there(it["sequence"], "S"); }},
    {"CreateStatsStmt",
     [](const Node& it) {
         return there({.kind = Kind::statistics, .name = relation_of_parts(it["defnames"].items())}
         );
     }},
    {"CreateStmt", [](const Node& it) { return relation_there(it["relation"], "rp"); }},
    {"CreateTableAsStmt",
     [](const Node& it) {
         const bool is_view = it["objtype"].text() == "OBJECT_MATVIEW";
         return relation_there(it["into"]["rel"], is_view ? "m" : "r");
     }},
    {"CreateTrigStmt",
     [](const Node& it) { return part_there(Kind::trigger, it["relation"], it["trigname"]); }},
    {"IndexStmt",
     [](const Node& it) { return part_there(Kind::index, it["relation"], it["idxname"]); }},
    {"RuleStmt",
     [](const Node& it) { return part_there(Kind::rule, it["relation"], it["rulename"]); }},
    {"ViewStmt", [](const Node& it) { return relation_there(it["view"], "v"); }},
});

}  // namespace

Aims statement_aims(const std::string& sql) {
    const ParseTree tree = ParseTree::parse(sql);
    if (tree.failure() || tree.statements().size() != 1) {
        return {};
    }
    const Node statement = tree.statements().front();
    for (const std::span<const Rule> rules : {std::span<const Rule>{alterations}, {creations}}) {
        const auto found = std::ranges::find(rules, statement.kind(), &Rule::kind);
        if (found != rules.end()) {
            return found->aims(statement.content());
        }
    }
    return {};
}

}  // namespace rollpack::executor::detail
