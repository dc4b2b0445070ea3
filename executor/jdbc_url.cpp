#include "detail/jdbc_url.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace rollpack::executor::detail {

namespace {

using core::Error;
using core::ErrorCode;

/// A property whose value libpq takes as it is.
struct SameMeaning {
    std::string_view property;
    std::string_view parameter;
};

constexpr auto same_meaning = std::to_array<SameMeaning>({
    {"user", "user"},
    {"password", "password"},
    {"sslmode", "sslmode"},
    {"sslrootcert", "sslrootcert"},
    {"sslcert", "sslcert"},
    {"sslkey", "sslkey"},
    {"sslpassword", "sslpassword"},
    {"ApplicationName", "application_name"},
    {"connectTimeout", "connect_timeout"},
    {"loginTimeout", "connect_timeout"},
    {"kerberosServerName", "krbsrvname"},
    {"channelBinding", "channel_binding"},
    {"service", "service"},
    {"replication", "replication"},
});

/// A property that names a Java class, and what to write instead.
struct JavaClass {
    std::string_view property;
    std::string_view instead;
};

constexpr std::string_view check_of_server =
    "Leave it out: sslmode and sslrootcert say how to check the server "
    "(org.postgresql.ssl.NonValidatingFactory is what sslmode=require does).";

constexpr auto java_classes = std::to_array<JavaClass>({
    {"sslfactory", check_of_server},
    {"sslhostnameverifier", check_of_server},
    {"sslpasswordcallback", "Leave it out, and give the key's password as sslpassword."},
    {"socketFactory", "Leave it out, and name a host and port that can be reached directly."},
    {"authenticationPluginClassName",
     "Leave it out, and give a password or a token with PGPASSWORD or .pgpass."},
});

struct SessionTarget {
    std::string_view jdbc;
    std::string_view libpq;
};

// libpq cannot prefer a primary; a rollback needs one anyway.
constexpr auto session_targets = std::to_array<SessionTarget>({
    {"any", "any"},
    {"primary", "primary"},
    {"master", "primary"},
    {"preferPrimary", "primary"},
    {"secondary", "standby"},
    {"slave", "standby"},
    {"preferSecondary", "prefer-standby"},
    {"preferSlave", "prefer-standby"},
});

Error malformed(std::string what) {
    return {
        ErrorCode::usage,
        "the JDBC URL cannot be read: " + std::move(what),
        "Write it as jdbc:postgresql://HOST:PORT/DATABASE?user=USER."};
}

std::optional<int> hex_digit(char digit) noexcept {
    int value = 0;
    const auto [end, status] = std::from_chars(&digit, &digit + 1, value, 16);
    return status == std::errc{} && end != &digit ? std::optional{value} : std::nullopt;
}

// As java.net.URLDecoder, which the driver uses: "+" is a space.
std::string decoded(std::string_view text, std::string_view part) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
        if (!low) {
            throw malformed(fmt::format("a % without two hexadecimal digits in {}", part));
        }
        result += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    if (result.find('\0') != std::string::npos) {
        throw malformed(fmt::format("a NUL character in {}", part));
    }
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

JdbcProperties parse_properties(std::string_view query) {
    JdbcProperties properties;
    for (const std::string_view item : split(query, '&')) {
        if (item.empty()) {
            continue;
        }
        const std::size_t equals = item.find('=');
        const auto name = std::string{item.substr(0, equals)};
        const auto value = equals == std::string_view::npos ? std::string_view{}
                                                            : item.substr(equals + 1);
        properties.insert_or_assign(name, decoded(value, "the value of " + name));
    }
    return properties;
}

struct Address {
    std::string host;
    std::string port;
};

Address parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::size_t bracket = text.rfind(']');
    const bool has_port = colon != std::string_view::npos
        && (bracket == std::string_view::npos || bracket < colon);
    std::string_view host = has_port ? text.substr(0, colon) : text;
    const std::string_view port = has_port ? text.substr(colon + 1) : "5432";
    if (!is_port(port)) {
        throw malformed("the port is not a number from 1 to 65535");
    }
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    return {host.empty() ? "localhost" : std::string{host}, std::string{port}};
}

void append_list(std::string& list, std::string_view item) {
    if (!list.empty()) {
        list += ',';
    }
    list += item;
}

void parse_server(std::string_view server, ConnectionSettings& settings) {
    std::string hosts = "localhost";
    std::string ports = "5432";
    std::string_view database = server;
    if (server.starts_with("//")) {
        server.remove_prefix(2);
        const std::size_t slash = server.find('/');
        if (slash == std::string_view::npos) {
            throw malformed("there is no / after the host");
        }
        if (server.find('@') != std::string_view::npos) {
            throw malformed("user and password belong behind the ?, as user=... and password=...");
        }
        database = server.substr(slash + 1);
        hosts.clear();
        ports.clear();
        for (const std::string_view item : split(server.substr(0, slash), ',')) {
            const Address address = parse_address(item);
            append_list(hosts, address.host);
            append_list(ports, address.port);
        }
    }
    if (database.find('/') != std::string_view::npos) {
        throw malformed("the database's name holds a /, which has to be written as %2F");
    }
    settings.parameters.emplace_back("host", hosts);
    settings.parameters.emplace_back("port", ports);
    if (!database.empty()) {
        settings.parameters.emplace_back("dbname", decoded(database, "the database's name"));
    }
}

