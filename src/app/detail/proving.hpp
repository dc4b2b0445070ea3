#pragma once

#include "rollpack/app/proof.hpp"
#include "rollpack/core/history.hpp"
#include "rollpack/executor/database.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <optional>
#include <string>

namespace rollpack::app::detail {

/// Compares a database with what a package's rehearsal recorded. All parts have to outlive it.
class Prover {
public:
    /// @throws nothing; the package has to carry a rehearsal.
    Prover(
        executor::Database& database,
        const packager::VerifiedPackage& package,
        const core::HistoryTable& table
    );

    /// The database, at this version, before anything runs; none: nothing was recorded of it.
    std::optional<SchemaProof> look_before(const std::optional<core::Version>& version);

    /// The database beside the target's schema; what look_before() saw is drift.
    SchemaProof prove();

private:
    core::Fingerprint read();
    SchemaProof compare(
        const core::Version& version,
        const core::Fingerprint& expected,
        const core::Fingerprint& found
    ) const;

    executor::Database& database_;
    const packager::VerifiedPackage& package_;
    const core::HistoryTable& table_;
    std::optional<core::SchemaComparison> before_;
};

/// Whether a run that ends so must not be committed.
bool is_refused(const SchemaProof& proof, OnDifference rule);

/// "2 objects are left over and 1 is different", of what is refused or told.
std::string in_short(const core::SchemaComparison& comparison);

}  // namespace rollpack::app::detail
