#pragma once

#include "rollpack/executor/connection_url.hpp"

#include <string_view>

namespace rollpack::executor::detail {

inline constexpr std::string_view jdbc_prefix = "jdbc:postgresql:";

/// Translates a URL of the PostgreSQL JDBC driver, jdbc_prefix included, as version 42.5 reads it:
/// the host is "localhost" where none is given, "+" in a decoded part is a space, properties that are
/// not known are passed over. Of `beside` those count that the URL does not have.
/// @throws Error usage, without any value in the message.
ConnectionSettings parse_jdbc_url(std::string_view url, const JdbcProperties& beside);

/// The libpq parameters of properties alone. @throws Error usage as above.
ConnectionSettings translate_properties(const JdbcProperties& properties);

/// Whether `text` is a port number, 1 to 65535.
bool is_port(std::string_view text) noexcept;

}  // namespace rollpack::executor::detail
