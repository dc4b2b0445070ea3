#pragma once

#include "detail/parse_tree.hpp"
#include "rollpack/core/relation_name.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

/// An object of the catalog, as a statement names it.
struct NamedObject {
    enum class Kind {
        relation,
        column,
        constraint,
        trigger,
        rule,
        policy,
        index,  ///< by its table; one that is not valid does not count
        type,
        enum_label,
        domain_constraint,
        routine,
        schema,
        extension,
        role,
        statistics,
        event_trigger,
        publication
    };
    Kind kind = Kind::relation;
    core::RelationName name;  ///< its own; of a column and the like its relation's or type's
    std::string part = {};  ///< of a column and the like: its own name
    /// A routine's, as SQL; none: of any.
    std::optional<std::vector<std::string>> argument_types = {};
    std::string relkinds = {};  ///< of a relation: letters of pg_class.relkind; empty: any

    bool operator==(const NamedObject&) const = default;
};

enum class Wanted {
    gone,
    there
};

/// One thing that is so when a statement has done its work.
struct Aim {
    NamedObject object;
    Wanted wanted = Wanted::gone;

    bool operator==(const Aim&) const = default;
};

/// What a statement of DDL is for, by its text alone: once all of it is so, there is nothing left for
/// the statement to do. A statement that changes an object aims at it as "gone", for without the object
/// there is nothing to change. Empty for all other statements, and where the text does not tell.
std::vector<Aim> statement_aims(const std::string& sql);

/// `sql`, a DROP of more than one object, with IF EXISTS, so that it drops what there is of them. None
/// for any other statement.
std::optional<std::string> drop_of_what_is_left(const std::string& sql);

/// The object that DROP, COMMENT, GRANT and the like name; `type` is the parser's ("OBJECT_VIEW").
std::optional<NamedObject> named_object(std::string_view type, const Node& object);

/// What the sub-commands of ALTER TABLE are for; empty where one of them does not tell.
std::vector<Aim> alter_table_aims(const Node& statement);

}  // namespace rollpack::executor::detail
