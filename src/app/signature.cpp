#include "rollpack/app/signature.hpp"

#include "detail/ssh_signature.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

namespace rollpack::app {

namespace {

using core::ErrorCode;

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
    return detail::ssh_sign(bytes, key, signature_namespace);
}

std::string signing_key(std::string_view bytes, const std::filesystem::path& signature) {
    require_signature(signature);
    detail::SshSignature found = detail::ssh_signature(bytes, signature, signature_namespace);
    if (!found.fault.empty()) {
        throw core::Error(
            ErrorCode::signature_invalid,
            fmt::format("{} is no signature of these bytes: {}", signature.string(), found.fault),
            "The package was changed after it was signed, or the signature belongs to another one. Do "
            "not use it; get both again from where they were published."
        );
    }
    return std::move(found.key);
}

SignedBy verify_signature(
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
) {
    detail::require_file(trusted.allowed_signers, "the list of allowed signers");
    require_signature(signature);
    std::vector<SignedBy> signers =
        detail::ssh_signers(bytes, signature, trusted, signature_namespace);
    if (signers.empty()) {
        refuse_key(signing_key(bytes, signature), signature, trusted);
    }
    return std::move(signers.front());
}

}  // namespace rollpack::app
