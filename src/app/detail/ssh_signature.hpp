#pragma once

#include "rollpack/app/signature.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// SSH signatures as ssh-keygen makes and checks them, for any namespace. A signature of one namespace
/// is none of another. Each function may throw Error program_missing.
namespace rollpack::app::detail {

/// In SSH's armored form. @throws Error signing_failed, file_unreadable.
std::string ssh_sign(
    std::string_view bytes,
    const std::filesystem::path& key,
    std::string_view name_space
);

/// What a signature says by itself.
struct SshSignature {
    std::string key;  ///< "ED25519 SHA256:..."; empty where it is no signature of the bytes
    std::string fault;  ///< ssh-keygen's reason then
};

/// Which key made `signature`, a file, over these bytes, whoever's it is.
SshSignature ssh_signature(
    std::string_view bytes,
    const std::filesystem::path& signature,
    std::string_view name_space
);

/// The trusted identities that the signature's key stands for, without repetition. Empty: none of them
/// made it over these bytes. `trusted.allowed_signers` has to be there.
std::vector<SignedBy> ssh_signers(
    std::string_view bytes,
    const std::filesystem::path& signature,
    const TrustedSigners& trusted,
    std::string_view name_space
);

/// @throws Error file_unreadable unless it is a file: "the key x is not there or is no file".
void require_file(const std::filesystem::path& file, std::string_view what);

}  // namespace rollpack::app::detail
