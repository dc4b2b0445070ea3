#include "rollpack/core/fingerprint.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/core/steering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace rollpack::core {

namespace {

using enum SchemaKind;

constexpr auto kinds = std::to_array<SchemaKindInfo>({
    {schema, "schema", "schema", "schemas"},
    {extension, "extension", "extension", "extensions"},
    {language, "language", "language", "languages"},
    {type, "type", "type", "types"},
    {domain, "domain", "domain", "domains"},
    {enumeration, "enum", "enum", "enums"},
    {collation, "collation", "collation", "collations"},
    {conversion, "conversion", "conversion", "conversions"},
    {table, "table", "table", "tables"},
    {foreign_table, "foreign_table", "foreign table", "foreign tables"},
    {column, "column", "column", "columns"},
    {sequence, "sequence", "sequence", "sequences"},
    {view, "view", "view", "views"},
    {materialized_view, "materialized_view", "materialized view", "materialized views"},
    {constraint, "constraint", "constraint", "constraints"},
    {index, "index", "index", "indexes"},
    {statistics, "statistics", "statistics", "statistics objects"},
    {rule, "rule", "rule", "rules"},
    {trigger, "trigger", "trigger", "triggers"},
    {policy, "policy", "policy", "policies"},
    {function, "function", "function", "functions"},
    {procedure, "procedure", "procedure", "procedures"},
    {aggregate, "aggregate", "aggregate", "aggregates"},
    {sql_operator, "operator", "operator", "operators"},
    {operator_family, "operator_family", "operator family", "operator families"},
    {operator_class, "operator_class", "operator class", "operator classes"},
    {cast, "cast", "cast", "casts"},
    {transform, "transform", "transform", "transforms"},
    {access_method, "access_method", "access method", "access methods"},
    {text_search_parser, "text_search_parser", "text search parser", "text search parsers"},
    {text_search_template, "text_search_template", "text search template", "text search templates"},
    {text_search_dictionary,
     "text_search_dictionary",
     "text search dictionary",
     "text search dictionaries"},
    {text_search_configuration,
     "text_search_configuration",
     "text search configuration",
     "text search configurations"},
    {foreign_data_wrapper, "foreign_data_wrapper", "foreign data wrapper", "foreign data wrappers"},
    {foreign_server, "foreign_server", "foreign server", "foreign servers"},
    {user_mapping, "user_mapping", "user mapping", "user mappings"},
    {publication, "publication", "publication", "publications"},
    {subscription, "subscription", "subscription", "subscriptions"},
    {event_trigger, "event_trigger", "event trigger", "event triggers"},
    {default_privileges, "default_privileges", "default privileges", "default privileges"},
    {security_label, "security_label", "security label", "security labels"},
});

/// A text with its length in front, so that no two lists of texts give the same bytes.
void append(std::string& bytes, std::string_view text) {
    bytes += fmt::format("{}:", text.size());
    bytes += text;
}

Sha256 digest_of(const SchemaObject& object) {
    std::string bytes;
    append(bytes, schema_kind_info(object.kind).name);
    append(bytes, object.identity);
    append(bytes, object.parent ? "of" : "");
    append(bytes, object.parent.value_or(""));
    for (const SchemaProperty& property : object.definition) {
        append(bytes, property.name);
        append(bytes, property.value);
    }
    return sha256(bytes);
}

Sha256 digest_of(const std::vector<SchemaObject>& objects) {
    Sha256Stream stream;
    for (const SchemaObject& object : objects) {
        stream.update(object.digest.hex() + "\n");
    }
    return stream.finish();
}

auto order_of(const SchemaObject& object) {
    return std::tie(object.kind, object.identity, object.digest.bytes);
}

bool is_ignored(const std::vector<std::string>& patterns, const SchemaObject& object) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) {
        return fits_pattern(pattern, object.identity)
            || (object.parent && fits_pattern(pattern, *object.parent));
    });
}

void sort_unique(std::vector<std::string>& texts) {
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

std::span<const SchemaKindInfo> schema_kind_table() noexcept {
    return kinds;
}

const SchemaKindInfo& schema_kind_info(SchemaKind kind) noexcept {
    const auto* const found = std::ranges::find(kinds, kind, &SchemaKindInfo::kind);
    ROLLPACK_ASSERT(found != kinds.end());
    return *found;
}

std::optional<SchemaKind> parse_schema_kind(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(kinds, name, &SchemaKindInfo::name);
    return found == kinds.end() ? std::nullopt : std::optional{found->kind};
}

bool has_parts(SchemaKind kind) noexcept {
    switch (kind) {
    case SchemaKind::table:
    case SchemaKind::foreign_table:
    case SchemaKind::view:
    case SchemaKind::materialized_view:
    case SchemaKind::type:
    case SchemaKind::domain:
    case SchemaKind::foreign_server:
        return true;
    default:
        return false;
    }
}

std::string describe(const SchemaObject& object) {
    return fmt::format("{} {}", schema_kind_info(object.kind).one, object.identity);
}

std::vector<std::string> definition_lines(const SchemaObject& object) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : object.definition) {
        if (value.find('\n') == std::string::npos) {
            lines.push_back(fmt::format("{}: {}", name, value));
            continue;
        }
        lines.push_back(name + ":");
        for (std::size_t begin = 0; begin <= value.size();) {
            const std::size_t end = std::min(value.find('\n', begin), value.size());
            lines.push_back("  " + value.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return lines;
}

bool fits_pattern(std::string_view pattern, std::string_view text) noexcept {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;  // the last one, and what it stands for so far
    std::size_t taken = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

FingerprintBuilder::FingerprintBuilder(std::vector<std::string> ignored) {
    sort_unique(ignored);
    fingerprint_.ignored = std::move(ignored);
}

void FingerprintBuilder::add(SchemaObject object) {
    object.identity = as_utf8(object.identity);
    if (object.parent) {
        object.parent = as_utf8(*object.parent);
    }
    if (is_ignored(fingerprint_.ignored, object)) {
        return;
    }
    for (SchemaProperty& property : object.definition) {
        property.value = as_utf8(property.value);
    }
    object.digest = digest_of(object);
    fingerprint_.objects.push_back(std::move(object));
}

Fingerprint FingerprintBuilder::finish(int server_version, std::vector<std::string> left_out) && {
    fingerprint_.server_version = server_version;
    sort_unique(left_out);
    fingerprint_.left_out = std::move(left_out);
    std::ranges::sort(fingerprint_.objects, {}, order_of);
    fingerprint_.digest = digest_of(fingerprint_.objects);
    return std::move(fingerprint_);
}

Fingerprint leave_out(Fingerprint fingerprint, const std::vector<std::string>& patterns) {
    fingerprint.ignored.insert(fingerprint.ignored.end(), patterns.begin(), patterns.end());
    sort_unique(fingerprint.ignored);
    std::erase_if(fingerprint.objects, [&](const SchemaObject& object) {
        return is_ignored(patterns, object);
    });
    fingerprint.digest = digest_of(fingerprint.objects);
    return fingerprint;
}

}  // namespace rollpack::core
