#include "render/proof.hpp"

#include "layout.hpp"
#include "render/comparison.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

std::string counts(const core::SchemaComparison& comparison) {
    return fmt::format(
        "{} missing, {} left over, {} different",
        comparison.missing.size(),
        comparison.left_over.size(),
        comparison.different.size()
    );
}

std::string part(std::string_view title, const core::SchemaComparison& comparison) {
    if (comparison.is_equal()) {
        return "";
    }
    return fmt::format("{}: {}\n{}\n", title, counts(comparison), render_differences(comparison));
}

}  // namespace

std::string render_proof(const app::SchemaProof& proof) {
    const std::string version = printable(proof.version.text());
    if (proof.is_equal()) {
        return fmt::format(
            "The schema is the one that was recorded of version {}: fingerprint {}\n",
            version,
            proof.found.hex()
        );
    }
    std::string text =
        fmt::format("The schema is not the one that was recorded of version {}.\n", version);
    if (proof.rehearsed_on != proof.server) {
        text += wrapped(fmt::format(
            "It was recorded on PostgreSQL {}, and PostgreSQL {} may word the same definition "
            "differently.",
            proof.rehearsed_on,
            proof.server
        ));
    }
    text += "\n" + part("By the run", proof.caused);
    return text
        + part(proof.is_split ? "Drift, there before the run" : "Nobody knows since when",
               proof.drift);
}

std::string render_trial(const app::TrialFacts& trial) {
    std::vector<std::vector<std::string>> rows{{"lock", "on", ""}};
    for (const executor::HeldLock& lock : trial.footprint.locks) {
        const auto& rewritten = trial.footprint.rewritten;
        const bool is_rewritten = std::ranges::find(rewritten, lock.relation) != rewritten.end();
        rows.push_back(
            {std::string{core::to_string(lock.mode)},
             printable(core::full_name(lock.relation)),
             is_rewritten ? "written anew" : ""}
        );
    }
    std::string text = fmt::format(
        "{} for {} at most\n",
        counted(trial.footprint.locks.size(), "relation was locked", "relations were locked"),
        format_duration(trial.held.count())
    );
    return trial.footprint.locks.empty() ? text : text + wrapped_table(rows) + "\n";
}

}  // namespace rollpack::cli
