#pragma once

#include "rollpack/core/digest.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// Every kind of object that scripts can make in a database, in the order of a fingerprint.
enum class SchemaKind {
    schema,
    extension,
    language,
    type,
    domain,
    enumeration,
    collation,
    conversion,
    table,
    foreign_table,
    column,
    sequence,
    view,
    materialized_view,
    constraint,
    index,
    statistics,
    rule,
    trigger,
    policy,
    function,
    procedure,
    aggregate,
    sql_operator,
    operator_family,
    operator_class,
    cast,
    transform,
    access_method,
    text_search_parser,
    text_search_template,
    text_search_dictionary,
    text_search_configuration,
    foreign_data_wrapper,
    foreign_server,
    user_mapping,
    publication,
    subscription,
    event_trigger,
    default_privileges,
    security_label,
};

/// One row of the table behind the names of kinds.
struct SchemaKindInfo {
    SchemaKind kind;
    std::string_view name;  ///< "materialized_view": as in documents
    std::string_view one;  ///< "materialized view": for people
    std::string_view many;
};

/// All kinds, in their order.
std::span<const SchemaKindInfo> schema_kind_table() noexcept;
const SchemaKindInfo& schema_kind_info(SchemaKind kind) noexcept;
std::optional<SchemaKind> parse_schema_kind(std::string_view name) noexcept;

/// One thing that is true of an object: "type" is "numeric(10,2)". A property that an object does not
/// have, or has as PostgreSQL gives it by default, is absent.
struct SchemaProperty {
    std::string name;  ///< words; neither a colon nor a line end
    std::string value;  ///< may have several lines

    auto operator<=>(const SchemaProperty&) const = default;
};

/// One object of a database. Nothing in it depends on object ids or on the order of creation.
struct SchemaObject {
    SchemaKind kind = SchemaKind::schema;
    std::string
        identity;  ///< as a person writes it: "public.orders", "orders_check on public.orders"
    std::optional<std::string> parent;  ///< identity of what it belongs to: a column's table
    std::vector<SchemaProperty> definition;  ///< in an order of the kind's
    /// Of a column in its table, from 1; not part of the digest.
    std::optional<std::int64_t> position = {};
    Sha256 digest = {};  ///< over kind, identity, parent and definition

    bool operator==(const SchemaObject&) const = default;
};

/// Whether objects of this kind are made up of others, which have them as parent: a table's columns.
bool has_parts(SchemaKind kind) noexcept;

/// "materialized view public.totals"
std::string describe(const SchemaObject& object);

/// The definition for people: "name: value", or "name:" with the lines of the value indented below.
std::vector<std::string> definition_lines(const SchemaObject& object);

/// What is in a database, normalised: equal digests are equal schemas.
struct Fingerprint {
    int server_version = 0;  ///< as server_version_num, 150004; not part of the digest
    std::vector<std::string> left_out;  ///< tables and schemas of Flyway and rollpack, sorted
    std::vector<std::string> ignored;  ///< patterns whose objects are left out too, sorted
    std::vector<SchemaObject> objects;  ///< by kind and identity
    Sha256 digest;  ///< over all objects

    bool operator==(const Fingerprint&) const = default;
};

/// Whether `pattern` fits the whole of `text`: `*` stands for any characters, `?` for one byte.
bool fits_pattern(std::string_view pattern, std::string_view text) noexcept;

/// Collects objects in any order.
class FingerprintBuilder {
public:
    /// An object is left out when a pattern fits its identity or that of its parent.
    explicit FingerprintBuilder(std::vector<std::string> ignored = {});

    /// Text that is no UTF-8 is written as "\xff" from here on. Computes the object's digest.
    void add(SchemaObject object);

    Fingerprint finish(int server_version, std::vector<std::string> left_out) &&;

private:
    Fingerprint fingerprint_;
};

/// The fingerprint without the objects that further patterns fit.
Fingerprint leave_out(Fingerprint fingerprint, const std::vector<std::string>& patterns);

}  // namespace rollpack::core
