#include "rollpack/app/flyway_configuration.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

namespace rollpack::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* list_variable = "FLYWAY_CONFIG_FILES";

enum class Form {
    toml,
    conf
};

Form form_of(std::string_view file) {
    return file.ends_with(".toml") ? Form::toml : Form::conf;
}

std::vector<std::string> listed_files(const core::Variables& variables) {
    std::vector<std::string> files;
    const auto variable = variables.find(list_variable);
    std::string_view rest = variable == variables.end() ? std::string_view{} : variable->second;
    while (!rest.empty()) {
        const std::string_view file = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(file.size() + 1, rest.size()));
        const std::size_t start = file.find_first_not_of(' ');
        if (start != std::string_view::npos) {
            files.emplace_back(file.substr(start, file.find_last_not_of(' ') - start + 1));
        }
    }
    return files;
}

bool is_there(const fs::path& file) {
    std::error_code unreadable;
    return fs::status(file, unreadable).type() != fs::file_type::not_found;
}

/// The folders that Flyway looks into, general ones first.
std::vector<fs::path> usual_folders(const core::Variables& variables) {
    std::vector<fs::path> folders;
    const auto home = variables.find("HOME");
    std::error_code unknown;
    if (home != variables.end() && !home->second.empty()
        && !fs::equivalent(home->second, ".", unknown)) {
        folders.emplace_back(home->second);
    }
    folders.emplace_back();
    return folders;
}

std::vector<std::string> usual_files(Form form, const core::Variables& variables) {
    const auto names = form == Form::toml
        ? std::vector<std::string_view>{"flyway.toml", "flyway.user.toml"}
        : std::vector<std::string_view>{"flyway.conf"};
    std::vector<std::string> files;
    for (const fs::path& folder : usual_folders(variables)) {
        for (const std::string_view name : names) {
            files.push_back((folder / name).string());
        }
    }
    std::erase_if(files, [](const std::string& file) { return !is_there(file); });
    return files;
}

/// The form of the files that are named; none where none is.
std::optional<Form> named_form(const std::vector<std::string>& named) {
    const auto toml = std::ranges::count(named, Form::toml, form_of);
    if (toml != 0 && static_cast<std::size_t>(toml) != named.size()) {
        throw core::Error(
            core::ErrorCode::usage,
            fmt::format("{}: TOML files and others cannot be mixed", fmt::join(named, ", ")),
            "Flyway reads either TOML files or conf files; name files of one kind."
        );
    }
    return named.empty() ? std::nullopt : std::optional{toml != 0 ? Form::toml : Form::conf};
}

core::FlywaySettings read(const std::string& file, const core::Variables& variables) {
    constexpr std::uint64_t longest = std::uint64_t{1} << 20U;
    const std::string text = os::read_file(file, longest);
    return form_of(file) == Form::toml ? core::parse_flyway_settings_toml(text, file)
                                       : core::parse_flyway_settings_conf(text, file, variables);
}

/// A fault of a URL or property, told with the place where it is written.
[[noreturn]] void refuse(const core::SettingPlace& place, const core::Error& error) {
    throw core::Error(
        core::ErrorCode::configuration_invalid,
        fmt::format("{}: {}", to_string(place), error.message()),
        error.hint()
    );
}

executor::ConnectionSettings parse_at(
    const std::string& url,
    const core::SettingPlace* place,
    const executor::JdbcProperties& properties
) {
    try {
        return executor::parse_connection_url(url, properties);
    } catch (const core::Error& error) {
        if (place == nullptr) {
            throw;
        }
        refuse(*place, error);
    }
}

}  // namespace

FlywayConfiguration read_flyway_configuration(
    const std::vector<std::string>& files,
    const core::Variables& variables
) {
    const std::vector<std::string> listed = listed_files(variables);
    std::vector<std::string> named = listed;
    named.insert(named.end(), files.begin(), files.end());
    const auto toml = usual_files(Form::toml, variables);
    const auto conf = usual_files(Form::conf, variables);
    const Form form = named_form(named).value_or(
        toml.empty() && !conf.empty() ? Form::conf : Form::toml
    );

    FlywayConfiguration configuration;
    configuration.variables = core::flyway_settings_of(variables);
    configuration.read = form == Form::toml ? toml : conf;
    configuration.passed_over = form == Form::toml ? conf : std::vector<std::string>{};
    for (const std::string& file : named) {
        std::erase(configuration.read, file);
        configuration.read.push_back(file);
    }
    for (const std::string& file : configuration.read) {
        configuration.files = merge(std::move(configuration.files), read(file, variables));
    }
    return configuration;
}

executor::ConnectionSettings connection_of(
    const std::string& url,
    const core::SettingPlace* place,
    const core::FlywayEnvironment& environment
) {
    static_cast<void>(parse_at(url, place, {}));
    executor::JdbcProperties properties;
    for (const auto& [name, property] : environment.jdbc_properties) {
        const std::string& value = property.value.reveal();
        static_cast<void>(parse_at("jdbc:postgresql:x", &property.place, {{name, value}}));
        properties.emplace(name, value);
    }
    if (environment.user) {
        properties.insert_or_assign("user", environment.user->value.reveal());
    }
    if (environment.password) {
        properties.insert_or_assign("password", environment.password->value.reveal());
    }
    return executor::parse_connection_url(url, properties);
}

}  // namespace rollpack::app
