#include "detail/unknown_reference.hpp"

#include "detail/references.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace rollpack::git::detail {

namespace {

bool is_unborn_head(git_repository* repository, std::string_view name) {
    return (name == "HEAD" || name == "@") && git_repository_head_unborn(repository) == 1;
}

bool may_be_a_tag(const std::string& name) {
    int valid = 0;
    const std::string full_name = "refs/tags/" + name;
    check(git_reference_name_is_valid(&valid, full_name.c_str()), "checking a tag's name");
    const bool hexadecimal = name.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos
        && name.size() >= 7;
    return valid != 0 && !hexadecimal;
}

std::string fetch_sentence(const CloneFacts& facts, const std::string& name) {
    if (facts.shallow && may_be_a_tag(name)) {
        return fmt::format(
            "Fetch the tag with `{}`, or everything with `{}`.",
            fetch_tag_command(facts, name),
            unshallow_command(facts)
        );
    }
    if (facts.shallow) {
        return fmt::format("Fetch the rest with `{}`.", unshallow_command(facts));
    }
    if (facts.remote) {
        return fmt::format("If the remote has it, fetch it with `{}`.", fetch_tags_command(facts));
    }
    return fmt::format("`{} show-ref` lists the names that are there.", facts.git);
}

}  // namespace

void throw_unknown_reference(git_repository* repository, const std::string& name) {
    const CloneFacts facts = read_clone_facts(repository);
    if (is_unborn_head(repository, name)) {
        throw core::Error(
            core::ErrorCode::reference_unknown,
            "HEAD has no commit yet",
            "Commit the project's scripts first, or name another branch or tag."
        );
    }
    const std::vector<std::string> near = near_names(repository, name);
    const std::string near_sentence = near.empty()
        ? ""
        : fmt::format("Near names are {}. ", fmt::join(near, ", "));
    throw core::Error(
        facts.shallow ? core::ErrorCode::shallow_clone : core::ErrorCode::reference_unknown,
        fmt::format(
            "there is no tag, branch or commit '{}' in {}",
            name,
            facts.shallow ? "this shallow clone" : "the repository"
        ),
        near_sentence + fetch_sentence(facts, name)
    );
}

}  // namespace rollpack::git::detail
