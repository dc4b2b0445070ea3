#include "detail/history_rows.hpp"

#include "detail/utf8.hpp"
#include "rollpack/core/error.hpp"

#include <cstddef>

namespace rollpack::core::detail {

namespace {

constexpr std::string_view dots = "...";
constexpr std::size_t description_limit = 200;
constexpr std::size_t script_limit = 1000;

/// Flyway's marker copies the row that it marks, success included.
HistoryRow delete_row(const HistoryEntry& entry) {
    return {
        .version = entry.version,
        .description = entry.description,
        .type = "DELETE",
        .script = entry.script,
        .checksum = entry.checksum,
        .success = entry.success,
        .timed = false,
    };
}

}  // namespace

std::string stored_description(std::string_view description) {
    if (character_count(description) <= description_limit) {
        return std::string{description};
    }
    std::string result{first_characters(description, description_limit - dots.size())};
    return result += dots;
}

std::string stored_script(std::string_view path) {
    if (character_count(path) <= script_limit) {
        return std::string{path};
    }
    std::string_view kept = first_characters(path, script_limit);
    kept.remove_prefix(first_characters(path, dots.size()).size());
    return std::string{dots}.append(kept);
}

HistoryRow undo_row(HistoryDialect dialect, const AppliedVersion& applied, const Script& undo) {
    if (dialect == HistoryDialect::delete_rows) {
        return delete_row(applied.entry);
    }
    ROLLPACK_ASSERT(undo.name.version.has_value());
    return {
        .version = undo.name.version->text(),
        .description = stored_description(undo.name.description),
        .type = "UNDO_SQL",
        .script = stored_script(undo.path),
        .checksum = undo.checksum,
    };
}

HistoryRow versioned_row(const Script& script) {
    ROLLPACK_ASSERT(script.name.version.has_value());
    return {
        .version = script.name.version->text(),
        .description = stored_description(script.name.description),
        .type = "SQL",
        .script = stored_script(script.path),
        .checksum = script.checksum,
    };
}

HistoryRow repeatable_row(const Script& script, FlywayChecksum checksum) {
    return {
        .version = std::nullopt,
        .description = stored_description(script.name.description),
        .type = "SQL",
        .script = stored_script(script.path),
        .checksum = checksum,
    };
}

HistoryRow retire_row(const HistoryEntry& latest) {
    return delete_row(latest);
}

}  // namespace rollpack::core::detail
