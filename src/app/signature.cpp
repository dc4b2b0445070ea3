#include "rollpack/app/signature.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"
#include "rollpack/os/program.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::app {

namespace {

using core::ErrorCode;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            lines.emplace_back(line);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// What a program said last: its reason.
std::string reason_of(const os::ProgramResult& result) {
    std::string line = os::last_line(result.err);
    return line.empty() ? fmt::format("ssh-keygen ended with {}", result.status) : line;
}

os::ProgramResult ssh_keygen(std::vector<std::string> arguments, std::string_view input) {
    // Its messages are read, so they must be in one language.
    arguments.insert(arguments.begin(), "ssh-keygen");
    return os::run_program({std::move(arguments), input, {"LC_ALL=C"}});
}

/// The key in ssh-keygen's `Good "rollpack" signature for NAME with ED25519 key SHA256:...`.
std::string key_in(std::string_view output) {
    constexpr std::string_view with = " with ";
    constexpr std::string_view key = " key ";
    const std::vector<std::string> lines = lines_of(output);
    if (lines.empty()) {
        return {};
    }
    std::string text = lines.front();
    const std::size_t begin = text.rfind(with);
    if (begin == std::string::npos) {
        return {};
    }
    text.erase(0, begin + with.size());
    const std::size_t middle = text.find(key);
    if (middle != std::string::npos) {
        text.replace(middle, key.size(), " ");
    }
    return text;
}

void require_file(const std::filesystem::path& file, std::string_view what) {
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable)) {
        throw core::Error(
            ErrorCode::file_unreadable,
            fmt::format("{} {} is not there or is no file", what, file.string())
        );
    }
}

void require_signature(const std::filesystem::path& signature) {
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(signature, unreadable)) {
        throw core::Error(
            ErrorCode::signature_missing,
            fmt::format("there is no signature {}", signature.string()),
            "Get the .sig file from where the package was published and put it beside the package, "
            "or sign the package with `rollpack sign`."
        );
    }
}

std::vector<std::string> principals_in(
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    return lines_of(ssh_keygen(
                        {"-Y",
                         "find-principals",
                         "-s",
                         signature.string(),
                         "-f",
                         trusted.allowed_signers.string()},
                        {}
    )
                        .out);
}

std::optional<SignedBy> verified_as(
    const std::string& identity,
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    const os::ProgramResult result = ssh_keygen(
        {"-Y",
         "verify",
         "-n",
         std::string{signature_namespace},
         "-I",
         identity,
         "-f",
         trusted.allowed_signers.string(),
         "-s",
         signature.string()},
        bytes
    );
    if (result.status != 0) {
        return std::nullopt;
    }
    return SignedBy{identity, key_in(result.out)};
}

[[noreturn]] void refuse_key(
    const std::string& key,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    const std::string wanted = fmt::format("{}", fmt::join(trusted.signers, ", "));
    throw core::Error(
        ErrorCode::signature_invalid,
        fmt::format(
            "{} was made with the key {}, which {} does not list{}",
            signature.string(),
            key,
            trusted.allowed_signers.string(),
            wanted.empty() ? wanted : " for " + wanted
        ),
        "Ask who signed the package. If the key is to be trusted, add it to the list of allowed "
        "signers; a key may also be out of its time there."
    );
}

}  // namespace

std::filesystem::path signature_path(const std::filesystem::path& artifact) {
    return os::beside(artifact, ".sig");
}

std::string sign_bytes(std::string_view bytes, const std::filesystem::path& key) {
    require_file(key, "the key");
    os::ProgramResult result = ssh_keygen(
        {"-Y", "sign", "-n", std::string{signature_namespace}, "-f", key.string()},
        bytes
    );
    if (result.status != 0 || result.out.empty()) {
        throw core::Error(
            ErrorCode::signing_failed,
            fmt::format("ssh-keygen could not sign with {}: {}", key.string(), reason_of(result)),
            "Give the file of a private SSH key, or of a public one whose private key the agent holds."
        );
    }
    return std::move(result.out);
}

std::string signing_key(std::string_view bytes, const std::filesystem::path& signature) {
    require_signature(signature);
    const os::ProgramResult result = ssh_keygen(
        {"-Y",
         "check-novalidate",
         "-n",
         std::string{signature_namespace},
         "-s",
         signature.string()},
        bytes
    );
    if (result.status != 0) {
        throw core::Error(
            ErrorCode::signature_invalid,
            fmt::format(
                "{} is no signature of these bytes: {}",
                signature.string(),
                reason_of(result)
            ),
            "The package was changed after it was signed, or the signature belongs to another one. Do "
            "not use it; get both again from where they were published."
        );
    }
    return key_in(result.out);
}

SignedBy verify_signature(
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    require_file(trusted.allowed_signers, "the list of allowed signers");
    require_signature(signature);
    const std::vector<std::string> identities = trusted.signers.empty()
        ? principals_in(signature, trusted)
        : trusted.signers;
    for (const std::string& identity : identities) {
        if (auto signed_by = verified_as(identity, bytes, signature, trusted)) {
            return *std::move(signed_by);
        }
    }
    refuse_key(signing_key(bytes, signature), signature, trusted);
}

}  // namespace rollpack::app
