#include "rollpack/app/settings.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rollpack::app {

namespace {

core::OperatorSettings read_file(const std::filesystem::path& file) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 20U;
    return core::parse_operator_settings(os::read_file(file, longest), file.string());
}

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

void add(
    ApprovalSettings& approvals,
    const core::ApprovalPolicy& policy,
    const std::filesystem::path& file
) {
    const auto needed = static_cast<std::size_t>(policy.require);
    if (policy.allowed_signers) {
        approvals.lists.push_back(
            {needed, {file.parent_path() / *policy.allowed_signers, policy.signers}}
        );
    } else {
        approvals.required = std::max(approvals.required, needed);
    }
    if (needed > 0 && !approvals.demanded_by) {
        approvals.demanded_by = file;
    }
}

[[noreturn]] void refuse_unknown(
    const std::string& name,
    const std::vector<std::string>& read,
    const std::set<std::string>& known
) {
    throw core::Error(
        core::ErrorCode::usage,
        read.empty() ? fmt::format("there is no settings file, so no environment '{}'", name)
                     : fmt::format("no environment '{}' in {}", name, fmt::join(read, ", ")),
        known.empty()
            ? "Write [environments." + name + "] with its url into rollpack.toml or flyway.toml."
            : fmt::format("There are: {}.", fmt::join(known, ", "))
    );
}

}  // namespace

EnvironmentSettings read_settings(
    const std::vector<std::filesystem::path>& files,
    const std::optional<std::string>& environment,
    const KnownEnvironments& elsewhere
) {
    EnvironmentSettings settings;
    std::set<std::string> known = elsewhere.names;
    for (const std::filesystem::path& file : files) {
        const core::OperatorSettings read = read_file(file);
        add(settings, read.signatures, file);
        add(settings.approvals, read.approvals, file);
        for (const auto& [name, entry] : read.environments) {
            known.insert(name);
        }
        const auto entry = environment ? read.environments.find(*environment)
                                       : read.environments.end();
        if (entry != read.environments.end()) {
            add(settings, entry->second.signatures, file);
            add(settings.approvals, entry->second.approvals, file);
            settings.url = entry->second.url ? entry->second.url : settings.url;
        }
    }
    if (environment && !known.contains(*environment)) {
        std::vector<std::string> read(files.begin(), files.end());
        read.insert(read.end(), elsewhere.files.begin(), elsewhere.files.end());
        refuse_unknown(*environment, read, known);
    }
    return settings;
}

core::LintLevels read_lint_levels(const std::vector<std::filesystem::path>& files) {
    core::LintLevels levels;
    for (const std::filesystem::path& file : files) {
        for (const auto& [rule, level] : read_file(file).lint) {
            levels[rule] = level;
        }
    }
    return levels;
}

}  // namespace rollpack::app
