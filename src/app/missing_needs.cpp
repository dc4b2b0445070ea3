#include "detail/missing_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace rollpack::app::detail {

namespace {

constexpr int numbers_of_a_major = 10'000;

constexpr std::string_view undefined_object = "42704";
constexpr std::string_view feature_not_supported = "0A000";
constexpr std::string_view undefined_file = "58P01";

/// The packages of Debian and of apt.postgresql.org; "{}" is the server's major version.
struct ExtensionPackage {
    std::string_view extension;  ///< its name, or the beginning of its name
    std::string_view package;
};

constexpr auto packages = std::to_array<ExtensionPackage>({
    {"postgis", "postgresql-{}-postgis-3"},
    {"address_standardizer", "postgresql-{}-postgis-3"},
    {"pgrouting", "postgresql-{}-pgrouting"},
    {"vector", "postgresql-{}-pgvector"},
    {"pg_cron", "postgresql-{}-cron"},
    {"pg_partman", "postgresql-{}-partman"},
    {"pg_repack", "postgresql-{}-repack"},
    {"pgaudit", "postgresql-{}-pgaudit"},
    {"pglogical", "postgresql-{}-pglogical"},
    {"hypopg", "postgresql-{}-hypopg"},
    {"hll", "postgresql-{}-hll"},
    {"ip4r", "postgresql-{}-ip4r"},
    {"orafce", "postgresql-{}-orafce"},
    {"rum", "postgresql-{}-rum"},
    {"semver", "postgresql-{}-semver"},
    {"plpython3", "postgresql-plpython3-{}"},
    {"plperl", "postgresql-plperl-{}"},
    {"pltcl", "postgresql-pltcl-{}"},
});

/// What stands between the two in the message; none where it does not.
std::optional<std::string> between(
    const std::string& message,
    std::string_view before,
    std::string_view behind
) {
    const std::size_t begin = message.find(before);
    if (begin == std::string::npos) {
        return std::nullopt;
    }
    const std::size_t name = begin + before.size();
    const std::size_t end = message.find(behind, name);
    return end == std::string::npos ? std::nullopt
                                    : std::optional{message.substr(name, end - name)};
}

/// "extension "x" is not available", or before PostgreSQL 14 the path of its control file.
std::optional<std::string> missing_extension(const core::SqlFailure& failure) {
    if (failure.sqlstate == feature_not_supported) {
        return between(failure.message, "extension \"", "\" is not available");
    }
    if (failure.sqlstate == undefined_file) {
        return between(failure.message, "/extension/", ".control\"");
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> missing_role(const core::SqlFailure& failure) {
    return failure.sqlstate == undefined_object
        ? between(failure.message, "role \"", "\" does not exist")
        : std::nullopt;
}

std::set<std::string> roles_missing_in(const std::string& messages) {
    constexpr std::string_view before = "role \"";
    constexpr std::string_view behind = "\" does not exist";
    std::set<std::string> roles;
    for (std::size_t at = messages.find(behind); at != std::string::npos;
         at = messages.find(behind, at + behind.size())) {
        const std::size_t begin = messages.rfind(before, at);
        const std::string name = begin == std::string::npos
            ? std::string{}
            : messages.substr(begin + before.size(), at - begin - before.size());
        if (!name.empty() && name.find('\n') == std::string::npos) {
            roles.insert(name);
        }
    }
    return roles;
}

std::optional<std::string> extension_hint(const std::string& messages, int server_version) {
    core::SqlFailure failure;
    failure.message = messages;
    for (const std::string_view sqlstate : {feature_not_supported, undefined_file}) {
        failure.sqlstate = sqlstate;
        if (auto hint = extension_hint(failure, server_version)) {
            return hint;
        }
    }
    return std::nullopt;
}

std::optional<std::string> extension_hint(const core::SqlFailure& failure, int server_version) {
    const std::optional<std::string> extension = missing_extension(failure);
    if (!extension) {
        return std::nullopt;
    }
    const int major = server_version / numbers_of_a_major;
    const auto* const found = std::ranges::find_if(packages, [&](const ExtensionPackage& package) {
        return extension->starts_with(package.extension);
    });
    if (found == packages.end()) {
        return fmt::format(
            "Install what brings the extension {} for PostgreSQL {}, or rehearse on a server that has it: "
            "--server.",
            *extension,
            major
        );
    }
    return fmt::format(
        "Install the package {}, which has the extension {}, or rehearse on a server that has it: --server.",
        fmt::format(fmt::runtime(found->package), major),
        *extension
    );
}

}  // namespace rollpack::app::detail
