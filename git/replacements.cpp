#include "detail/replacements.hpp"

#include "detail/references.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <string>

namespace rollpack::git::detail {

namespace {

using Replacements = std::map<git_oid, git_oid, IdLess>;

constexpr std::string_view folder = "refs/replace/";

bool is_wanted(git_repository* repository) {
    const auto config = acquire<Config>(
        "reading the repository's configuration",
        git_repository_config_snapshot,
        repository
    );
    int wanted = 1;
    const int status = git_config_get_bool(&wanted, config.get(), "core.usereplacerefs");
    if (status != GIT_ENOTFOUND) {
        check(status, "reading the setting core.useReplaceRefs");
    }
    return wanted != 0;
}

git_oid end_of_chain(const Replacements& direct, const git_oid& id) {
    git_oid end = id;
    for (std::size_t length = 0; length <= direct.size(); ++length) {
        const auto next = direct.find(end);
        if (next == direct.end()) {
            return end;
        }
        end = next->second;
    }
    throw core::Error(
        core::ErrorCode::repository_unreadable,
        fmt::format("the replacements of object {} go round in a circle", to_hex(id)),
        "Delete one of them with `git replace --delete ID`; `git replace --list` shows them."
    );
}

}  // namespace

std::map<git_oid, git_oid, IdLess> read_replacements(git_repository* repository) {
    Replacements direct;
    if (!is_wanted(repository)) {
        return direct;
    }
    for (const std::string& name : reference_names(repository, folder)) {
        git_oid original;
        const bool is_id = name.size() == GIT_OID_HEXSZ
            && git_oid_fromstr(&original, name.c_str()) == GIT_OK;
        const auto replacement = find_reference(repository, std::string{folder} + name);
        if (is_id && replacement) {
            direct.emplace(original, *replacement);
        }
    }
    Replacements ends;
    for (const auto& [original, replacement] : direct) {
        ends.emplace(original, end_of_chain(direct, replacement));
    }
    return ends;
}

}  // namespace rollpack::git::detail
