#include "detail/plan_words.hpp"

#include <array>

namespace rollpack::app {

namespace {

constexpr auto step_kinds = std::to_array<std::string_view>(
    {"undo", "retire", "restore", "revive", "callback", "repair", "clear", "put_back"}
);
constexpr auto transaction_modes = std::to_array<std::string_view>(
    {"package", "script", "journalled"}
);
constexpr auto dialects = std::to_array<std::string_view>({"delete", "undo"});
constexpr auto dialect_choices = std::to_array<std::string_view>({"auto", "delete", "undo"});
constexpr auto keeps = std::to_array<std::string_view>({"nothing", "in_schema", "in_files"});
constexpr auto data_actions = std::to_array<std::string_view>(
    {"drops_table",
     "drops_column",
     "drops_schema",
     "drops_materialized_view",
     "drops_sequence",
     "drops_type",
     "drops_owned",
     "changes_type",
     "truncates_table",
     "deletes_rows",
     "updates_rows",
     "inserts_rows",
     "unknown"}
);
constexpr auto verdicts = std::to_array<std::string_view>({"nothing", "data", "unknown"});
constexpr auto lock_modes = std::to_array<std::string_view>(
    {"access_share",
     "row_share",
     "row_exclusive",
     "share_update_exclusive",
     "share",
     "share_row_exclusive",
     "exclusive",
     "access_exclusive"}
);
constexpr auto severities = std::to_array<std::string_view>({"error", "warning", "note"});

}  // namespace

namespace detail {

template <>
std::span<const std::string_view> words<StepKind>() noexcept {
    return step_kinds;
}

template <>
std::span<const std::string_view> words<core::TransactionMode>() noexcept {
    return transaction_modes;
}

template <>
std::span<const std::string_view> words<core::HistoryDialect>() noexcept {
    return dialects;
}

template <>
std::span<const std::string_view> words<core::DialectChoice>() noexcept {
    return dialect_choices;
}

template <>
std::span<const std::string_view> words<core::DataPolicy::Keep>() noexcept {
    return keeps;
}

template <>
std::span<const std::string_view> words<core::DataAction>() noexcept {
    return data_actions;
}

template <>
std::span<const std::string_view> words<core::LossVerdict>() noexcept {
    return verdicts;
}

template <>
std::span<const std::string_view> words<core::LockMode>() noexcept {
    return lock_modes;
}

template <>
std::span<const std::string_view> words<core::Severity>() noexcept {
    return severities;
}

}  // namespace detail

std::string_view to_string(StepKind kind) noexcept {
    return detail::word_of(kind);
}

}  // namespace rollpack::app
