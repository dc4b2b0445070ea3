#pragma once

#include "rollpack/app/approval.hpp"
#include "trust_options.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::app {
struct SavedPlan;
}  // namespace rollpack::app

namespace rollpack::cli {

/// Options that say how many people have to have approved a plan.
struct ApprovalOptions {
    std::optional<std::size_t> needed;
    std::optional<std::string> file;
};

/// --approvals, --approvals-file
void add_approval_options(CLI::App& command, ApprovalOptions& options);

/// The options that speak of the package's signature: with --approvals, --allowed-signers and --signer
/// say whose approvals count, and of the package only what --require-signature demands.
TrustOptions package_trust(const TrustOptions& options, const ApprovalOptions& approvals);

/// What the options and the settings demand together; empty: nothing. Options take back no demand of
/// the settings. @throws core::Error usage where approvals are demanded and nothing says whose.
std::vector<app::ApprovalDemand> approval_demands(
    const ApprovalOptions& options,
    const TrustOptions& trust_options,
    const app::ApprovalSettings& settings
);

/// Checks the approvals of the plan that is to be applied; null: it is none that was saved.
/// @throws core::Error approvals_missing.
app::CheckedApprovals check_approvals(
    const std::vector<app::ApprovalDemand>& demands,
    const ApprovalOptions& options,
    const app::SavedPlan* saved
);

}  // namespace rollpack::cli
