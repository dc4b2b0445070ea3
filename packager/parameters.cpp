#include "detail/parameters.hpp"

namespace rollpack::packager::detail {

namespace {

using Strings = std::optional<std::vector<std::string>>;

void write_allowed(json::ObjectWriter& out, const std::set<core::FindingCode>& allowed) {
    out.array("allow", [&](json::ArrayWriter& codes) {
        for (const core::FindingCode code : allowed) {
            codes.item(core::finding_info(code).name);
        }
    });
}

void write_placeholders(json::ObjectWriter& out, const core::ProjectConfiguration& overrides) {
    out.objects("placeholders", overrides.placeholders, [](auto& item, const auto& named) {
        item.member("name", named.first);
        item.member("value", named.second);
    });
}

std::set<core::FindingCode> read_allowed(json::Record& record) {
    std::set<core::FindingCode> allowed;
    for (const std::string& name : record.strings("allow")) {
        const auto code = core::parse_finding_code(name);
        if (!code || (!allowed.empty() && *allowed.rbegin() >= *code)) {
            record.refuse("allow", "codes of findings, each once, in the order of their table");
        }
        allowed.insert(*code);
    }
    return allowed;
}

std::map<std::string, std::optional<std::string>> read_placeholders(json::Record& record) {
    std::map<std::string, std::optional<std::string>> placeholders;
    record.records("placeholders", [&](json::Record& item) {
        const std::string& name = item.string("name");
        if (!placeholders.empty() && placeholders.rbegin()->first >= name) {
            item.refuse("name", "names in alphabetical order, each once");
        }
        placeholders.emplace(name, item.string_or_null("value"));
        return true;
    });
    return placeholders;
}

/// An option that may be repeated: no value means that it was not given.
Strings given(std::vector<std::string> values) {
    return values.empty() ? Strings{} : Strings{std::move(values)};
}

core::ProjectConfiguration read_overrides(json::Record& record) {
    core::ProjectConfiguration overrides;
    overrides.locations = given(record.strings("locations"));
    overrides.versioned_prefix = record.string_or_null("versioned_prefix");
    overrides.undo_prefix = record.string_or_null("undo_prefix");
    overrides.repeatable_prefix = record.string_or_null("repeatable_prefix");
    overrides.separator = record.string_or_null("separator");
    overrides.suffixes = given(record.strings("suffixes"));
    overrides.default_schema = record.string_or_null("schema");
    overrides.table = record.string_or_null("table");
    overrides.placeholders = read_placeholders(record);
    return overrides;
}

}  // namespace

void write_parameters(json::ObjectWriter& out, const core::BuildParameters& parameters) {
    const core::ProjectConfiguration& overrides = parameters.overrides;
    out.member("project", parameters.project);
    out.member("release", parameters.release);
    out.member("target_version", parameters.target_version);
    out.member("target_ref", parameters.target_ref);
    out.strings("tag_patterns", parameters.tag_patterns);
    out.strings("configs", parameters.configs);
    out.strings("locations", overrides.locations.value_or(std::vector<std::string>{}));
    out.member("versioned_prefix", overrides.versioned_prefix);
    out.member("undo_prefix", overrides.undo_prefix);
    out.member("repeatable_prefix", overrides.repeatable_prefix);
    out.member("separator", overrides.separator);
    out.strings("suffixes", overrides.suffixes.value_or(std::vector<std::string>{}));
    out.member("schema", overrides.default_schema);
    out.member("table", overrides.table);
    write_placeholders(out, overrides);
    write_allowed(out, parameters.allowed);
    out.member("require_signed_tag", parameters.require_signed_tag);
}

core::BuildParameters read_parameters(json::Record& record) {
    return {
        record.string("project"),
        record.string("release"),
        record.string("target_version"),
        record.string_or_null("target_ref"),
        record.strings("tag_patterns"),
        record.strings("configs"),
        read_overrides(record),
        read_allowed(record),
        record.boolean("require_signed_tag")};
}

}  // namespace rollpack::packager::detail
