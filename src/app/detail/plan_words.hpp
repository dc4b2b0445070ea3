#pragma once

#include "rollpack/app/plan_document.hpp"
#include "rollpack/core/assessment.hpp"
#include "rollpack/core/data_effect.hpp"
#include "rollpack/core/finding.hpp"
#include "rollpack/core/plan.hpp"
#include "rollpack/core/table_lock.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace rollpack::app::detail {

/// The words for an enumeration's values in documents, in the order of the enumerators. They never
/// change within a format.
template <typename Enum>
std::span<const std::string_view> words() noexcept;

template <>
std::span<const std::string_view> words<StepKind>() noexcept;
template <>
std::span<const std::string_view> words<core::TransactionMode>() noexcept;
template <>
std::span<const std::string_view> words<core::HistoryDialect>() noexcept;
template <>
std::span<const std::string_view> words<core::DialectChoice>() noexcept;
template <>
std::span<const std::string_view> words<core::DataPolicy::Keep>() noexcept;
template <>
std::span<const std::string_view> words<core::DataAction>() noexcept;
template <>
std::span<const std::string_view> words<core::LossVerdict>() noexcept;
template <>
std::span<const std::string_view> words<core::LockMode>() noexcept;
template <>
std::span<const std::string_view> words<core::Severity>() noexcept;

template <typename Enum>
std::string_view word_of(Enum value) noexcept {
    return words<Enum>()[static_cast<std::size_t>(value)];
}

/// None for a word that stands for no value.
template <typename Enum>
std::optional<Enum> from_word(std::string_view word) noexcept {
    const std::span<const std::string_view> all = words<Enum>();
    const auto found = std::ranges::find(all, word);
    return found == all.end() ? std::nullopt
                              : std::optional{static_cast<Enum>(found - all.begin())};
}

}  // namespace rollpack::app::detail
