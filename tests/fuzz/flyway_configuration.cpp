// A letter, then a configuration of its kind: t for flyway.toml, c for flyway.conf, anything else for a
// script's settings.
#include "fuzz_target.hpp"
#include "rollpack/core/configuration.hpp"
#include "rollpack/core/error.hpp"

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
