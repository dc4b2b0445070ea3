#include "detail/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>

namespace rollpack::git::detail {

namespace {

constexpr std::ptrdiff_t names_shown = 5;
constexpr auto named_folders = std::to_array<std::string_view>(
    {"refs/tags/", "refs/heads/", "refs/remotes/"}
);

struct NearName {
    std::size_t distance;
    std::string name;
};

std::size_t farthest_near(std::string_view name) {
    return std::max<std::size_t>(2, name.size() / 3);
}

// Sorted and without doubles: a branch is often there as a remote branch and as a tag, too.
std::vector<std::string> all_names(git_repository* repository) {
    std::vector<std::string> all;
    for (const std::string_view folder : named_folders) {
        std::vector<std::string> names = reference_names(repository, folder);
        std::ranges::move(names, std::back_inserter(all));
    }
    std::ranges::sort(all);
    // Not std::ranges::unique: clang 14 cannot compile it with libstdc++ 12.
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

/// A row of the table of distances; its cell j is for the first j characters of the right text.
using Row = std::vector<std::size_t>;

/// The rows before it and the place of the row that is to be filled.
struct Place {
    const Row& before_last;
    const Row& last;
    std::size_t i;
};

// Source: the "optimal string alignment" form of the Damerau-Levenshtein distance.
void fill_row(Row& row, const Place& place, std::string_view left, std::string_view right) {
    const std::size_t i = place.i;
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
        const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
        row[j] = std::min({place.last[j] + 1, row[j - 1] + 1, place.last[j - 1] + change});
        const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2]
            && left[i - 2] == right[j - 1];
        if (swapped) {
            row[j] = std::min(row[j], place.before_last[j - 2] + 1);
        }
    }
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
    Row before_last(right.size() + 1);
    Row last(right.size() + 1);
    Row current(right.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        fill_row(current, Place{before_last, last, i}, left, right);
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[right.size()];
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
    for (std::string& candidate : all_names(repository)) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance <= farthest_near(name)) {
            near.push_back(NearName{distance, std::move(candidate)});
        }
    }
    std::ranges::stable_sort(near, {}, &NearName::distance);
    near.erase(near.begin() + std::min(std::ssize(near), names_shown), near.end());
    std::vector<std::string> names;
    std::ranges::transform(near, std::back_inserter(names), &NearName::name);
    return names;
}

}  // namespace rollpack::git::detail
