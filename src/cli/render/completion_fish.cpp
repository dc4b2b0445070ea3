#include "render/completion.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

constexpr std::string_view script_begin =
    R"fish(# fish completion for {0}; `{0} completion fish` prints it.

# Whether $argv[1] is the command that is typed; no argument: whether none is yet.
function __{0}_command_is
    set -l words (commandline -opc)
    set -l command ''
    for word in $words[2..-1]
        if not string match -q -- '-*' $word
            set command $word
            break
        end
    end
    test "$command" = "$argv[1]"
end

complete -c {0} -f
)fish";

/// How a value is completed. -x: only as said here, -r -F: files.
std::string value_of(const OptionInfo& option) {
    switch (option.kind) {
    case ValueKind::choice:
        return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    case ValueKind::file:
        return " -r -F";
    case ValueKind::folder:
        return " -x -a '(__fish_complete_directories)'";
    case ValueKind::command:
        return " -x -a '(__fish_complete_subcommand --fcs-skip=2)'";
    case ValueKind::text:
        return " -x";
    case ValueKind::none:
        return "";
    }
    return "";
}

std::string option_line(const std::string& begin, const OptionInfo& option) {
    std::string text = begin;
    for (const std::string& name : option.names) {
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    return text + value_of(option) + " -d " + shell_quoted(option.description) + "\n";
}

/// The first line of a description: the whole of it for all but the program itself.
std::string positional_line(const std::string& begin, const OptionInfo& positional) {
    switch (positional.kind) {
    case ValueKind::file:
        return begin + " -F\n";
    case ValueKind::none:
    case ValueKind::text:
        return "";
    case ValueKind::choice:
    case ValueKind::folder:
    case ValueKind::command:
        return begin + value_of(positional).substr(3) + "\n";
    }
    return "";
}

}  // namespace

std::string render_fish_completion(const CommandInfo& program) {
    std::string text = fmt::format(fmt::runtime(script_begin), program.name);
    const auto begin = [&](const std::string& command) {
        return fmt::format(
            "complete -c {0} -n {1}",
            program.name,
            shell_quoted(fmt::format("__{}_command_is{}", program.name, command))
        );
    };
    for (const OptionInfo& option : program.options) {
        text += option_line(begin(""), option);
    }
    for (const CommandInfo& command : program.commands) {
        text += fmt::format(
            "{} -a {} -d {}\n",
            begin(""),
            command.name,
            shell_quoted(command.description)
        );
    }
    for (const CommandInfo& command : program.commands) {
        for (const OptionInfo& option : command.options) {
            text += option_line(begin(" " + command.name), option);
        }
        for (const OptionInfo& positional : command.positionals) {
            text += positional_line(begin(" " + command.name), positional);
        }
    }
    return text;
}

}  // namespace rollpack::cli
