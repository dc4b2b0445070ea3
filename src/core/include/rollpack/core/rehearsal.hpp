#pragma once

#include "rollpack/core/database_object.hpp"
#include "rollpack/core/fingerprint.hpp"
#include "rollpack/core/relation_name.hpp"
#include "rollpack/core/selection.hpp"
#include "rollpack/core/table_lock.hpp"
#include "rollpack/core/version.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rollpack::core {

/// What tells an object of a fingerprint from all others.
struct SchemaObjectName {
    SchemaKind kind = SchemaKind::schema;
    std::string identity;

    auto operator<=>(const SchemaObjectName&) const = default;
};

/// What makes one fingerprint of another. Both lists are by kind and identity.
struct FingerprintDelta {
    Sha256 digest;  ///< of the fingerprint that it leads to
    std::vector<SchemaObjectName> removed;  ///< there before, and not any more
    std::vector<SchemaObject> added;  ///< not there before, or another one there

    bool operator==(const FingerprintDelta&) const = default;
};

/// So that apply_delta(from, delta_between(from, to)) is `to`, but for the server's version and what was
/// left out, which stay those of `from`. The digests of both have to be those of their objects.
FingerprintDelta delta_between(const Fingerprint& from, const Fingerprint& to);

/// Every digest is computed again. @throws Error package_invalid when the delta was not made for `from`.
Fingerprint apply_delta(Fingerprint from, const FingerprintDelta& delta);

/// A lock that a script really took on a relation that was there before it.
struct RehearsedLock {
    RelationName relation;
    LockMode mode = LockMode::access_share;

    bool operator==(const RehearsedLock&) const = default;
};

/// A version above the target, as the rehearsal went through it.
struct RehearsedVersion {
    Version version;
    /// From the schema of the version below: the schema after this V script, with the repeatables that
    /// were in force below it.
    FingerprintDelta schema;
    std::vector<RehearsedLock> locks;  ///< of its undo script, by relation
    std::vector<RelationName> rewritten;  ///< tables whose rows its undo script wrote anew, sorted
    std::int64_t rows = 0;  ///< that its undo script inserted, updated, deleted or copied

    bool operator==(const RehearsedVersion&) const = default;
};

/// What a rehearsal saw come into being when a repeatable ran whose text does not tell. Each list is none
/// where the text tells.
struct RehearsedObjects {
    std::string description;
    std::optional<std::vector<DatabaseObject>> objects;  ///< as Repeatable::objects
    std::optional<std::vector<DatabaseObject>> current_objects;  ///< as Repeatable::current_objects

    bool operator==(const RehearsedObjects&) const = default;
};

/// What a rehearsal proved, without anything that differs from one rehearsal to the next.
struct RecordedRehearsal {
    /// After the target release's scripts, repeatables included. Its server version and patterns are
    /// those of the rehearsal.
    Fingerprint target;
    /// Ascending; each on top of the one below it, the first on top of the target.
    std::vector<RehearsedVersion> versions;
    /// From the last version to the current release with its repeatables.
    FingerprintDelta release;
    std::vector<RehearsedObjects> repeatables = {};  ///< by description, as in the package

    bool operator==(const RecordedRehearsal&) const = default;
};

/// `repeatables` are Selection::repeatables, or a document's records of them: what the rehearsal saw is
/// filled in.
template <typename Repeatables>
void add_rehearsed_objects(
    Repeatables& repeatables,
    const std::vector<RehearsedObjects>& rehearsed
) {
    for (const RehearsedObjects& seen : rehearsed) {
        const auto found = std::ranges::find_if(repeatables, [&](const auto& repeatable) {
            return repeatable.description == seen.description;
        });
        if (found != repeatables.end()) {
            found->objects = seen.objects ? seen.objects : found->objects;
            found->current_objects = seen.current_objects ? seen.current_objects
                                                          : found->current_objects;
            found->are_objects_rehearsed = true;
        }
    }
}

/// Takes back add_rehearsed_objects(): they are as the texts tell.
template <typename Repeatables>
void remove_rehearsed_objects(
    Repeatables& repeatables,
    const std::vector<RehearsedObjects>& rehearsed
) {
    for (const RehearsedObjects& seen : rehearsed) {
        const auto found = std::ranges::find_if(repeatables, [&](const auto& repeatable) {
            return repeatable.description == seen.description;
        });
        if (found != repeatables.end()) {
            found->objects = seen.objects ? std::nullopt : found->objects;
            found->current_objects = seen.current_objects ? std::nullopt : found->current_objects;
            found->are_objects_rehearsed = false;
        }
    }
}

enum class ReleaseSide {
    target,
    current
};

/// Descriptions of the repeatables of which it is not known what they create, by the text of that side.
std::set<std::string> untold_repeatables(
    const std::vector<Repeatable>& repeatables,
    ReleaseSide side
);

/// Adds what came into being when such repeatables ran, by description, to what was `seen`, which stays in
/// the order of `repeatables`.
void add_seen(
    const std::vector<Repeatable>& repeatables,
    ReleaseSide side,
    const std::map<std::string, std::vector<DatabaseObject>>& created,
    std::vector<RehearsedObjects>& seen
);

/// The schema of a version: the target's for `target_version`, the current release's for the highest one,
/// with its repeatables; none for a version that was not rehearsed.
/// @throws Error package_invalid where a delta does not fit.
std::optional<Fingerprint> fingerprint_of(
    const RecordedRehearsal& rehearsal,
    const Version& target_version,
    const Version& version
);

/// The schema of the current release with its repeatables. @throws Error as fingerprint_of().
Fingerprint release_fingerprint(const RecordedRehearsal& rehearsal);

}  // namespace rollpack::core
