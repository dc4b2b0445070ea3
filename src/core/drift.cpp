#include "rollpack/core/drift.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace rollpack::core {

namespace {

using Name = std::pair<SchemaKind, std::string>;

Name name_of(const SchemaObject& object) {
    return {object.kind, object.identity};
}

/// Properties whose values are not the expected ones; an absent one has an empty value here.
std::map<std::string, std::string> found_values(const ChangedObject& changed) {
    std::map<std::string, std::string> expected;
    for (const SchemaProperty& property : changed.expected.definition) {
        expected[property.name] += property.value + "\n";
    }
    std::map<std::string, std::string> found;
    for (const SchemaProperty& property : changed.found.definition) {
        found[property.name] += property.value + "\n";
    }
    for (const auto& [name, value] : expected) {
        found.try_emplace(name);
    }
    std::erase_if(found, [&](const auto& each) {
        const auto wanted = expected.find(each.first);
        return wanted != expected.end() && wanted->second == each.second;
    });
    return found;
}

std::string value_of(const SchemaObject& object, std::string_view property) {
    const auto found = std::ranges::find(object.definition, property, &SchemaProperty::name);
    return found == object.definition.end() ? std::string{} : found->value;
}

/// The owner that was expected, and the one that was found.
std::pair<std::string, std::string> owners(const ChangedObject& changed) {
    return {value_of(changed.expected, "owner"), value_of(changed.found, "owner")};
}

class Before {
public:
    explicit Before(const SchemaComparison& before) {
        for (const SchemaObject& object : before.missing) {
            missing_.insert(name_of(object));
        }
        for (const SchemaObject& object : before.left_over) {
            left_over_.emplace(name_of(object), object.digest);
        }
        for (const ChangedObject& changed : before.different) {
            different_.emplace(name_of(changed.found), found_values(changed));
            owners_.insert(owners(changed));
        }
    }

    bool was_missing(const SchemaObject& object) const {
        return missing_.contains(name_of(object));
    }

    bool was_left_over(const SchemaObject& object) const {
        const auto found = left_over_.find(name_of(object));
        return found != left_over_.end() && found->second == object.digest;
    }

    bool was_different(const ChangedObject& changed) const {
        if (was_left_over(changed.found)) {
            return true;
        }
        const auto earlier = different_.find(name_of(changed.found));
        return std::ranges::all_of(found_values(changed), [&](const auto& each) {
            if (each.first == "owner" && owners_.contains(owners(changed))) {
                return true;
            }
            if (earlier == different_.end()) {
                return false;
            }
            const auto found = earlier->second.find(each.first);
            return found != earlier->second.end() && found->second == each.second;
        });
    }

private:
    std::set<Name> missing_;
    std::map<Name, Sha256> left_over_;
    std::map<Name, std::map<std::string, std::string>> different_;
    std::set<std::pair<std::string, std::string>> owners_;  ///< of all that differed
};

}  // namespace

SplitDifferences split_differences(const SchemaComparison& before, const SchemaComparison& after) {
    const Before earlier{before};
    SplitDifferences split;
    split.drift.ignored = after.ignored;
    split.caused.ignored = after.ignored;
    for (const SchemaObject& object : after.missing) {
        (earlier.was_missing(object) ? split.drift : split.caused).missing.push_back(object);
    }
    for (const SchemaObject& object : after.left_over) {
        (earlier.was_left_over(object) ? split.drift : split.caused).left_over.push_back(object);
    }
    for (const ChangedObject& changed : after.different) {
        (earlier.was_different(changed) ? split.drift : split.caused).different.push_back(changed);
    }
    return split;
}

}  // namespace rollpack::core
