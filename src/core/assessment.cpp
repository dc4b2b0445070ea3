#include "rollpack/core/assessment.hpp"

#include "detail/data_losses.hpp"
#include "detail/keeping.hpp"
#include "detail/loss_findings.hpp"
#include "detail/object_ages.hpp"
#include "detail/privileges.hpp"
#include "detail/step_locks.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

namespace rollpack::core {

namespace {

/// In the order of the enumerators.
constexpr auto verdicts = std::to_array<std::string_view>({"nothing", "data", "unknown"});

}  // namespace

std::string_view to_string(LossVerdict verdict) noexcept {
    return verdicts.at(static_cast<std::size_t>(verdict));
}

void require_known_versions(const DataPolicy& policy, const Selection& selection) {
    std::set<Version> undone;
    std::vector<std::string> names;
    for (const UndoScript& undo : selection.undo) {
        if (const auto& version = undo.script.name.version) {
            undone.insert(*version);
            names.push_back("V" + version->text());
        }
    }
    for (const Version& version : policy.accepted) {
        if (!undone.contains(version)) {
            throw Error{
                ErrorCode::usage,
                fmt::format(
                    "--accept-data-loss names V{}, which {} does not undo",
                    version.text(),
                    package_name(selection)
                ),
                names.empty() ? "The package undoes nothing."
                              : fmt::format("It undoes {}.", fmt::join(names, ", "))};
        }
    }
}

Assessment assess(
    const Plan& plan,
    const Selection& selection,
    const History& history,
    const LiveFacts& facts,
    const DataPolicy& policy,
    const AnalyzeSql& analyze,
    Findings& findings
) {
    detail::ObjectAges ages{selection, history, analyze};
    std::vector<detail::FoundLoss> losses = detail::find_losses(plan, facts, policy, ages);
    Assessment assessment;
    assessment.kept = detail::tables_to_keep(losses);
    assessment.locks = detail::step_locks(plan, facts);
    assessment.long_transactions = facts.long_transactions;
    detail::report_losses(losses, findings);
    detail::report_privileges(plan, facts, findings);
    detail::report_blocking(plan, facts, assessment.locks, findings);
    for (detail::FoundLoss& found : losses) {
        assessment.losses.push_back(std::move(found.loss));
    }
    return assessment;
}

}  // namespace rollpack::core
