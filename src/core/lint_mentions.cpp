#include "detail/ascii.hpp"
#include "detail/lint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core::detail {

namespace {

using Verb = SqlChange::Verb;

bool continues_name(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
        || c == '$' || byte >= 0x80;
}

bool has_word(std::string_view text, std::string_view word) {
    const auto same = [](char one, char other) { return ascii_lower(one) == ascii_lower(other); };
    for (auto found = std::search(text.begin(), text.end(), word.begin(), word.end(), same);
         found != text.end();
         found = std::search(found + 1, text.end(), word.begin(), word.end(), same)) {
        const auto end = found + static_cast<std::ptrdiff_t>(word.size());
        const bool begins = found == text.begin() || !continues_name(*std::prev(found));
        if (begins && (end == text.end() || !continues_name(*end))) {
            return true;
        }
    }
    return false;
}

/// Kinds that are nobody's data and that repeatable scripts bring back.
constexpr auto brought_back = std::to_array<std::string_view>({
    "aggregate",
    "function",
    "procedure",
    "routine",
    "rule",
    "trigger",
    "view",
});

/// Kinds that nothing takes along, even with CASCADE, but what they belong to.
constexpr auto never_taken_along = std::to_array<std::string_view>({
    "extension",
    "function",
    "procedure",
    "role",
    "schema",
    "table",
    "type",
});

bool is_one_of(std::span<const std::string_view> kinds, std::string_view kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

/// Whether the script itself takes it back, or changes it once more, by a later statement.
bool is_outdated(const SqlChange& change, std::span<const SqlChange> later) {
    return std::ranges::any_of(later, [&](const SqlChange& other) {
        if (change.verb == Verb::drops) {
            return other.verb == Verb::creates && may_be_same(change, other);
        }
        SqlChange now = change;
        if (change.verb == Verb::renames) {
            now.name.name = change.new_name;
        }
        return other.verb != Verb::creates && may_be_same(now, other);
    });
}

class MentionChecker {
public:
    MentionChecker(const LintedScript& undo, const LintedScript& versioned, Findings& findings)
        : undo_(undo)
        , versioned_(versioned)
        , findings_(findings) {}

    void check() {
        const std::vector<SqlChange>& changes = versioned_.analysis.changes;
        for (std::size_t at = 0; at < changes.size(); ++at) {
            const SqlChange& change = changes[at];
            if (is_to_be_undone(change, std::span{changes}.first(at))
                && !is_outdated(change, std::span{changes}.subspan(at + 1)) && !is_covered(change)
                && !mentions(undo_, name_after(change))) {
                add(change);
            }
        }
        check_rows();
    }

private:
    static const std::string& name_after(const SqlChange& change) {
        // A new schema stands for the whole name only where the name itself stays.
        return change.verb == Verb::renames ? change.new_name : change.name.name;
    }

    bool is_to_be_undone(const SqlChange& change, std::span<const SqlChange> earlier) const;
    bool is_covered(const SqlChange& change) const;
    bool is_covered_by_cascade(const SqlChange& change) const;
    bool drops(const RelationName& name) const;
    bool drops_column_of(const RelationName& table) const;
    void add(const SqlChange& change);
    void check_rows();

    const LintedScript& undo_;
    const LintedScript& versioned_;
    Findings& findings_;
};

bool MentionChecker::is_to_be_undone(const SqlChange& change, std::span<const SqlChange> earlier)
    const {
    if (change.name.name.empty() || change.name.schema == "pg_temp") {
        return false;
    }
    const auto made_before = [&](const RelationName& name) {
        return std::ranges::any_of(earlier, [&](const SqlChange& other) {
            return other.verb == Verb::creates && !other.part_of && may_be_same(other.name, name);
        });
    };
    // What belongs to a table of this version comes and goes with it.
    if (change.part_of && made_before(*change.part_of)) {
        return false;
    }
    return change.verb != Verb::drops
        || (!is_one_of(brought_back, change.kind) && !made_before(change.name));
}

/// Whether the undo script drops the table, or whatever else of this name has parts.
bool MentionChecker::drops(const RelationName& name) const {
    return std::ranges::any_of(undo_.analysis.changes, [&](const SqlChange& change) {
        return change.verb == Verb::drops && !change.part_of && change.kind != "index"
            && change.kind != "function" && may_be_same(change.name, name);
    });
}

bool MentionChecker::drops_column_of(const RelationName& table) const {
    return std::ranges::any_of(undo_.analysis.changes, [&](const SqlChange& change) {
        return change.verb == Verb::drops && change.kind == "column" && change.part_of
            && may_be_same(*change.part_of, table);
    });
}

bool MentionChecker::is_covered_by_cascade(const SqlChange& change) const {
    const std::optional<std::string>& schema = change.part_of ? change.part_of->schema
                                                              : change.name.schema;
    const bool goes_with_its_schema =
        std::ranges::any_of(undo_.analysis.effects, [&](const DataEffect& effect) {
            return effect.action == DataAction::drops_owned
                || (effect.action == DataAction::drops_schema && effect.cascades
                    && effect.relation.name == schema);
        });
    return goes_with_its_schema
        || (undo_.analysis.drops_cascade && !is_one_of(never_taken_along, change.kind));
}

/// Whether it goes with something that the undo script drops.
bool MentionChecker::is_covered(const SqlChange& change) const {
    if (change.part_of && drops(*change.part_of)) {
        return true;
    }
    if (change.verb == Verb::drops) {
        return false;
    }
    // An index or a constraint goes with its columns, which are not known here.
    const bool may_go_with_a_column = change.part_of
        && (change.kind == "index" || change.kind == "constraint")
        && drops_column_of(*change.part_of);
    return may_go_with_a_column || is_covered_by_cascade(change);
}

std::string hint_for(const SqlChange& change) {
    if (change.verb == Verb::drops) {
        return "Bring it back, or say why not in a comment with rollpack:lint-ignore undo-forgets.";
    }
    if (change.verb == Verb::renames) {
        return "Give it its old name back.";
    }
    if (change.kind == "enum value") {
        return "PostgreSQL cannot drop a value: make the type anew without it, or leave it with a comment "
               "rollpack:lint-ignore undo-forgets.";
    }
    const bool is_of_table = change.kind == "column" || change.kind == "constraint";
    return is_of_table ? fmt::format(
               "Drop it: ALTER TABLE ... DROP {} IF EXISTS.",
               change.kind == "column" ? "COLUMN" : "CONSTRAINT"
           )
                       : "Drop it with IF EXISTS, before what it depends on.";
}

void MentionChecker::add(const SqlChange& change) {
    const std::string what = describe(change);
    const std::string place = fmt::format("{}:{}", versioned_.path, change.line);
    const std::string message = change.verb == Verb::creates
        ? fmt::format("does not mention the {}, which {} makes", what, place)
        : change.verb == Verb::drops
        ? fmt::format("does not bring back the {}, which {} drops", what, place)
        : fmt::format("does not mention {}, as {} calls the {}", change.new_name, place, what);
    findings_.add(FindingCode::undo_forgets, undo_.path, message, hint_for(change));
}

/// Rows that were put into tables of older versions.
void MentionChecker::check_rows() {
    std::vector<RelationName> seen;
    for (const DataEffect& effect : versioned_.analysis.effects) {
        const auto same = [&](const RelationName& other) {
            return may_be_same(other, effect.relation);
        };
        if (effect.action != DataAction::inserts_rows || std::ranges::any_of(seen, same)) {
            continue;
        }
        seen.push_back(effect.relation);
        const bool is_of_this_version =
            std::ranges::any_of(versioned_.analysis.changes, [&](const SqlChange& change) {
                return change.verb == Verb::creates && !change.part_of && same(change.name);
            });
        if (!is_of_this_version && !mentions(undo_, effect.relation.name)) {
            findings_.add(
                FindingCode::undo_forgets,
                undo_.path,
                fmt::format(
                    "does not mention the table {}, into which {}:{} puts rows",
                    effect.object,
                    versioned_.path,
                    effect.line
                ),
                "Delete these rows, or say why they stay in a comment with rollpack:lint-ignore "
                "undo-forgets."
            );
        }
    }
}

}  // namespace

bool mentions(const LintedScript& script, std::string_view name) {
    const std::string_view text = script.text;
    return std::ranges::any_of(script.analysis.statements, [&](const SqlStatement& statement) {
        return has_word(text.substr(statement.offset, statement.length), name);
    });
}

void check_mentions(const LintedScript& undo, const LintedScript& versioned, Findings& findings) {
    MentionChecker{undo, versioned, findings}.check();
}

}  // namespace rollpack::core::detail
