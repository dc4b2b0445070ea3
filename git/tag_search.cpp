#include "detail/tag_search.hpp"

#include "detail/clone_facts.hpp"
#include "detail/references.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace rollpack::git::detail {

namespace {

constexpr std::string_view placeholder = "{version}";
constexpr std::size_t tags_shown = 8;

struct TagPattern {
    std::string before;
    std::string after;
};

struct VersionTag {
    core::Version version;
    std::size_t pattern_index;
    std::string name;
};

struct Candidate {
    std::string tag;
    Peeled peeled;
};

TagPattern parse_pattern(const std::string& text) {
    const std::size_t place = text.find(placeholder);
    if (place == std::string::npos || text.rfind(placeholder) != place) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("the tag pattern '{}' does not hold {{version}} exactly once", text),
            "Write {version} in the version's place, for example v{version}."
        );
    }
    return {text.substr(0, place), text.substr(place + placeholder.size())};
}

std::optional<core::Version> version_of(std::string_view tag, const TagPattern& pattern) {
    const bool fits = tag.size() > pattern.before.size() + pattern.after.size()
        && tag.starts_with(pattern.before) && tag.ends_with(pattern.after);
    if (!fits) {
        return std::nullopt;
    }
    tag.remove_prefix(pattern.before.size());
    tag.remove_suffix(pattern.after.size());
    return core::parse_version(tag);
}

// Appends the tags that fit `patterns[index]`.
void add_version_tags(
    std::vector<VersionTag>& found,
    const std::vector<std::string>& tags,
    std::span<const std::string> patterns,
    std::size_t index
) {
    const TagPattern pattern = parse_pattern(patterns[index]);
    for (const std::string& tag : tags) {
        if (const auto version = version_of(tag, pattern)) {
            found.push_back(VersionTag{*version, index, tag});
        }
    }
}

std::vector<VersionTag> read_version_tags(
    const std::vector<std::string>& tags,
    std::span<const std::string> patterns
) {
    std::vector<VersionTag> found;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        add_version_tags(found, tags, patterns, i);
    }
    return found;
}

// The earliest pattern first, then the tag that is written as the version was asked for.
std::vector<VersionTag> tags_of(const std::vector<VersionTag>& all, const core::Version& version) {
    std::vector<VersionTag> wanted;
    std::ranges::copy_if(all, std::back_inserter(wanted), [&version](const VersionTag& tag) {
        return tag.version == version;
    });
    std::ranges::sort(wanted, {}, [&version](const VersionTag& tag) {
        return std::tuple{tag.pattern_index, tag.version.text() != version.text(), tag.name};
    });
    return wanted;
}

// Those just below and just above the version, in turn.
std::vector<std::string> nearest_tags(std::vector<VersionTag> tags, const core::Version& version) {
    std::ranges::stable_sort(tags, {}, &VersionTag::version);
    auto above = std::ranges::lower_bound(tags, version, {}, &VersionTag::version);
    auto below = above;
    std::vector<std::string> nearest;
    const auto show = [&nearest](const std::string& name) {
        if (std::ranges::find(nearest, name) == nearest.end() && nearest.size() < tags_shown) {
            nearest.push_back(name);
        }
    };
    while (nearest.size() < tags_shown && (below != tags.begin() || above != tags.end())) {
        if (below != tags.begin()) {
            show((--below)->name);
        }
        if (above != tags.end()) {
            show((above++)->name);
        }
    }
    return nearest;
}

std::string near_sentence(
    git_repository* repository,
    const std::vector<VersionTag>& tags,
    const core::Version& version
) {
    if (!tags.empty()) {
        return fmt::format(
            "The nearest tags are {}. ",
            fmt::join(nearest_tags(tags, version), ", ")
        );
    }
    const std::vector<std::string> near = near_names(repository, "v" + version.text());
    return near.empty() ? "" : fmt::format("Near names are {}. ", fmt::join(near, ", "));
}

[[noreturn]] void throw_no_tag(
    git_repository* repository,
    const core::Version& version,
    std::span<const std::string> patterns,
    const std::vector<VersionTag>& tags
) {
    const CloneFacts facts = read_clone_facts(repository);
    std::string hint = near_sentence(repository, tags, version);
    if (facts.shallow) {
        hint += fmt::format("Fetch all tags with `{}`, or ", unshallow_command(facts));
    } else if (facts.remote) {
        hint += fmt::format("If the remote has it, run `{}`; or ", fetch_tags_command(facts));
    } else {
        hint += "To use another name, ";
    }
    hint += "give the release with --target-ref REF or the form of your tags with --tag-pattern P.";
    throw core::Error(
        facts.shallow ? core::ErrorCode::shallow_clone : core::ErrorCode::reference_unknown,
        fmt::format(
            "{} has no tag for version {} (looked for {})",
            facts.shallow ? "this shallow clone" : "the repository",
            version.text(),
            fmt::join(patterns, ", ")
        ),
        std::move(hint)
    );
}

[[noreturn]] void throw_ambiguous(
    const core::Version& version,
    const std::vector<Candidate>& candidates
) {
    std::vector<std::string> lines;
    std::ranges::transform(candidates, std::back_inserter(lines), [](const Candidate& candidate) {
        return fmt::format("{} is commit {}", candidate.tag, to_hex(candidate.peeled.commit));
    });
    throw core::Error(
        core::ErrorCode::reference_ambiguous,
        fmt::format(
            "the tags for version {} name different commits: {}",
            version.text(),
            fmt::join(lines, ", ")
        ),
        fmt::format("Choose one of them, for example --target-ref {}.", candidates.front().tag)
    );
}

}  // namespace

core::Release find_tagged_release(
    const ObjectStore& store,
    const core::Version& version,
    std::span<const std::string> patterns
) {
    const std::vector<VersionTag> tags =
        read_version_tags(reference_names(store.repository(), "refs/tags/"), patterns);
    std::vector<Candidate> candidates;
    std::set<git_oid, IdLess> commits;
    for (const VersionTag& tag : tags_of(tags, version)) {
        const auto id = find_reference(store.repository(), "refs/tags/" + tag.name);
        if (id) {
            candidates.push_back({tag.name, store.peel(*id, "the tag " + tag.name)});
            commits.insert(candidates.back().peeled.commit);
        }
    }
    if (candidates.empty()) {
        throw_no_tag(store.repository(), version, patterns, tags);
    }
    if (commits.size() > 1) {
        throw_ambiguous(version, candidates);
    }
    return make_release(candidates.front().tag, candidates.front().peeled);
}

}  // namespace rollpack::git::detail
