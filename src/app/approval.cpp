#include "rollpack/app/approval.hpp"

#include "detail/approvers.hpp"
#include "detail/ssh_signature.hpp"
#include "rollpack/app/saved_plan.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::app {

namespace {

/// Each costs several runs of ssh-keygen.
constexpr std::size_t most_approvals = 100;

std::vector<std::string> read_blocks(const std::filesystem::path& approvals) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 20U;
    std::error_code missing;
    if (!std::filesystem::exists(approvals, missing)) {
        return {};
    }
    std::vector<std::string> blocks = detail::armored_blocks(os::read_file(approvals, longest));
    if (blocks.size() > most_approvals) {
        throw core::Error(
            core::ErrorCode::file_unreadable,
            fmt::format(
                "{} holds {} approvals, more than {}",
                approvals.string(),
                blocks.size(),
                most_approvals
            ),
            "Take those out of it that are not of this plan."
        );
    }
    return blocks;
}

/// ssh-keygen takes one signature a file.
class SignatureFile {
public:
    const std::filesystem::path& with(const std::string& block) {
        os::write_file(path_, block);
        return path_;
    }

private:
    os::TemporaryFolder folder_{"rollpack-approval"};
    std::filesystem::path path_ = folder_.path() / "signature";
};

std::string place_of(std::size_t index, const std::filesystem::path& approvals) {
    return fmt::format("approval {} of {}", index + 1, approvals.string());
}

std::string not_trusted(const std::string& key, const TrustedSigners& trusted) {
    return fmt::format(
        "made with the key {}, which {} does not list{}",
        key,
        trusted.allowed_signers.string(),
        trusted.signers.empty() ? std::string{}
                                : fmt::format(" for {}", fmt::join(trusted.signers, ", "))
    );
}

/// What counts of the approvals for one list, whether it is enough or not.
CheckedApprovals count_approvals(
    const SavedPlan& saved,
    const std::filesystem::path& approvals,
    const TrustedSigners& trusted
) {
    const std::vector<std::string> blocks = read_blocks(approvals);
    CheckedApprovals checked;
    SignatureFile file;
    std::vector<std::vector<SignedBy>> signatures;
    for (std::size_t index = 0; index < blocks.size(); ++index) {
        const std::filesystem::path& signature = file.with(blocks[index]);
        const detail::SshSignature found =
            detail::ssh_signature(saved.bytes, signature, approval_namespace);
        if (!found.fault.empty()) {
            checked.ignored.push_back(fmt::format(
                "{}: no approval of this plan: {}",
                place_of(index, approvals),
                found.fault
            ));
            continue;
        }
        signatures.push_back(
            detail::ssh_signers(saved.bytes, signature, trusted, approval_namespace)
        );
        if (signatures.back().empty()) {
            checked.ignored.push_back(
                fmt::format("{}: {}", place_of(index, approvals), not_trusted(found.key, trusted))
            );
        }
    }
    checked.approvals = detail::distinct_people(signatures);
    return checked;
}

[[noreturn]] void refuse(
    const SavedPlan& saved,
    const CheckedApprovals& checked,
    const ApprovalDemand& demand
) {
    std::vector<std::string> people;
    for (const SignedBy& by : checked.approvals) {
        people.push_back(fmt::format("{} ({})", by.signer, by.key));
    }
    std::string message = fmt::format(
        "the plan {} has {} of the {} approvals that are demanded{}",
        saved.path.string(),
        people.size(),
        demand.needed,
        people.empty() ? std::string{} : fmt::format(": {}", fmt::join(people, ", "))
    );
    for (const std::string& line : checked.ignored) {
        message += "\n  " + line;
    }
    throw core::Error(
        core::ErrorCode::approvals_missing,
        std::move(message),
        fmt::format(
            "Ask others of {} to run `rollpack approve {} --key FILE`; the same person counts once.",
            demand.trusted.allowed_signers.string(),
            saved.path.string()
        )
    );
}

void require_approvable(const SavedPlan& saved) {
    if (saved.document.refused) {
        throw core::Error(
            core::ErrorCode::plan_invalid,
            fmt::format("the plan {} was refused when it was made", saved.path.string()),
            "Nobody can apply it. Mend what its findings say and make the plan again."
        );
    }
}

}  // namespace

std::filesystem::path approvals_path(const std::filesystem::path& plan) {
    return os::beside(plan, ".approvals");
}

ApproveResult approve_plan(const SavedPlan& saved, const std::filesystem::path& key) {
    require_approvable(saved);
    ApproveResult result{approvals_path(saved.path), {}, 0, {}};
    const std::vector<std::string> blocks = read_blocks(result.approvals);
    const std::string approval = detail::ssh_sign(saved.bytes, key, approval_namespace);
    SignatureFile file;
    result.key = detail::ssh_signature(saved.bytes, file.with(approval), approval_namespace).key;

    std::string text;
    for (std::size_t index = 0; index < blocks.size(); ++index) {
        const detail::SshSignature found =
            detail::ssh_signature(saved.bytes, file.with(blocks[index]), approval_namespace);
        if (!found.fault.empty()) {
            result.ignored.push_back(fmt::format(
                "{}: no approval of this plan: {}",
                place_of(index, result.approvals),
                found.fault
            ));
        } else if (found.key == result.key) {
            throw core::Error(
                core::ErrorCode::checks_failed,
                fmt::format("the key {} approved {} already", result.key, saved.path.string()),
                "One approval of a key is enough; another person has to give the next one."
            );
        }
        text += blocks[index];
    }
    os::write_file(result.approvals, text + approval);
    result.count = blocks.size() + 1;
    return result;
}

CheckedApprovals check_approvals(
    const SavedPlan& saved,
    const std::filesystem::path& approvals,
    const ApprovalDemand& demand
) {
    detail::require_file(demand.trusted.allowed_signers, "the list of allowed signers");
    CheckedApprovals checked = count_approvals(saved, approvals, demand.trusted);
    if (checked.approvals.size() < demand.needed) {
        refuse(saved, checked, demand);
    }
    return checked;
}

CheckedApprovals check_approvals(
    const SavedPlan& saved,
    const std::filesystem::path& approvals,
    const std::vector<ApprovalDemand>& demands
) {
    CheckedApprovals all;
    const auto add_new = [](auto& to, auto&& from) {
        for (auto& item : from) {
            if (std::ranges::find(to, item) == to.end()) {
                to.push_back(std::move(item));
            }
        }
    };
    for (const ApprovalDemand& demand : demands) {
        CheckedApprovals checked = check_approvals(saved, approvals, demand);
        add_new(all.approvals, std::move(checked.approvals));
        add_new(all.ignored, std::move(checked.ignored));
    }
    return all;
}

}  // namespace rollpack::app
