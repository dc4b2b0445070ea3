#include "rollpack/app/settings.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <set>

namespace rollpack::app {

namespace {

void add(
    EnvironmentSettings& settings,
    const core::SignaturePolicy& policy,
    const std::filesystem::path& file
) {
    if (policy.allowed_signers) {
        // An absolute path stays as it is.
        settings.trusted.push_back({file.parent_path() / *policy.allowed_signers, policy.signers});
    }
    if (policy.require && !settings.demanded_by) {
        settings.demanded_by = file;
    }
}

[[noreturn]] void refuse_unknown(
    const std::string& name,
    const std::vector<std::filesystem::path>& files,
    const std::set<std::string>& known
) {
    std::vector<std::string> read;
    for (const std::filesystem::path& file : files) {
        read.push_back(file.string());
    }
    throw core::Error(
        core::ErrorCode::usage,
        files.empty() ? fmt::format("there is no settings file, so no environment '{}'", name)
                      : fmt::format("no environment '{}' in {}", name, fmt::join(read, ", ")),
        known.empty() ? "Write [environments." + name + "] with its url into rollpack.toml."
                      : fmt::format("There are: {}.", fmt::join(known, ", "))
    );
}

}  // namespace

EnvironmentSettings read_settings(
    const std::vector<std::filesystem::path>& files,
    const std::optional<std::string>& environment
) {
    constexpr std::uint64_t longest_file = std::uint64_t{1} << 20U;
    EnvironmentSettings settings;
    std::set<std::string> known;
    for (const std::filesystem::path& file : files) {
        core::OperatorSettings read =
            core::parse_operator_settings(os::read_file(file, longest_file), file.string());
        add(settings, read.signatures, file);
        for (const auto& [name, entry] : read.environments) {
            known.insert(name);
            if (name == environment) {
                add(settings, entry.signatures, file);
                settings.url = entry.url ? entry.url : settings.url;
            }
        }
    }
    if (environment && !known.contains(*environment)) {
        refuse_unknown(*environment, files, known);
    }
    return settings;
}

}  // namespace rollpack::app
