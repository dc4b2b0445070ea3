#include "rollpack/core/lint.hpp"

#include "detail/checks.hpp"
#include "detail/lint_ignores.hpp"
#include "detail/lint_rules.hpp"
#include "detail/listing.hpp"
#include "detail/locations.hpp"
#include "detail/script_reader.hpp"
#include "detail/sql_inspector.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace rollpack::core {

namespace {

using enum FindingCode;

constexpr auto rules = std::to_array<FindingCode>({
    unguarded_drop,      unguarded_create,  unguarded_rename,      unguarded_insert,
    undo_forgets,        loses_older_data,  loses_newer_data,      transaction_control,
    opaque_statement,    undo_missing,      undo_orphan,           undo_empty,
    undo_duplicate,      version_duplicate, name_suspicious,       not_a_file,
    lfs_pointer,         not_utf8,          script_config_invalid, script_language_unsupported,
    psql_command,        sql_incomplete,    sql_unparsable,        placeholder_unknown,
    lint_ignore_unknown,
});

/// The part of a release that lint is about.
detail::Listing list_scripts(
    const LintRequest& request,
    const Naming& naming,
    ScriptSource& source
) {
    detail::Listing listing = detail::classify(
        detail::list_release(request.locations, request.release, naming, source),
        std::nullopt,
        naming
    );
    std::erase_if(listing.rejected, [](const detail::ListedReject& reject) {
        return !reject.name.near_match;
    });
    if (request.target_version) {
        const auto is_below = [&](const detail::ListedScript& script) {
            return *script.name.version <= *request.target_version;
        };
        std::erase_if(listing.versioned, is_below);
        std::erase_if(listing.undo, is_below);
    }
    return listing;
}

/// What names and versions tell.
std::vector<Finding> check_listing(
    const detail::Listing& listing,
    const std::optional<Version>& target_version
) {
    Findings findings;
    detail::Listing names;
    names.rejected = listing.rejected;
    names.not_files = listing.not_files;
    detail::check_names(names, *parse_version("0"), findings);
    detail::Listing versions;
    versions.versioned = listing.versioned;
    versions.undo = listing.undo;
    detail::check_duplicates(versions, findings);
    detail::check_undo_orphans(versions, findings);
    if (target_version) {
        detail::check_undo_there(versions, *target_version, findings);
    }
    return findings.all();
}

/// Looks into the scripts of a release, a pair at a time.
class Linter {
public:
    Linter(
        ScriptSource& source,
        const detail::SqlInspector& inspector,
        const detail::Listing& listing
    )
        : source_(source)
        , inspector_(inspector)
        , listing_(listing) {}

    /// The findings of one undo script, those of its name included.
    std::vector<Finding> lint(const detail::ListedScript& undo, std::vector<Finding> of_name) const;

private:
    std::optional<detail::LintedScript> read(const detail::ListedScript& listed, Findings& findings)
        const;
    std::optional<detail::LintedScript> read_pair(const detail::ListedScript& undo) const;

