#include "detail/lint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core::detail {

namespace {

using Verb = SqlChange::Verb;

constexpr std::string_view why =
    "so that the script can run again, and after its version stopped half-way";

/// Kinds of which PostgreSQL knows CREATE ... IF NOT EXISTS or ADD ... IF NOT EXISTS.
constexpr auto made_if_not_there = std::to_array<std::string_view>({
    "collation",
    "column",
    "enum value",
    "extension",
    "foreign table",
    "index",
    "materialized view",
    "schema",
    "sequence",
    "server",
    "statistics",
    "table",
});

/// Kinds of which PostgreSQL knows CREATE OR REPLACE.
constexpr auto replaced = std::to_array<std::string_view>({
    "aggregate",
    "function",
    "language",
    "procedure",
    "rule",
    "trigger",
    "view",
});

/// Kinds that a part of ALTER makes and drops.
constexpr auto parts_of_alter_table = std::to_array<std::string_view>({
    "attribute",
    "column",
    "constraint",
    "enum value",
    "identity",
});

bool is_one_of(std::span<const std::string_view> kinds, std::string_view kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

/// "DROP MATERIALIZED VIEW" of "materialized view"; a part of a table is dropped by an ALTER TABLE.
std::string upper(std::string_view words) {
    std::string result{words};
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return result;
}

bool is_of_session(const SqlChange& change) {
    return change.name.schema == "pg_temp";
}

class GuardChecker {
public:
    GuardChecker(const LintedScript& undo, Findings& findings)
        : undo_(undo)
        , findings_(findings) {}

    void check() {
        const std::vector<SqlChange>& changes = undo_.analysis.changes;
        for (std::size_t at = 0; at < changes.size(); ++at) {
            before_ = std::span{changes}.first(at);
            if (!changes[at].is_guarded) {
                check(changes[at]);
            }
        }
        before_ = changes;
        check_inserts();
    }

private:
    void check(const SqlChange& change);
    void check_drop(const SqlChange& change);
    void check_create(const SqlChange& change);
    void check_rename(const SqlChange& change);
    void check_inserts();

    void add(FindingCode code, std::size_t line, std::string message, std::string hint) {
        findings_.add(code, undo_.path, std::move(message), std::move(hint), line);
    }

    /// Whether an earlier statement did this to the same object.
    bool has_done(Verb verb, const SqlChange& change) const {
        return std::ranges::any_of(before_, [&](const SqlChange& earlier) {
            return earlier.verb == verb && may_be_same(earlier, change);
        });
    }

    /// Whether the statement is sure to have made a table that was not there.
    bool makes_anew(const SqlChange& change, const RelationName& table) const {
        return change.verb == Verb::creates && !change.part_of && may_be_same(change.name, table)
            && (!change.is_guarded || is_of_session(change) || has_done(Verb::drops, change));
    }

    /// Whether its table is sure to have been made by an earlier statement.
    bool is_part_of_what_is_new(const SqlChange& change) const {
        return change.part_of && std::ranges::any_of(before_, [&](const SqlChange& earlier) {
                   return makes_anew(earlier, *change.part_of);
               });
    }

    bool is_made_before(const DataEffect& effect) const {
        return std::ranges::any_of(undo_.analysis.changes, [&](const SqlChange& change) {
            return change.line <= effect.line && makes_anew(change, effect.relation);
        });
    }

    const LintedScript& undo_;
    Findings& findings_;
    std::span<const SqlChange> before_;
};

void GuardChecker::check(const SqlChange& change) {
    switch (change.verb) {
    case Verb::drops:
        check_drop(change);
        return;
    case Verb::creates:
        check_create(change);
        return;
    case Verb::renames:
        check_rename(change);
        return;
    }
}

void GuardChecker::check_drop(const SqlChange& change) {
    if (has_done(Verb::creates, change) || is_part_of_what_is_new(change)) {
        return;
    }
    if (change.kind == "partition") {
        add(FindingCode::unguarded_drop,
            change.line,
            fmt::format("detaches the {}, which may be detached already", describe(change)),
            fmt::format(
                "DETACH PARTITION has no IF EXISTS: put it into a DO block that looks into pg_inherits, {}.",
                why
            ));
        return;
    }
    add(FindingCode::unguarded_drop,
        change.line,
        fmt::format("drops the {} without IF EXISTS", describe(change)),
        is_one_of(parts_of_alter_table, change.kind)
            // ALTER TABLE IF EXISTS is another thing.
            ? fmt::format("Write DROP {} IF EXISTS, {}.", upper(change.kind), why)
            : fmt::format("Write IF EXISTS, {}.", why));
}

std::string hint_for_creation(const SqlChange& change) {
    const std::string& kind = change.kind;
    if (change.name.name.empty()) {
        return fmt::format(
            "Give it a name, so that {}.",
            kind == "index" ? "IF NOT EXISTS can be written"
                            : "it can be dropped with IF EXISTS before"
        );
    }
    if (kind == "column") {
        return fmt::format("Write ADD COLUMN IF NOT EXISTS, {}.", why);
    }
    if (kind == "enum value") {
        return fmt::format("Write ADD VALUE IF NOT EXISTS, {}.", why);
    }
    if (kind == "partition") {
        return fmt::format(
            "ATTACH PARTITION has no IF NOT EXISTS: put it into a DO block that looks into pg_inherits, {}.",
            why
        );
    }
    if (is_one_of(made_if_not_there, kind)) {
        return fmt::format("Write CREATE {} IF NOT EXISTS, {}.", upper(kind), why);
    }
    if (kind == "trigger") {
        return fmt::format(
            "Write DROP TRIGGER IF EXISTS before it, or from PostgreSQL 14 on CREATE OR REPLACE, {}.",
            why
        );
    }
    if (is_one_of(replaced, kind)) {
        return fmt::format("Write CREATE OR REPLACE {}, {}.", upper(kind), why);
    }
    return fmt::format(
        "There is no IF NOT EXISTS for it: write DROP {} IF EXISTS before it, {}.",
        upper(kind),
        why
    );
}

void GuardChecker::check_create(const SqlChange& change) {
    if (has_done(Verb::drops, change) || is_part_of_what_is_new(change)) {
        return;
    }
    add(FindingCode::unguarded_create,
        change.line,
        fmt::format(
            "{} the {}, which may be there already",
            change.kind == "partition"                         ? "attaches"
                : is_one_of(parts_of_alter_table, change.kind) ? "adds"
                                                               : "creates",
            describe(change)
        ),
        hint_for_creation(change));
}

std::string in_quotes(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        result += c == '\'' ? "''" : std::string(1, c);
    }
    return result + "'";
}

std::string hint_for_renaming(const SqlChange& change) {
    const bool is_relation = !change.part_of
        && (change.kind == "table" || change.kind == "view" || change.kind == "index"
            || change.kind == "sequence" || change.kind == "materialized view"
            || change.kind == "foreign table");
    if (is_relation) {
        return fmt::format("Write ALTER {} IF EXISTS, {}.", upper(change.kind), why);
    }
    if (change.kind == "column" && change.part_of) {
        return fmt::format(
            "RENAME COLUMN has no IF EXISTS: put it into DO $$ BEGIN IF EXISTS (SELECT FROM "
            "information_schema.columns WHERE table_name = {} AND column_name = {}) THEN ...; END IF; "
            "END $$, {}.",
            in_quotes(change.part_of->name),
            in_quotes(change.name.name),
            why
        );
    }
    return fmt::format(
        "There is no IF EXISTS for it: put it into a DO block that looks for the old name in the catalog, "
        "{}.",
        why
    );
}

void GuardChecker::check_rename(const SqlChange& change) {
    // A name that the script itself gave, or took from something it made.
    const bool is_own = has_done(Verb::creates, change) || is_part_of_what_is_new(change)
        || std::ranges::any_of(before_, [&](const SqlChange& earlier) {
                            return earlier.verb == Verb::renames && earlier.kind == change.kind
                                && earlier.new_name == change.name.name;
                        });
    if (!is_own) {
        add(FindingCode::unguarded_rename,
            change.line,
            change.part_of ? fmt::format(
                "renames the {} to {}, which may be done already",
                describe(change),
                change.new_name
            )
                           : fmt::format(
                               "gives the {} the new name or schema {}, which it may have already",
                               describe(change),
                               change.new_name
                           ),
            hint_for_renaming(change));
    }
}

/// Rows of a table that the script made or emptied before cannot be there already. Each table is told once:
/// scripts with many rows have a statement for each.
void GuardChecker::check_inserts() {
    std::vector<RelationName> done;
    const auto is_done = [&](const RelationName& table) {
        return std::ranges::any_of(done, [&](const RelationName& other) {
            return may_be_same(other, table);
        });
    };
    for (const DataEffect& effect : undo_.analysis.effects) {
        const bool empties = effect.action == DataAction::deletes_rows
            || effect.action == DataAction::truncates_table;
        const bool inserts = effect.action == DataAction::inserts_rows && !effect.is_partial;
        if ((!empties && !inserts) || is_done(effect.relation)) {
            continue;
        }
        done.push_back(effect.relation);
        if (inserts && !is_made_before(effect)) {
            add(FindingCode::unguarded_insert,
                effect.line,
                fmt::format("inserts rows into {}, which may be there already", effect.object),
                fmt::format(
                    "Write ON CONFLICT DO NOTHING or WHERE NOT EXISTS (...), or delete them before, {}.",
                    why
                ));
        }
    }
}

}  // namespace

void check_guards(const LintedScript& undo, Findings& findings) {
    GuardChecker{undo, findings}.check();
}

bool may_be_same(const RelationName& one, const RelationName& other) noexcept {
    const bool schemas_fit = !one.schema || !other.schema || one.schema == other.schema
        || *one.schema == "pg_temp" || *other.schema == "pg_temp";
    return one.name == other.name && schemas_fit;
}

bool may_be_same(const SqlChange& one, const SqlChange& other) noexcept {
    const auto is_routine = [](const std::string& kind) {
        return kind == "function" || kind == "procedure" || kind == "routine";
    };
    const bool kinds_fit = one.kind == other.kind
        || (is_routine(one.kind) && is_routine(other.kind))
        || (one.kind == "table" && other.kind == "foreign table")
        || (one.kind == "foreign table" && other.kind == "table");
    // DROP INDEX does not say of which table.
    const bool tables_fit = !one.part_of || !other.part_of
        || may_be_same(*one.part_of, *other.part_of);
    return kinds_fit && tables_fit && may_be_same(one.name, other.name);
}

}  // namespace rollpack::core::detail
