#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core {

/// A git object id: 40 lower-case hexadecimal digits. Made by parse_object_id only.
class ObjectId {
public:
    const std::string& hex() const noexcept { return hex_; }

    auto operator<=>(const ObjectId&) const = default;

private:
    friend std::optional<ObjectId> parse_object_id(std::string_view hex);

    explicit ObjectId(std::string hex)
        : hex_(std::move(hex)) {}

    std::string hex_;
};

std::optional<ObjectId> parse_object_id(std::string_view hex);

using CommitId = ObjectId;
using BlobId = ObjectId;

/// A signature on a tag or a commit that git verified.
struct VerifiedSignature {
    std::string object;  ///< what is signed: "tag" or "commit"
    ObjectId id;  ///< of the signed object
    std::string signer;  ///< as git's list of trusted keys names it
    std::string key;  ///< the key's fingerprint: "SHA256:..." for SSH

    bool operator==(const VerifiedSignature&) const = default;
};

/// A commit of the project's repository, its name resolved once. Nobody looks the name up again.
struct Release {
    std::string ref;  ///< as asked for: tag, branch, id, or the tag that was found
    CommitId commit;
    std::optional<ObjectId> tag_object;  ///< an annotated tag's own id
    std::int64_t committed_at_unix = 0;  ///< committer time, seconds since 1970 UTC
    std::optional<VerifiedSignature> signature = std::nullopt;  ///< none: it was not asked for

    bool operator==(const Release&) const = default;
};

/// "2026-11-22T02:15:00Z"
std::string format_utc(std::int64_t unix_seconds);

/// The inverse of format_utc; none for any other form.
std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace rollpack::core
