#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::app {

/// The namespace of rollpack's SSH signatures (`ssh-keygen -Y sign -n rollpack`): a signature that was
/// made for something else, say a commit, is not one of a package.
constexpr std::string_view signature_namespace = "rollpack";

/// Who signed, as `ssh-keygen -Y verify` tells.
struct SignedBy {
    std::string signer;  ///< as the list of allowed signers names it: "release@shop.example"
    std::string key;  ///< "ED25519 SHA256:..."

    bool operator==(const SignedBy&) const = default;
};

/// Whose signatures are trusted.
struct TrustedSigners {
    std::filesystem::path allowed_signers;  ///< a file as ssh-keygen(1) describes it
    std::vector<std::string> signers;  ///< identities in it that count; empty: all

    bool operator==(const TrustedSigners&) const = default;
};

/// "<artifact>.sig"; for a folder it lies beside the folder.
std::filesystem::path signature_path(const std::filesystem::path& artifact);

/// A signature over `bytes` in SSH's armored form, made by `ssh-keygen -Y sign` with the private key in
/// `key`, or with the agent's key if `key` holds a public one. May ask for a passphrase on the terminal.
/// @throws Error signing_failed, file_unreadable, program_missing.
std::string sign_bytes(std::string_view bytes, const std::filesystem::path& key);

/// The key that `signature`, a file, was made with over exactly these bytes, whoever's it is: "ED25519
/// SHA256:...". @throws Error signature_missing, signature_invalid, program_missing.
std::string signing_key(std::string_view bytes, const std::filesystem::path& signature);

/// Checks with `ssh-keygen -Y verify` that one of the trusted signers made `signature`, a file, over
/// exactly these bytes. @throws Error signature_missing when there is no such file, signature_invalid,
/// file_unreadable, program_missing.
SignedBy verify_signature(
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted
);

}  // namespace rollpack::app
