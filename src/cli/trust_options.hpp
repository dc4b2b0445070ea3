#pragma once

#include "package_options.hpp"
#include "rollpack/app/package_file.hpp"
#include "rollpack/app/settings.hpp"
#include "rollpack/cli/run.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::cli {

/// Options that say whose packages are trusted; shared by verify, plan, apply and status.
struct TrustOptions {
    bool require = false;
    std::optional<std::string> allowed_signers;
    std::vector<std::string> signers;
    std::optional<std::string> signature;
    std::optional<std::string> settings;
};

/// --require-signature, --allowed-signers, --signer, --signature, --settings
void add_trust_options(CLI::App& command, TrustOptions& options);

/// --settings
void add_settings_option(CLI::App& command, std::optional<std::string>& settings);

/// The settings files that are there, general ones first: Runtime::system_settings, and the option's, or
/// ROLLPACK_SETTINGS, or rollpack.toml in the working folder.
std::vector<std::filesystem::path> settings_files(
    const std::optional<std::string>& option,
    const Runtime& runtime
);

/// What the options and the settings files say together.
struct Trust {
    std::vector<app::TrustedSigners> signers;  ///< for app::PackageFile::trusted
    std::optional<std::string> url;  ///< the environment's
    app::ApprovalSettings approvals = {};  ///< what the settings say of them
};

/// Reads settings_files(). @throws core::Error usage where a signature is demanded and nothing says
/// whose; as app::read_settings.
Trust trust_of(
    const TrustOptions& options,
    const std::optional<std::string>& environment,
    const Runtime& runtime,
    const app::KnownEnvironments& elsewhere = {}
);

/// The package, to be opened only if it is trusted.
app::PackageFile package_file(
    const PackageOptions& package,
    const TrustOptions& options,
    const Trust& trust
);

}  // namespace rollpack::cli
