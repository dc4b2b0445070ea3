#include "rollpack/executor/connection_url.hpp"

#include "detail/jdbc_url.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
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

ConnectionSettings parse_connection_url(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        throw malformed("it holds a NUL character");
    }
    if (text.starts_with(detail::jdbc_prefix)) {
        return detail::parse_jdbc_url(text);
    }
    if (text.starts_with("jdbc:") || text.starts_with("jdbc-")) {
        throw malformed("of the JDBC URLs only jdbc:postgresql: can be used");
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw malformed("it is empty");
    }
    return parse_libpq(std::string{text});
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
