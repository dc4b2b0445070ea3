// A letter, then a configuration of its kind: t for flyway.toml, c for flyway.conf (T and C as its
// operator reads it), anything else for a script's settings.
#include "fuzz_target.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/core/flyway_environment.hpp"

namespace core = rollpack::core;
using rollpack::fuzz::require;

namespace {

void check(const core::ProjectConfiguration& configuration) {
    require(core::merge(configuration, {}) == configuration, "nothing changes nothing");
    require(core::merge({}, configuration) == configuration, "nothing is changed into it");
    static_cast<void>(core::naming_of(configuration));
    static_cast<void>(core::placeholder_settings_of(configuration));
    if (!configuration.locations) {
        return;
    }
    for (const std::string& location : *configuration.locations) {
        const std::string folder = core::location_folder(location);
        require(!folder.starts_with('/'), "a location is in the project");
        require(folder != ".." && !folder.starts_with("../"), "a location stays in the project");
    }
}

/// Every environment that is defined is made, with variables that are there or not.
void check(const core::FlywaySettings& settings) {
    require(core::merge(settings, {}) == settings, "nothing changes nothing");
    require(core::merge({}, settings) == settings, "nothing is changed into it");
    const core::Variables variables{{"HOST", "db"}};
    for (const std::string& name : settings.environments) {
        const auto environment = core::make_flyway_environment(
            name,
            core::ConnectionOf::environment,
            settings,
            {},
            variables
        );
        require(environment.name == name, "an environment has its name");
        core::Findings findings;
        core::check_flyway_environment(environment, nullptr, findings);
    }
    static_cast<void>(core::chosen_environment(settings, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = rollpack::fuzz::text_of(bytes, size);
    if (text.empty()) {
        return 0;
    }
    const std::string_view configuration = text.substr(1);
    try {
        if (text.front() == 't') {
            check(core::parse_flyway_toml(configuration, "flyway.toml"));
        } else if (text.front() == 'c') {
            check(core::parse_flyway_conf(configuration, "flyway.conf"));
        } else if (text.front() == 'T') {
            check(core::parse_flyway_settings_toml(configuration, "flyway.toml"));
        } else if (text.front() == 'C') {
            check(core::parse_flyway_settings_conf(configuration, "flyway.conf", {{"HOST", "db"}}));
        } else {
            core::Findings findings;
            static_cast<void>(core::parse_script_settings(configuration, "U1__x.conf", findings));
        }
    } catch (const core::Error& error) {
        require(
            error.code() == core::ErrorCode::configuration_invalid,
            "the error says what it is"
        );
    }
    return 0;
}
