#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::executor {

/// How to reach a database: libpq's parameter names with their values, in the order they were given.
/// A password may be among them, so never print the values; describe() is for that.
struct ConnectionSettings {
    std::vector<std::pair<std::string, std::string>> parameters;  ///< name, value

    bool operator==(const ConnectionSettings&) const = default;
};

/// Properties of the JDBC driver by name, as they stand beside a URL (Flyway's jdbcProperties, user and
/// password). What the URL says itself wins.
using JdbcProperties = std::map<std::string, std::string>;

/// Reads a libpq URI ("postgresql://deploy@db/shop"), a conninfo string ("host=db dbname=shop") or a
/// URL of the JDBC driver ("jdbc:postgresql://db/shop?currentSchema=app"). Properties of the JDBC driver
/// that only tune the driver are left out; one that libpq cannot honour and that decides who is
/// trusted or which server is taken is refused. Neither the network nor a service file is touched.
/// @throws Error usage: it names the part that cannot be read, never a password, nor anything that
/// may be a piece of one.
ConnectionSettings parse_connection_url(
    std::string_view text,
    const JdbcProperties& properties = {}
);

/// For people: "shop on db:5432 as deploy". What the settings leave open is taken from libpq's
/// environment variables and defaults. No secrets.
std::string describe(const ConnectionSettings& settings);

/// For a program whose libpq is to reach the same database. A secret is never in the conninfo string,
/// which everybody on the machine sees.
struct ChildConnection {
    std::vector<std::string> environment;  ///< "NAME=value"; "NAME=" takes a variable away
    std::string conninfo;  ///< the database's name, and what no variable stands for
};

/// @throws Error internal when libpq has no memory.
ChildConnection for_child(const ConnectionSettings& settings);

}  // namespace rollpack::executor
