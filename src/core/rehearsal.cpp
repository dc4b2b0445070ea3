#include "rollpack/core/rehearsal.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace rollpack::core {

namespace {

SchemaObjectName name_of(const SchemaObject& object) {
    return {object.kind, object.identity};
}

auto order_of(const SchemaObject& object) {
    return std::tie(object.kind, object.identity);
}

[[noreturn]] void refuse(const std::string& fault) {
    throw Error{ErrorCode::package_invalid, "the recorded schemas do not fit together: " + fault};
}

std::string text(const SchemaObjectName& name) {
    return fmt::format("{} {}", schema_kind_info(name.kind).one, name.identity);
}

/// Objects by name; a run of deltas changes it in the time that they are long.
class Objects {
public:
    explicit Objects(std::vector<SchemaObject> objects) {
        for (SchemaObject& object : objects) {
            SchemaObjectName name = name_of(object);
            objects_.emplace_hint(objects_.end(), std::move(name), std::move(object));
        }
    }

    void take(const FingerprintDelta& delta) {
        for (const SchemaObjectName& name : delta.removed) {
            if (objects_.erase(name) == 0) {
                refuse(text(name) + " is not there to be removed");
            }
        }
        for (const SchemaObject& object : delta.added) {
            objects_.erase(name_of(object));
        }
        for (const SchemaObject& object : delta.added) {
            objects_.emplace(name_of(object), object);
        }
    }

    /// The fingerprint with the properties of `like`. @throws Error for another digest.
    Fingerprint finish(const Fingerprint& like, const Sha256& digest) && {
        FingerprintBuilder builder{like.ignored};
        for (auto& [name, object] : objects_) {
            builder.add(std::move(object));
        }
        Fingerprint made = std::move(builder).finish(like.server_version, like.left_out);
        if (made.digest != digest) {
            refuse("the digest of a schema is not that of its objects");
        }
        return made;
    }

private:
    std::multimap<SchemaObjectName, SchemaObject> objects_;  // names may be there twice
};

using Position = std::vector<SchemaObject>::const_iterator;

/// Behind the objects that have the name of the first one.
Position end_of_name(Position begin, Position end) {
    return std::find_if(begin, end, [&](const SchemaObject& each) {
        return order_of(each) != order_of(*begin);
    });
}

bool has(const Fingerprint& fingerprint, const SchemaObjectName& name) {
    return std::ranges::binary_search(fingerprint.objects, name, {}, name_of);
}

/// The target's schema and the first `count` versions above it; behind them all the release's.
Fingerprint schema_after(
    const RecordedRehearsal& rehearsal,
    std::size_t count,
    const FingerprintDelta* last
) {
    Objects objects{rehearsal.target.objects};
    Sha256 digest = rehearsal.target.digest;
    for (std::size_t at = 0; at < count; ++at) {
        objects.take(rehearsal.versions[at].schema);
        digest = rehearsal.versions[at].schema.digest;
    }
    if (last != nullptr) {
        objects.take(*last);
        digest = last->digest;
    }
    return std::move(objects).finish(rehearsal.target, digest);
}

}  // namespace

FingerprintDelta delta_between(const Fingerprint& from, const Fingerprint& to) {
    FingerprintDelta delta{to.digest, {}, {}};
    std::vector<SchemaObject> removed;
    std::ranges::set_difference(
        from.objects,
        to.objects,
        std::back_inserter(removed),
        {},
        order_of,
        order_of
    );
    std::ranges::transform(removed, std::back_inserter(delta.removed), name_of);
    delta.removed.erase(
        std::unique(delta.removed.begin(), delta.removed.end()),
        delta.removed.end()
    );
    std::erase_if(delta.removed, [&](const SchemaObjectName& name) { return has(to, name); });
    auto before = from.objects.begin();
    for (auto begin = to.objects.begin(); begin != to.objects.end();) {
        const auto end = end_of_name(begin, to.objects.end());
        while (before != from.objects.end() && order_of(*before) < order_of(*begin)) {
            ++before;
        }
        const auto before_end = before == from.objects.end() || order_of(*before) > order_of(*begin)
            ? before
            : end_of_name(before, from.objects.end());
        if (!std::equal(before, before_end, begin, end)) {
            delta.added.insert(delta.added.end(), begin, end);
        }
        before = before_end;
        begin = end;
    }
    return delta;
}

Fingerprint apply_delta(Fingerprint from, const FingerprintDelta& delta) {
    Objects objects{std::exchange(from.objects, {})};
    objects.take(delta);
    return std::move(objects).finish(from, delta.digest);
}

std::optional<Fingerprint> fingerprint_of(
    const RecordedRehearsal& rehearsal,
    const Version& target_version,
    const Version& version
) {
    if (version == target_version) {
        return rehearsal.target;
    }
    const auto found = std::ranges::find(rehearsal.versions, version, &RehearsedVersion::version);
    if (found == rehearsal.versions.end()) {
        return std::nullopt;
    }
    if (std::next(found) == rehearsal.versions.end()) {
        return release_fingerprint(rehearsal);
    }
    const auto count = static_cast<std::size_t>(found - rehearsal.versions.begin()) + 1;
    return schema_after(rehearsal, count, nullptr);
}

Fingerprint release_fingerprint(const RecordedRehearsal& rehearsal) {
    return schema_after(rehearsal, rehearsal.versions.size(), &rehearsal.release);
}

}  // namespace rollpack::core
