#include "detail/repeatable_delta.hpp"

#include "detail/checks.hpp"
#include "rollpack/core/history.hpp"

#include <set>
#include <utility>

namespace rollpack::core::detail {

namespace {

struct DescriptionLess {
    bool operator()(const std::string& left, const std::string& right) const noexcept {
        return flyway_description_less(left, right);
    }
};

using Descriptions = std::set<std::string, DescriptionLess>;

Descriptions all_descriptions(const Workbench& workbench) {
    Descriptions descriptions;
    for (const Listing* listing : {&workbench.current, &workbench.target}) {
        for (const ListedScript& script : listing->repeatables) {
            descriptions.insert(script.name.description);
        }
    }
    return descriptions;
}

std::optional<Repeatable> retired(const ListedScript& listed, const Workbench& workbench) {
    const auto script = workbench.reader.read_alone(listed);
    if (!script) {
        return std::nullopt;
    }
    return Repeatable{
        listed.name.description,
        RepeatableAction::retire,
        std::nullopt,
        script->checksum,
        std::nullopt,
        listed.name.is_sql ? workbench.inspector.objects_of(*script) : std::nullopt,
    };
}

/// The target's script; `current` is the current release's of the same description, or nullptr.
std::optional<Repeatable> kept(
    const ListedScript& listed,
    const ListedScript* current,
    const Workbench& workbench
) {
    if (!check_language(listed, workbench.findings)) {
        return std::nullopt;
    }
    auto script = workbench.reader.read(listed, workbench.target);
    if (!script) {
        return std::nullopt;
    }
    Inspection inspection = workbench.inspector.inspect(*script, workbench.findings);
    if (!inspection.is_transactional) {
        workbench.notes.not_transactional.push_back(script->path);
    }
    Repeatable repeatable{
        listed.name.description,
        RepeatableAction::revive,
        std::nullopt,
        std::nullopt,
        script->checksum,
        std::move(inspection.objects),
    };
    if (current != nullptr && current->entry.origin.blob == listed.entry.origin.blob) {
        repeatable.action = RepeatableAction::unchanged;
        repeatable.current_checksum = script->checksum;
    } else if (current != nullptr) {
        auto current_script = workbench.reader.read_alone(*current);
        if (!current_script) {
            return std::nullopt;
        }
        repeatable.action = RepeatableAction::restore;
        repeatable.current_checksum = current_script->checksum;
        if (current->name.is_sql) {
            repeatable.current_objects = workbench.inspector.objects_of(*current_script);
        }
        workbench.notes.replaced.push_back(
            {listed.name.description, current->entry.path, std::move(current_script->text)}
        );
    }
    repeatable.script = std::move(script);
    return repeatable;
}

}  // namespace

std::vector<Repeatable> select_repeatables(const Workbench& workbench) {
    const Descriptions descriptions = all_descriptions(workbench);
    std::vector<Repeatable> repeatables;
    repeatables.reserve(descriptions.size());
    for (const std::string& description : descriptions) {
        const ListedScript* current = find_description(workbench.current.repeatables, description);
        const ListedScript* target = find_description(workbench.target.repeatables, description);
        auto repeatable = target == nullptr ? retired(*current, workbench)
                                            : kept(*target, current, workbench);
        if (repeatable) {
            repeatables.push_back(*std::move(repeatable));
        }
    }
    return repeatables;
}

}  // namespace rollpack::core::detail
