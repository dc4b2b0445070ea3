#include "trust_options.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace rollpack::cli {

namespace {

constexpr std::string_view settings_file = "rollpack.toml";
constexpr const char* settings_variable = "ROLLPACK_SETTINGS";

}  // namespace

void add_trust_options(CLI::App& command, TrustOptions& options) {
    command.add_flag(
        "--require-signature",
        options.require,
        "Refuse a package that no trusted signer signed"
    );
    command
        .add_option(
            "--allowed-signers",
            options.allowed_signers,
            "The keys that are trusted, one a line as in ssh-keygen(1); demands a signature"
        )
        ->type_name("FILE");
    command
        .add_option(
            "--signer",
            options.signers,
            "Who of the allowed signers must have signed; may be repeated (default: any of them)"
        )
        ->type_name("IDENTITY")
        ->allow_extra_args(false);
    command
        .add_option(
            "--signature",
            options.signature,
            "The signature's file (default: the package's name with .sig)"
        )
        ->type_name("FILE");
    add_settings_option(command, options.settings);
}

void add_settings_option(CLI::App& command, std::optional<std::string>& settings) {
    command
        .add_option(
            "--settings",
            settings,
            "Settings to read, with environments and demands (default: $ROLLPACK_SETTINGS, else "
            "rollpack.toml in the working folder); those in /etc/rollpack/rollpack.toml hold as well"
        )
        ->type_name("FILE");
}

std::vector<std::filesystem::path> settings_files(
    const std::optional<std::string>& option,
    const Runtime& runtime
) {
    std::vector<std::filesystem::path> files;
    const auto add_if_there = [&](const std::filesystem::path& file) {
        std::error_code unreadable;
        if (std::filesystem::status(file, unreadable).type()
            != std::filesystem::file_type::not_found) {
            files.push_back(file);
        }
    };
    add_if_there(runtime.system_settings);
    const auto variable = runtime.environment.find(settings_variable);
    if (option) {
        files.emplace_back(*option);
    } else if (variable != runtime.environment.end() && !variable->second.empty()) {
        files.emplace_back(variable->second);
    } else {
        add_if_there(settings_file);
    }
    return files;
}

Trust trust_of(
    const TrustOptions& options,
    const std::optional<std::string>& environment,
    const Runtime& runtime,
    const app::KnownEnvironments& elsewhere
) {
    app::EnvironmentSettings settings =
        app::read_settings(settings_files(options.settings, runtime), environment, elsewhere);
    if (options.allowed_signers) {
        settings.trusted.push_back({*options.allowed_signers, options.signers});
    } else if (!options.signers.empty()) {
        for (app::TrustedSigners& trusted : settings.trusted) {
            trusted.signers = trusted.signers.empty() ? options.signers : trusted.signers;
        }
    }
    const bool demanded = options.require || options.allowed_signers || settings.demanded_by
        || !options.signers.empty();
    if (demanded && settings.trusted.empty()) {
        throw core::Error(
            core::ErrorCode::usage,
            settings.demanded_by ? fmt::format(
                "{} demands a signature, and nothing says whose",
                settings.demanded_by->string()
            )
                                 : "a signature is demanded, and nothing says whose",
            "Give --allowed-signers FILE, or name the file as allowed_signers in rollpack.toml."
        );
    }
    if (!demanded) {
        settings.trusted.clear();
    }
    return {std::move(settings.trusted), std::move(settings.url), std::move(settings.approvals)};
}

app::PackageFile package_file(
    const PackageOptions& package,
    const TrustOptions& options,
    const Trust& trust
) {
    return {package.path, package.limits, trust.signers, options.signature};
}

}  // namespace rollpack::cli
