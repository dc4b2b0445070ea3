#include "detail/proving.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>
#include <vector>

namespace rollpack::app::detail {

namespace {

constexpr int numbers_of_a_major = 10'000;

void append(core::SchemaComparison& to, core::SchemaComparison from) {
    to.missing.insert(to.missing.end(), from.missing.begin(), from.missing.end());
    to.left_over.insert(to.left_over.end(), from.left_over.begin(), from.left_over.end());
    to.different.insert(to.different.end(), from.different.begin(), from.different.end());
}

}  // namespace

Prover::Prover(
    executor::Database& database,
    const packager::VerifiedPackage& package,
    const core::HistoryTable& table
)
    : database_(database)
    , package_(package)
    , table_(table) {}

core::Fingerprint Prover::read() {
    executor::FingerprintOptions options;
    options.history_schema = table_.schema;
    options.history_table = table_.table;
    options.ignored = package_.rehearsal()->target.ignored;
    return database_.fingerprint(options);
}

SchemaProof Prover::compare(
    const core::Version& version,
    const core::Fingerprint& expected,
    const core::Fingerprint& found
) const {
    return {
        version,
        expected.digest,
        found.digest,
        core::compare(expected, found),
        {},
        true,
        expected.server_version / numbers_of_a_major,
        found.server_version / numbers_of_a_major};
}

std::optional<SchemaProof> Prover::look_before(const std::optional<core::Version>& version) {
    if (!version) {
        return std::nullopt;
    }
    const std::optional<core::Fingerprint> expected =
        core::fingerprint_of(*package_.rehearsal(), package_.selection().target_version, *version);
    if (!expected) {
        return std::nullopt;
    }
    SchemaProof proof = compare(*version, *expected, read());
    before_ = proof.drift;
    return proof;
}

SchemaProof Prover::prove() {
    const core::Fingerprint& target = package_.rehearsal()->target;
    SchemaProof proof = compare(package_.selection().target_version, target, read());
    proof.is_split = before_.has_value();
    if (!before_) {
        return proof;
    }
    core::SplitDifferences split = core::split_differences(*before_, proof.drift);
    proof.drift = std::move(split.drift);
    proof.caused = std::move(split.caused);
    if (proof.rehearsed_on != proof.server) {
        // Two servers may word one definition in two ways, which is no fault of the run.
        core::SchemaComparison worded;
        worded.different = std::exchange(proof.caused.different, {});
        append(proof.drift, std::move(worded));
    }
    return proof;
}

bool is_refused(const SchemaProof& proof, OnDifference rule) {
    return !proof.caused.is_equal() || (rule == OnDifference::refuse && !proof.drift.is_equal());
}

std::string in_short(const core::SchemaComparison& comparison) {
    std::vector<std::string> parts;
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count > 0) {
            parts.push_back(fmt::format("{} {}", count, what));
        }
    };
    add(comparison.missing.size(), "missing");
    add(comparison.left_over.size(), "left over");
    add(comparison.different.size(), "different");
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace rollpack::app::detail
