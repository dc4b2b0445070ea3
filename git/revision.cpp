#include "detail/revision.hpp"

#include "detail/clone_facts.hpp"
#include "detail/references.hpp"
#include "detail/revision_expression.hpp"
#include "detail/unknown_reference.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace rollpack::git::detail {

namespace {

constexpr std::size_t candidates_shown = 8;

// git's own order but for one thing: tags come before "refs/" itself.
// Source: gitrevisions(7), "<refname>".
constexpr auto reference_folders = std::to_array<std::string_view>(
    {"refs/tags/", "refs/", "refs/heads/", "refs/remotes/"}
);

bool is_hexadecimal(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_full_id(std::string_view text) {
    return text.size() == GIT_OID_HEXSZ && is_hexadecimal(text);
}

// HEAD, FETCH_HEAD and full names: what git takes as it is.
bool is_complete_name(std::string_view name) {
    return name.ends_with("HEAD") || name.starts_with("refs/");
}

std::optional<git_oid> find_by_reference(git_repository* repository, const std::string& name) {
    if (is_complete_name(name)) {
        if (const auto id = find_reference(repository, name)) {
            return id;
        }
    }
    for (const std::string_view folder : reference_folders) {
        if (const auto id = find_reference(repository, std::string{folder} + name)) {
            return id;
        }
    }
    return find_reference(repository, "refs/remotes/" + name + "/HEAD");
}

[[noreturn]] void throw_ambiguous_id(
    const ObjectStore& store,
    std::string_view prefix,
    const std::vector<git_oid>& ids
) {
    std::vector<std::string> candidates;
    for (const git_oid& id : ids) {
        if (candidates.size() == candidates_shown) {
            candidates.emplace_back("...");
            break;
        }
        candidates.push_back(to_hex(id));
    }
    throw core::Error(
        core::ErrorCode::reference_ambiguous,
        fmt::format(
            "the short id '{}' fits {} objects: {}",
            prefix,
            ids.size(),
            fmt::join(candidates, ", ")
        ),
        fmt::format(
            "Give more digits; `{} show ID` tells what each one is.",
            read_clone_facts(store.repository()).git
        )
    );
}

std::optional<git_oid> find_by_id(const ObjectStore& store, const std::string& name) {
    if (name.size() < GIT_OID_MINPREFIXLEN || name.size() > GIT_OID_HEXSZ
        || !is_hexadecimal(name)) {
        return std::nullopt;
    }
    const std::vector<git_oid> ids = store.with_prefix(name);
    if (ids.size() > 1) {
        throw_ambiguous_id(store, name, ids);
    }
    return ids.empty() ? std::nullopt : std::optional{ids.front()};
}

// A full id always means the object, as in git: nobody can redirect it by a tag of that name.
std::optional<git_oid> find_start(const ObjectStore& store, const std::string& name) {
    const std::string full_name = name == "@" ? "HEAD" : name;
    if (is_full_id(name)) {
        return find_by_id(store, name);
    }
    if (const auto id = find_by_reference(store.repository(), full_name)) {
        return id;
    }
    return find_by_id(store, name);
}

// Everything else that git understands: "main@{1}", ":/words", "v1-4-g0384e7c".
std::optional<git_oid> find_by_expression(git_repository* repository, const std::string& text) {
    git_object* raw = nullptr;
    const int status = git_revparse_single(&raw, repository, text.c_str());
    const Object found{raw};
    if (status == GIT_EAMBIGUOUS) {
        throw core::Error(
            core::ErrorCode::reference_ambiguous,
            fmt::format("'{}' fits more than one object", text),
            "Name one commit by its full id."
        );
    }
    return status < 0 ? std::nullopt : std::optional{*git_object_id(found.get())};
}

git_oid parent_of(
    const ObjectStore& store,
    const git_oid& commit,
    unsigned int number,
    std::string_view text
) {
    const std::vector<git_oid> parents =
        store.parents(commit, fmt::format("a commit of '{}'", text));
    if (number > parents.size()) {
        throw core::Error(
            core::ErrorCode::reference_unknown,
            fmt::format(
                "'{}' leads nowhere: commit {} has {} parents",
                text,
                to_hex(commit),
                parents.size()
            ),
            "Go back fewer commits, or name the commit by its id."
        );
    }
    return parents[number - 1];
}

git_oid follow(
    const ObjectStore& store,
    git_oid commit,
    const AncestorStep& step,
    std::string_view text
) {
    if (step.kind == AncestorStep::Kind::parent) {
        return step.number == 0 ? commit : parent_of(store, commit, step.number, text);
    }
    for (unsigned int i = 0; i < step.number; ++i) {
        commit = parent_of(store, commit, 1, text);
    }
    return commit;
}

std::optional<core::Release> resolve_steps(
    const ObjectStore& store,
    const RevisionExpression& expression,
    std::string_view text
) {
    const auto start = find_start(store, expression.name);
    if (!start) {
        return std::nullopt;
    }
    const std::string what = fmt::format("'{}'", text);
    Peeled peeled = store.peel(*start, what);
    if (!expression.peels) {
        return make_release(text, peeled);
    }
    for (const AncestorStep& step : expression.steps) {
        peeled.commit = follow(store, peeled.commit, step, text);
    }
    return make_release(text, store.peel(peeled.commit, what));
}

}  // namespace

core::Release resolve_revision(const ObjectStore& store, std::string_view name) {
    if (const auto expression = parse_revision(name)) {
        if (const auto release = resolve_steps(store, *expression, name)) {
            return *release;
        }
    }
    const std::string text{name};
    const auto found = find_by_expression(store.repository(), text);
    if (!found) {
        throw_unknown_reference(store.repository(), text);
    }
    return make_release(name, store.peel(*found, fmt::format("'{}'", name)));
}

}  // namespace rollpack::git::detail
