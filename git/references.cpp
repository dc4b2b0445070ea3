#include "detail/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollpack::git::detail {

namespace {

constexpr std::size_t names_shown = 5;
constexpr auto named_folders = std::to_array<std::string_view>(
    {"refs/tags/", "refs/heads/", "refs/remotes/"}
);

struct NearName {
    std::size_t distance;
    std::string name;

    auto operator<=>(const NearName&) const = default;
};

std::size_t farthest_near(std::string_view name) {
    return std::max<std::size_t>(2, name.size() / 3);
}

}  // namespace

std::vector<std::string> reference_names(git_repository* repository, std::string_view folder) {
    const std::string doing = fmt::format("listing the references in {}", folder);
    const std::string pattern = std::string{folder} + "*";
    const auto iterator = acquire<ReferenceIterator>(
        doing,
        git_reference_iterator_glob_new,
        repository,
        pattern.c_str()
    );
    std::vector<std::string> names;
    const char* name = nullptr;
    while (has_next(git_reference_next_name(&name, iterator.get()), doing)) {
        names.emplace_back(std::string_view{name}.substr(folder.size()));
    }
    std::ranges::sort(names);
    return names;
}

std::optional<git_oid> find_reference(git_repository* repository, const std::string& full_name) {
    const std::string doing = fmt::format("reading the reference {}", full_name);
    const auto reference =
        find<Reference>(doing, git_reference_lookup, repository, full_name.c_str());
    if (!reference) {
        return std::nullopt;
    }
    const auto direct = find<Reference>(doing, git_reference_resolve, reference.get());
    if (!direct) {
        return std::nullopt;
    }
    return *git_reference_target(direct.get());
}

std::vector<std::string> near_names(git_repository* repository, std::string_view name) {
    std::vector<NearName> near;
    for (const std::string_view folder : named_folders) {
        for (std::string& candidate : reference_names(repository, folder)) {
            const std::size_t distance = edit_distance(name, candidate);
            if (distance <= farthest_near(name)) {
                near.push_back(NearName{distance, std::move(candidate)});
            }
        }
    }
    std::ranges::sort(near);
    std::vector<std::string> names;
    for (NearName& entry : near) {
        const bool known = std::ranges::find(names, entry.name) != names.end();
        if (!known && names.size() < names_shown) {
            names.push_back(std::move(entry.name));
        }
    }
    return names;
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before_last(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> current(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + change});
            const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2]
                && left[i - 2] == right[j - 1];
            if (swapped) {
                current[j] = std::min(current[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[right.size()];
}

}  // namespace rollpack::git::detail
