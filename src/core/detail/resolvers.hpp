#pragma once

#include "rollpack/core/flyway_settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rollpack::core::detail {

/// What a placeholder of the configuration stands for; none: it has no value.
using PlaceholderValue = std::function<std::optional<std::string>(const std::string& name)>;

/// Fills `${env.NAME}` and `${placeholder.NAME}` into a setting's value, with a filter behind ":" if
/// there is one. `$${...}` is a literal `${...}`, `!{...}` is what stands in it.
/// @throws Error configuration_invalid with the place: nothing has that name, or the resolver is
/// another one.
// Source: CORE/internal/configuration/resolvers/PropertyResolverContextImpl.java of Flyway 13.0.0.
std::string resolved(
    std::string_view value,
    const SettingPlace& place,
    const Variables& variables,
    const PlaceholderValue& placeholder
);

}  // namespace rollpack::core::detail