// PostgreSQL manual, "libpq, Parameter Key Words", options: spaces and backslashes are escaped.
std::string escaped_option(std::string_view value) {
    std::string result;
    for (const char c : value) {
        if (c == ' ' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result;
}

bool is_true(const std::string& value) {
    return value.empty() || value == "true";
}

std::string milliseconds(const std::string& name, const std::string& value) {
    std::int32_t seconds = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, status] = std::from_chars(value.data(), end, seconds);
    if (status != std::errc{} || rest != end || seconds < 0 || seconds > 2'000'000) {
        throw malformed(fmt::format("{} is not a number of seconds", name));
    }
    return std::to_string(seconds * 1000);
}

/// Translates properties, those that need more than a new name among them.
class Translation {
public:
    Translation(const JdbcProperties& properties, ConnectionSettings& settings)
        : properties_(properties)
        , settings_(settings) {}

    void run() {
        for (const auto& [name, value] : properties_) {
            add(name, value);
        }
        if (ssl_ && !sslmode_) {
            set("sslmode", "verify-full");
        }
        if (!options_.empty()) {
            set("options", options_);
        }
    }

private:
    void add(const std::string& name, const std::string& value) {
        const auto* const java = std::ranges::find(java_classes, name, &JavaClass::property);
        if (java != java_classes.end()) {
            throw Error{
                ErrorCode::usage,
                fmt::format(
                    "the JDBC property {} names a Java class, which rollpack cannot load",
                    name
                ),
                std::string{java->instead}};
        }
        const auto* const same = std::ranges::find(same_meaning, name, &SameMeaning::property);
        if (name == "sslkey") {
            check_key(value);
        }
        if (same != same_meaning.end()) {
            set(same->parameter, value);
        } else {
            add_different(name, value);
        }
    }

    static void check_key(std::string_view file) {
        constexpr auto java_only = std::to_array<std::string_view>({".pk8", ".p12", ".pfx", ".der"}
        );
        if (std::ranges::any_of(java_only, [&](auto ending) { return file.ends_with(ending); })) {
            throw Error{
                ErrorCode::usage,
                "the JDBC property sslkey names a key in a form that libpq cannot read",
                "Convert it to PEM (openssl pkcs8 -inform DER -nocrypt, or openssl pkcs12 -nocerts), "
                "and name that file."};
        }
    }

    void set(std::string_view parameter, std::string value) {
        sslmode_ = sslmode_ || parameter == "sslmode";
        settings_.parameters.emplace_back(parameter, std::move(value));
    }

    void add_option(const std::string& option) {
        options_ += options_.empty() ? option : " " + option;
    }

    void add_different(const std::string& name, const std::string& value) {
        if (name == "ssl") {
            ssl_ = is_true(value);
        } else if (name == "currentSchema") {
            add_option("-c search_path=" + escaped_option(value));
        } else if (name == "options") {
            add_option(value);
        } else if (name == "readOnly" && is_true(value) && !read_only_is_ignored()) {
            add_option("-c default_transaction_read_only=on");
        } else if (name == "tcpKeepAlive") {
            set("keepalives", is_true(value) ? "1" : "0");
        } else if (name == "socketTimeout") {
            set("tcp_user_timeout", milliseconds(name, value));
        } else if (name == "gssEncMode") {
            // libpq has no "allow"; "prefer" tries the same two ways in the other order.
            set("gssencmode", value == "allow" ? "prefer" : value);
        } else if (name == "loadBalanceHosts") {
            set("load_balance_hosts", is_true(value) ? "random" : "disable");
        } else if (name == "targetServerType") {
            add_session_target(value);
        }
    }

    bool read_only_is_ignored() const {
        const auto mode = properties_.find("readOnlyMode");
        return mode != properties_.end() && mode->second == "ignore";
    }

    void add_session_target(const std::string& value) {
        const auto* const target = std::ranges::find(session_targets, value, &SessionTarget::jdbc);
        if (target == session_targets.end()) {
            throw malformed("targetServerType is none of the driver's");
        }
        set("target_session_attrs", std::string{target->libpq});
    }

    const JdbcProperties& properties_;
    ConnectionSettings& settings_;
    std::string options_;
    bool ssl_ = false;
    bool sslmode_ = false;
};

}  // namespace

bool is_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, port);
    return status == std::errc{} && rest == end && port != 0;
}

ConnectionSettings parse_jdbc_url(std::string_view url, const JdbcProperties& beside) {
    url.remove_prefix(jdbc_prefix.size());
    const std::size_t question = url.find('?');
    ConnectionSettings settings;
    parse_server(url.substr(0, question), settings);
    JdbcProperties properties = question == std::string_view::npos
        ? JdbcProperties{}
        : parse_properties(url.substr(question + 1));
    properties.insert(beside.begin(), beside.end());
    Translation{properties, settings}.run();
    return settings;
}

ConnectionSettings translate_properties(const JdbcProperties& properties) {
    ConnectionSettings settings;
    Translation{properties, settings}.run();
    return settings;
}

}  // namespace rollpack::executor::detail
