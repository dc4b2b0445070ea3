#include "approval_options.hpp"

#include "rollpack/app/saved_plan.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

void add_approval_options(CLI::App& command, ApprovalOptions& options) {
    constexpr int most = 100;
    command
        .add_option(
            "--approvals",
            options.needed,
            "How many people of --allowed-signers must have approved the plan of --plan"
        )
        ->type_name("N")
        ->check(CLI::Range(0, most));
    command
        .add_option(
            "--approvals-file",
            options.file,
            "The plan's approvals (default: the plan's name with .approvals)"
        )
        ->type_name("FILE");
}

TrustOptions package_trust(const TrustOptions& options, const ApprovalOptions& approvals) {
    TrustOptions trust = options;
    if (approvals.needed && !options.require) {
        trust.allowed_signers.reset();
        trust.signers.clear();
    }
    return trust;
}

std::vector<app::ApprovalDemand> approval_demands(
    const ApprovalOptions& options,
    const TrustOptions& trust_options,
    const app::ApprovalSettings& settings
) {
    std::vector<app::ApprovalDemand> demands = settings.lists;
    const std::size_t required = std::max(settings.required, options.needed.value_or(0));
    if (options.needed && trust_options.allowed_signers) {
        demands.push_back({required, {*trust_options.allowed_signers, trust_options.signers}});
    }
    for (app::ApprovalDemand& demand : demands) {
        demand.needed = std::max(demand.needed, required);
    }
    if (required > 0 && demands.empty()) {
        throw core::Error(
            core::ErrorCode::usage,
            settings.demanded_by ? fmt::format(
                "{} demands approvals, and nothing says whose",
                settings.demanded_by->string()
            )
                                 : "approvals are demanded, and nothing says whose",
            "Give --approvals N --allowed-signers FILE, or name the file as approvals.allowed_signers "
            "in rollpack.toml."
        );
    }
    std::erase_if(demands, [](const app::ApprovalDemand& demand) { return demand.needed == 0; });
    return demands;
}

app::CheckedApprovals check_approvals(
    const std::vector<app::ApprovalDemand>& demands,
    const ApprovalOptions& options,
    const app::SavedPlan* saved
) {
    if (demands.empty()) {
        return {};
    }
    if (saved == nullptr) {
        throw core::Error(
            core::ErrorCode::approvals_missing,
            "approvals are demanded, and only a saved plan can have them",
            "Save the plan with `rollpack plan --out PLAN`, have it approved with `rollpack approve "
            "PLAN --key FILE`, then apply it with --plan PLAN."
        );
    }
    return app::check_approvals(
        *saved,
        options.file ? std::filesystem::path{*options.file} : app::approvals_path(saved->path),
        demands
    );
}

}  // namespace rollpack::cli