    ScriptSource& source_;
    const detail::SqlInspector& inspector_;
    const detail::Listing& listing_;
};

/// What is wrong with its form goes to `findings`.
std::optional<detail::LintedScript> Linter::read(
    const detail::ListedScript& listed,
    Findings& findings
) const {
    detail::ScriptReader reader{source_, findings};
    const std::optional<Script> script = reader.read(listed, listing_);
    if (!script) {
        return std::nullopt;
    }
    detail::SqlReading reading = inspector_.read(*script);
    detail::SqlInspector::report_faults(reading, *script, findings);
    return detail::LintedScript{
        script->origin.path,
        "V" + listed.name.version->text(),
        std::move(reading.text),
        std::move(reading.analysis),
        reading.is_exact};
}

/// The V script of an undo script. What is wrong with it is not what lint is asked.
std::optional<detail::LintedScript> Linter::read_pair(const detail::ListedScript& undo) const {
    const detail::ListedScript* const versioned =
        detail::find_version(listing_.versioned, *undo.name.version);
    Findings passed_over;
    return versioned != nullptr && versioned->name.is_sql ? read(*versioned, passed_over)
                                                          : std::nullopt;
}

void check(
    const detail::LintedScript& undo,
    const std::optional<detail::LintedScript>& versioned,
    Findings& findings
) {
    detail::check_guards(undo, findings);
    if (versioned) {
        detail::check_mentions(undo, *versioned, findings);
    }
    detail::check_losses(undo, versioned ? &*versioned : nullptr, findings);
    detail::check_statements(undo, findings);
}

std::vector<Finding> Linter::lint(const detail::ListedScript& listed, std::vector<Finding> of_name)
    const {
    Findings findings;
    const auto undo = detail::check_language(listed, findings) ? read(listed, findings)
                                                               : std::nullopt;
    if (undo && undo->analysis.statements.empty() && undo->analysis.faults.empty()) {
        detail::report_empty_undo(undo->path, findings);
    } else if (undo) {
        check(*undo, read_pair(listed), findings);
    }
    std::ranges::copy(findings.all(), std::back_inserter(of_name));
    return undo ? detail::without_ignored(std::move(of_name), *undo) : of_name;
}

std::vector<Finding> with_levels(std::vector<Finding> found, const LintLevels& levels) {
    std::vector<Finding> result;
    for (Finding& finding : found) {
        const auto level = levels.find(finding.code);
        if (level == levels.end()) {
            result.push_back(std::move(finding));
        } else if (level->second) {
            finding.severity = *level->second;
            result.push_back(std::move(finding));
        }
    }
    return result;
}

/// Takes the findings of this subject out of `found`.
std::vector<Finding> take_of(const std::string& subject, std::vector<Finding>& found) {
    const auto others = std::stable_partition(found.begin(), found.end(), [&](const Finding& one) {
        return one.subject == subject;
    });
    std::vector<Finding> taken(std::move_iterator(found.begin()), std::move_iterator(others));
    found.erase(found.begin(), others);
    return taken;
}

}  // namespace

std::span<const FindingCode> lint_rules() noexcept {
    return rules;
}

std::optional<FindingCode> parse_lint_rule(std::string_view name) noexcept {
    const std::optional<FindingCode> code = parse_finding_code(name);
    return code && std::ranges::find(rules, *code) != rules.end() ? code : std::nullopt;
}

bool is_found_by_lint_only(FindingCode code) noexcept {
    constexpr auto own = std::to_array<FindingCode>({
        unguarded_drop,
        unguarded_create,
        unguarded_rename,
        unguarded_insert,
        undo_forgets,
        loses_older_data,
        loses_newer_data,
        opaque_statement,
        lint_ignore_unknown,
    });
    return std::ranges::find(own, code) != own.end();
}

std::string lint_rule_names() {
    std::vector<std::string_view> names;
    std::ranges::transform(rules, std::back_inserter(names), [](FindingCode code) {
        return finding_info(code).name;
    });
    return fmt::format("{}", fmt::join(names, ", "));
}

LintResult lint_undo_scripts(
    const LintRequest& request,
    ScriptSource& source,
    const AnalyzeSql& analyze
) {
    const Naming naming = naming_of(request.configuration);
    const PlaceholderSettings placeholders = placeholder_settings_of(request.configuration);
    const detail::Listing listing = list_scripts(request, naming, source);
    const detail::SqlInspector inspector{analyze, placeholders};
    const Linter linter{source, inspector, listing};

    LintResult result{request.release, request.target_version, {}, {}};
    std::vector<Finding> of_listing = check_listing(listing, request.target_version);
    std::vector<Finding> found;
    for (const detail::ListedScript& undo : listing.undo) {
        const std::string& path = undo.entry.origin.path;
        result.scripts.push_back(path);
        std::ranges::move(linter.lint(undo, take_of(path, of_listing)), std::back_inserter(found));
    }
    std::ranges::move(of_listing, std::back_inserter(found));
    result.findings = sorted(with_levels(std::move(found), request.levels));
    return result;
}

}  // namespace rollpack::core
