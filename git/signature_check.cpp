#include "detail/signature_check.hpp"

#include "rollpack/os/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace rollpack::git::detail {

namespace {

/// A tag's object can be put under another tag's name; its signature would still be good.
std::optional<std::string> foreign_name(const ObjectStore& store, const core::Release& release) {
    const std::string own = store.tag_name(to_git(*release.tag_object), release.ref);
    std::string asked = release.ref;
    for (const std::string_view prefix : {"refs/", "tags/"}) {
        if (asked.starts_with(prefix)) {
            asked.erase(0, prefix.size());
        }
    }
    const bool asked_by_id = release.tag_object->hex().starts_with(asked);
    return own == asked || asked_by_id ? std::nullopt : std::optional{own};
}

/// The words behind `start` in the first line that begins with it.
std::string behind(std::string_view text, std::string_view start) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (line.starts_with(start)) {
            return std::string{line.substr(start.size())};
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

struct Signer {
    std::string name;
    std::string key;
};

/// `Good "git" signature for NAME with ED25519 key SHA256:...`
Signer ssh_signer(std::string_view output) {
    constexpr std::string_view with = " with ";
    constexpr std::string_view key = " key ";
    const std::string line = behind(output, "Good \"git\" signature for ");
    const std::size_t begin = line.rfind(with);
    if (begin == std::string::npos) {
        return {};
    }
    const std::size_t digest = line.rfind(key);
    return {
        line.substr(0, begin),
        digest == std::string::npos ? "" : line.substr(digest + key.size())};
}

/// GnuPG's status lines, also of X.509: "GOODSIG KEYID NAME" and "VALIDSIG FINGERPRINT ...".
Signer gnupg_signer(std::string_view output) {
    const std::string good = behind(output, "[GNUPG:] GOODSIG ");
    const std::string valid = behind(output, "[GNUPG:] VALIDSIG ");
    if (good.empty() || valid.empty()) {
        return {};
    }
    return {
        good.substr(std::min(good.find(' ') + 1, good.size())),
        valid.substr(0, valid.find(' '))};
}

}  // namespace

SignatureCheck check_signature(const ObjectStore& store, const core::Release& release) {
    const bool is_tag = release.tag_object.has_value();
    const core::ObjectId& id = is_tag ? *release.tag_object : release.commit;
    if (is_tag) {
        if (const auto own = foreign_name(store, release)) {
            return {std::nullopt, fmt::format("the tag's object names itself '{}'", *own)};
        }
    }
    const os::ProgramResult result = os::run_program(
        {{"git",
          fmt::format("--git-dir={}", git_repository_path(store.repository())),
          is_tag ? "verify-tag" : "verify-commit",
          "--raw",
          id.hex()},
         {},
         {"LC_ALL=C"}}
    );
    if (result.status != 0) {
        const std::string reason = os::last_line(result.err);
        return {std::nullopt, reason.empty() ? "git says no more" : reason};
    }
    Signer signer = ssh_signer(result.err);
    if (signer.name.empty()) {
        signer = gnupg_signer(result.err);
    }
    if (signer.name.empty()) {
        return {std::nullopt, "git verifies it but names no signer"};
    }
    return {
        core::VerifiedSignature{
            is_tag ? "tag" : "commit",
            id,
            std::move(signer.name),
            std::move(signer.key)},
        {}};
}

}  // namespace rollpack::git::detail
