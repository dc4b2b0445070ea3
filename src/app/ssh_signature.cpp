#include "detail/ssh_signature.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/program.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::app::detail {

namespace {

std::vector<std::string> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        if (end > 0) {
            parts.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
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
    const std::vector<std::string> lines = parts_of(output, "\r\n");
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

/// Who may have made the signature. A line of allowed signers may name several, with commas between.
std::vector<std::string> principals_in(
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    const os::ProgramResult result = ssh_keygen(
        {"-Y", "find-principals", "-s", signature.string(), "-f", trusted.allowed_signers.string()},
        {}
    );
    return parts_of(result.out, "\r\n,");
}

std::optional<SignedBy> verified_as(
    const std::string& identity,
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted,
    std::string_view name_space
) {
    const os::ProgramResult result = ssh_keygen(
        {"-Y",
         "verify",
         "-n",
         std::string{name_space},
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

}  // namespace

std::string ssh_sign(
    std::string_view bytes,
    const std::filesystem::path& key,
    std::string_view name_space
) {
    require_file(key, "the key");
    os::ProgramResult result =
        ssh_keygen({"-Y", "sign", "-n", std::string{name_space}, "-f", key.string()}, bytes);
    if (result.status != 0 || result.out.empty()) {
        throw core::Error(
            core::ErrorCode::signing_failed,
            fmt::format("ssh-keygen could not sign with {}: {}", key.string(), reason_of(result)),
            "Give the file of a private SSH key, or of a public one whose private key the agent holds."
        );
    }
    return std::move(result.out);
}

SshSignature ssh_signature(
    std::string_view bytes,
    const std::filesystem::path& signature,
    std::string_view name_space
) {
    const os::ProgramResult result = ssh_keygen(
        {"-Y", "check-novalidate", "-n", std::string{name_space}, "-s", signature.string()},
        bytes
    );
    if (result.status != 0) {
        return {{}, reason_of(result)};
    }
    return {key_in(result.out), {}};
}

std::vector<SignedBy> ssh_signers(
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted,
    std::string_view name_space
) {
    std::vector<std::string> identities = trusted.signers.empty()
        ? principals_in(signature, trusted)
        : trusted.signers;
    std::ranges::sort(identities);
    identities.erase(std::unique(identities.begin(), identities.end()), identities.end());
    std::vector<SignedBy> signers;
    for (const std::string& identity : identities) {
        if (auto signed_by = verified_as(identity, bytes, signature, trusted, name_space)) {
            signers.push_back(*std::move(signed_by));
        }
    }
    return signers;
}

void require_file(const std::filesystem::path& file, std::string_view what) {
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable)) {
        throw core::Error(
            core::ErrorCode::file_unreadable,
            fmt::format("{} {} is not there or is no file", what, file.string())
        );
    }
}

}  // namespace rollpack::app::detail
