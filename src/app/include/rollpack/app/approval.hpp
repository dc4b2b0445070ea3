#pragma once

#include "rollpack/app/signature.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::app {

struct SavedPlan;

/// The namespace of the SSH signatures by which people approve a plan. One that signs packages is no
/// approval, and the other way round.
constexpr std::string_view approval_namespace = "rollpack-plan";

/// So many people of a list have to have approved a plan.
struct ApprovalDemand {
    std::size_t needed = 0;
    TrustedSigners trusted;

    bool operator==(const ApprovalDemand&) const = default;
};

/// Who approved a plan, each person once, and what of the approvals does not count.
struct CheckedApprovals {
    std::vector<SignedBy> approvals;
    std::vector<std::string> ignored;  ///< "approval 2 of plan.json.approvals: ...", one line each

    bool operator==(const CheckedApprovals&) const = default;
};

/// "<plan>.approvals": armored SSH signatures over the plan's bytes, one after another.
std::filesystem::path approvals_path(const std::filesystem::path& plan);

struct ApproveResult {
    std::filesystem::path approvals;
    std::string key;  ///< "ED25519 SHA256:..."
    std::size_t count = 0;  ///< signatures that are in the file now
    std::vector<std::string> ignored;  ///< those in it that are not of this plan
};

/// Appends the signature of `key` (see sign_bytes) to the plan's approvals. The file is written anew as
/// a whole. @throws Error plan_invalid for a plan that was refused when it was made; checks_failed when
/// this key approved it already; signing_failed, file_unreadable, file_unwritable.
ApproveResult approve_plan(const SavedPlan& saved, const std::filesystem::path& key);

/// Who of a list approved a plan of these bytes. People are told apart carefully: two signatures that
/// share a key or an identity are one person's. A signature that does not count makes no other one
/// fail. @throws Error approvals_missing when there are fewer than demanded: it says how many there
/// are, whose, and what does not count; file_unreadable.
CheckedApprovals check_approvals(
    const SavedPlan& saved,
    const std::filesystem::path& approvals,
    const ApprovalDemand& demand
);

/// The same for several demands: each has to be met. Gives everybody who counted for one of them.
CheckedApprovals check_approvals(
    const SavedPlan& saved,
    const std::filesystem::path& approvals,
    const std::vector<ApprovalDemand>& demands
);

}  // namespace rollpack::app
