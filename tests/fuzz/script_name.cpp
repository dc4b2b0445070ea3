// A file name, or five lines of naming (prefixes of V, U and R, separator, suffix) and a file name.
#include "rollpack/core/script_name.hpp"

#include "fuzz_target.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace core = rollpack::core;
using rollpack::fuzz::require;

namespace {

void check_name(const core::ScriptName& name, std::string_view file_name) {
    using enum core::ScriptKind;
    require(name.file_name == file_name, "a script keeps its file name");
    const bool has_version = name.kind == versioned || name.kind == undo || name.kind == baseline;
    require(name.version.has_value() == has_version, "V, U and B have versions, others have none");
    require(
        (name.kind == callback) == !name.event.empty(),
        "callbacks have events, others have none"
    );
    require(name.description.find('_') == std::string::npos, "a description has no underscore");
}

void check_reading(std::string_view file_name, const core::Naming& naming) {
    const core::NameReading reading = core::parse_script_name(file_name, naming);
    if (const auto* const name = std::get_if<core::ScriptName>(&reading)) {
        check_name(*name, file_name);
    } else if (const auto* const rejected = std::get_if<core::RejectedName>(&reading)) {
        require(!rejected->reason.empty(), "what is refused is told why");
    } else if (const auto* const config = std::get_if<core::ScriptConfigName>(&reading)) {
        require(config->script_file_name + ".conf" == file_name, "settings belong to a script");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view text = rollpack::fuzz::text_of(bytes, size);
    core::Naming naming;
    if (std::ranges::count(text, '\n') == 5) {
        for (std::string* part :
             {&naming.versioned_prefix,
              &naming.undo_prefix,
              &naming.repeatable_prefix,
              &naming.separator,
              &naming.suffixes.front()}) {
            *part = text.substr(0, text.find('\n'));
            text.remove_prefix(part->size() + 1);
        }
    }
    check_reading(text, naming);
    return 0;
}
