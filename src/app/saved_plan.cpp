#include "rollpack/app/saved_plan.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::app {

SavedPlan read_saved_plan(const std::filesystem::path& path) {
    constexpr std::uint64_t longest = std::uint64_t{64} << 20U;
    std::string bytes = os::read_file(path, longest);
    const core::Sha256 sha256 = core::sha256(bytes);
    try {
        PlanDocument document = parse_plan_document(bytes);
        return SavedPlan{path, std::move(bytes), sha256, std::move(document)};
    } catch (const core::Error& error) {
        throw core::Error(
            error.code(),
            fmt::format("{} cannot be used as a saved plan: {}", path.string(), error.message()),
            error.hint().empty() ? "Give a file that `rollpack plan --out` saved." : error.hint()
        );
    }
}

PlanInputs saved_inputs(const SavedPlan& saved) {
    PlanInputs inputs;
    inputs.options = saved.document.options;
    inputs.policy = saved.document.policy;
    inputs.allowed = saved.document.allowed;
    return inputs;
}

void require_unchanged(const SavedPlan& saved, const PlanDocument& now) {
    constexpr std::size_t most = 20;
    if (saved.document.refused) {
        throw core::Error(
            core::ErrorCode::plan_invalid,
            fmt::format("the plan {} was refused when it was made", saved.path.string()),
            "Mend what its findings say, then make the plan again with `rollpack plan --out`."
        );
    }
    const std::vector<std::string> changes = plan_changes(saved.document, now);
    if (changes.empty()) {
        return;
    }
    std::string message =
        fmt::format("the plan {} does not hold for this database now", saved.path.string());
    for (std::size_t at = 0; at < std::min(changes.size(), most); ++at) {
        message += "\n  " + changes[at];
    }
    if (changes.size() > most) {
        message += fmt::format("\n  and {} more", changes.size() - most);
    }
    throw core::Error(
        core::ErrorCode::plan_changed,
        std::move(message),
        "Nothing was changed. Make the plan again with `rollpack plan --out`, and have it approved "
        "again where approvals are demanded."
    );
}

}  // namespace rollpack::app
