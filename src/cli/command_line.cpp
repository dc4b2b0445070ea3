#include "command_line.hpp"

#include "rollpack/core/finding.hpp"

#include <algorithm>
#include <string_view>

namespace rollpack::cli {

namespace {

std::vector<std::string> split_choices(std::string_view list) {
    std::vector<std::string> choices;
    while (true) {
        const std::size_t comma = list.find(',');
        choices.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) {
            return choices;
        }
        list.remove_prefix(comma + 1);
    }
}

std::vector<std::string> codes_to_allow() {
    std::vector<std::string> codes;
    for (const core::FindingInfo& finding : core::finding_table()) {
        if (finding.can_allow) {
            codes.emplace_back(finding.name);
        }
    }
    std::ranges::sort(codes);
    return codes;
}

ValueKind kind_of(std::string_view value) {
    if (value == "FILE") {
        return ValueKind::file;
    }
    if (value == "DIR") {
        return ValueKind::folder;
    }
    return value == "COMMAND" ? ValueKind::command : ValueKind::text;
}

/// CLI11 tells the name of a value and what its checks say in one text: "FORMAT:{zip,dir}".
void read_value(OptionInfo& info, const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const std::size_t colon = type.find(':');
    info.value = type.substr(0, colon);
    info.kind = kind_of(info.value);
    const std::size_t open = type.find(":{");
    const std::size_t close = type.find('}');
    if (open != std::string::npos && close != std::string::npos) {
        info.choices = split_choices(std::string_view(type).substr(open + 2, close - open - 2));
    } else if (info.value == "CODE") {
        info.choices = codes_to_allow();
    }
    if (!info.choices.empty()) {
        info.kind = ValueKind::choice;
    }
}

std::vector<std::string> names_of(const CLI::Option& option) {
    if (!option.nonpositional()) {
        return {option.get_name(true)};
    }
    std::vector<std::string> names;
    for (const std::string& name : option.get_snames()) {
        names.push_back("-" + name);
    }
    for (const std::string& name : option.get_lnames()) {
        names.push_back("--" + name);
    }
    return names;
}

OptionInfo describe(const CLI::Option& option) {
    OptionInfo info;
    info.names = names_of(option);
    info.default_value = option.get_default_str();
    info.description = option.get_description();
    info.required = option.get_required();
    info.repeatable = option.get_items_expected_max() > 1;
    for (const CLI::Option* other : option.get_excludes()) {
        info.excludes.push_back(other->get_name());
    }
    // CLI11 keeps them by address.
    std::ranges::sort(info.excludes);
    if (option.get_items_expected_max() > 0) {
        read_value(info, option);
    }
    return info;
}

}  // namespace

CommandInfo describe_command_line(const CLI::App& root) {
    CommandInfo info{root.get_name(), root.get_description(), root.get_footer(), {}, {}, {}};
    for (const CLI::Option* option : root.get_options()) {
        if (!option->get_group().empty()) {
            (option->nonpositional() ? info.options : info.positionals)
                .push_back(describe(*option));
        }
    }
    for (const CLI::App* command : root.get_subcommands({})) {
        if (!command->get_group().empty()) {
            info.commands.push_back(describe_command_line(*command));
        }
    }
    return info;
}

}  // namespace rollpack::cli
