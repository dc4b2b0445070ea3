#include "rollpack/executor/keeping.hpp"

#include "rollpack/core/digest.hpp"

#include <fmt/format.h>

#include <map>

namespace rollpack::executor {

namespace {

constexpr std::size_t longest_name_bytes = 63;  // NAMEDATALEN of every build that is in use
constexpr std::size_t digest_digits = 8;
constexpr std::size_t run_id_digits = 8;

std::string full_name(const core::KeptTable& table) {
    return table.schema + "." + table.name;
}

bool continues_a_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// A schema's and a table's name never hold a NUL, so the digest is theirs alone.
std::string with_digest(const core::KeptTable& table) {
    const std::string digest = core::sha256(table.schema + std::string(1, '\0') + table.name).hex();
    std::string name = full_name(table);
    std::size_t length = std::min(name.size(), longest_name_bytes - digest_digits - 1);
    while (length > 0 && length < name.size() && continues_a_character(name[length])) {
        --length;
    }
    return name.substr(0, length) + "~" + digest.substr(0, digest_digits);
}

}  // namespace

std::string kept_schema_name(std::string_view run_id) {
    return fmt::format("{}{}", kept_schema_prefix, run_id.substr(0, run_id_digits));
}

std::vector<std::string> kept_table_names(const std::vector<core::KeptTable>& tables) {
    std::map<std::string, int> uses;
    for (const core::KeptTable& table : tables) {
        ++uses[full_name(table)];
    }
    std::vector<std::string> names;
    names.reserve(tables.size());
    for (const core::KeptTable& table : tables) {
        const std::string name = full_name(table);
        const bool as_it_is = name.size() <= longest_name_bytes && uses[name] == 1;
        names.push_back(as_it_is ? name : with_digest(table));
    }
    return names;
}

std::string kept_type(const core::LiveColumn& column) {
    return column.is_builtin ? column.type : "text";
}

}  // namespace rollpack::executor
