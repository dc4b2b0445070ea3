#include "rollpack/executor/connection_url.hpp"

#include "detail/jdbc_url.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace rollpack::executor {

namespace {

using core::Error;
using core::ErrorCode;

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

constexpr std::string_view url_hint =
    "Give postgresql://USER@HOST:PORT/DATABASE, a conninfo string (host=... dbname=...) or "
    "jdbc:postgresql://HOST:PORT/DATABASE; a password with special characters has to be "
    "percent-encoded, or left to PGPASSWORD or .pgpass.";

Error malformed(std::string what) {
    return {
        ErrorCode::usage,
        "the connection URL cannot be read: " + std::move(what),
        std::string{url_hint}};
}

bool may_hold_password(std::string_view text) {
    return text.find('@') != std::string_view::npos
        || text.find("password") != std::string_view::npos;
}

// libpq quotes the words that it stumbles over; next to a password they may be a piece of it.
std::string without_quoted_words(std::string_view message) {
    std::string result;
    bool quoted = false;
    for (const char c : message) {
        if (c == '"') {
            result += quoted ? "..." : "";
            quoted = !quoted;
        } else if (!quoted) {
            result += c;
        }
    }
    return result;
}

std::string parse_message(const char* raw, std::string_view text) {
    std::string message = raw == nullptr ? "out of memory" : raw;
    while (message.ends_with('\n')) {
        message.pop_back();
    }
    return may_hold_password(text) ? without_quoted_words(message) : message;
}

// libpq would find the fault while it connects, and print what stands there: with a password that is
// not percent-encoded that is a piece of the password.
void check_ports(std::string_view list) {
    while (!list.empty()) {
        const std::string_view port = list.substr(0, list.find(','));
        if (!port.empty() && !detail::is_port(port)) {
            throw malformed("the port is not a number from 1 to 65535");
        }
        list.remove_prefix(std::min(port.size() + 1, list.size()));
    }
}

std::optional<std::string> find(const ConnectionSettings& settings, std::string_view name) {
    const auto found = std::ranges::find_if(settings.parameters, [&](const auto& parameter) {
        return parameter.first == name && !parameter.second.empty();
    });
    return found == settings.parameters.end() ? std::nullopt : std::optional{found->second};
}

ConnectionSettings parse_libpq(const std::string& text) {
    char* raw_message = nullptr;
    const Options options{PQconninfoParse(text.c_str(), &raw_message)};
    const std::unique_ptr<char, void (*)(void*)> message{raw_message, &PQfreemem};
    if (!options) {
        throw malformed(parse_message(message.get(), text));
    }
    ConnectionSettings settings;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            settings.parameters.emplace_back(option->keyword, option->val);
        }
    }
    check_ports(find(settings, "port").value_or(""));
    return settings;
}

ConnectionSettings defaults() {
    ConnectionSettings settings;
    const Options options{PQconndefaults()};
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->val != nullptr) {
            settings.parameters.emplace_back(option->keyword, option->val);
        }
    }
    return settings;
}

/// Which of several hosts is tried first is a matter of load; libpq 16 and later can be told.
ConnectionSettings known_to_libpq(ConnectionSettings settings) {
    constexpr std::string_view balance = "load_balance_hosts";
    const Options options{PQconndefaults()};
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->keyword == balance) {
            return settings;
        }
    }
    std::erase_if(settings.parameters, [&](const auto& parameter) {
        return parameter.first == balance;
    });
    return settings;
}

/// A URL of another driver, and what to do about it.
struct OtherDriver {
    std::string_view prefix;
    std::string_view fault;
    std::string_view hint;
};

constexpr std::string_view plain_url =
    "Write the same URL as jdbc:postgresql://HOST:PORT/DATABASE, with user and password beside it.";

constexpr auto other_drivers = std::to_array<OtherDriver>({
    {"jdbc:p6spy:",
     "jdbc:p6spy: is a Java driver that logs, which rollpack does not have",
     plain_url},
    {"jdbc:aws-wrapper:",
     "jdbc:aws-wrapper: is a Java driver with plug-ins of its own, which rollpack does not have",
     "Name the writer's address as jdbc:postgresql://HOST:PORT/DATABASE; a token of "
     "`aws rds generate-db-auth-token` is taken from PGPASSWORD."},
    {"jdbc-secretsmanager:",
     "jdbc-secretsmanager: asks a secret manager for user and password, which rollpack does not",
     "Write jdbc:postgresql://HOST:PORT/DATABASE, and take user and password from environment "
     "variables."},
    {"jdbc:", "of the JDBC URLs only jdbc:postgresql: can be used", url_hint},
    {"jdbc-", "of the JDBC URLs only jdbc:postgresql: can be used", url_hint},
});

void refuse_other_jdbc(std::string_view text) {
    const auto* const driver = std::ranges::find_if(other_drivers, [&](const OtherDriver& row) {
        return text.starts_with(row.prefix);
    });
    if (driver != other_drivers.end()) {
        throw Error{
            ErrorCode::usage,
            fmt::format("the connection URL cannot be used: {}", driver->fault),
            std::string{driver->hint}};
    }
}

std::string place(const std::string& hosts, const std::string& ports) {
    std::string result;
    std::string_view host_rest = hosts;
    std::string_view port_rest = ports;
    while (true) {
        const std::string_view host = host_rest.substr(0, host_rest.find(','));
        const std::string_view port = port_rest.substr(0, port_rest.find(','));
        const bool bare_ipv6 = host.find(':') != std::string_view::npos;
        result += bare_ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
        if (host.size() == host_rest.size()) {
            return result;
        }
        result += ',';
        host_rest.remove_prefix(host.size() + 1);
        // One port serves all hosts.
        port_rest.remove_prefix(port.size() == port_rest.size() ? 0 : port.size() + 1);
    }
}

}  // namespace

ConnectionSettings parse_connection_url(std::string_view text, const JdbcProperties& properties) {
    if (text.find('\0') != std::string_view::npos) {
        throw malformed("it holds a NUL character");
    }
    if (text.starts_with(detail::jdbc_prefix)) {
        return known_to_libpq(detail::parse_jdbc_url(text, properties));
    }
    refuse_other_jdbc(text);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw malformed("it is empty");
    }
    ConnectionSettings settings = parse_libpq(std::string{text});
    for (auto& parameter : known_to_libpq(detail::translate_properties(properties)).parameters) {
        if (!find(settings, parameter.first)) {
            settings.parameters.push_back(std::move(parameter));
        }
    }
    return settings;
}

std::string describe(const ConnectionSettings& settings) {
    const ConnectionSettings fallback = defaults();
    const auto value = [&](std::string_view name, std::string_view last_resort) {
        const auto given = find(settings, name);
        return given ? *given : find(fallback, name).value_or(std::string{last_resort});
    };
    const std::string user = value("user", "the system's user");
    const std::string host = value("host", value("hostaddr", "local socket"));
    return fmt::format(
        "{} on {} as {}",
        value("dbname", user),
        place(host, value("port", "5432")),
        user
    );
}

}  // namespace rollpack::executor
