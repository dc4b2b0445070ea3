#include "render/completion.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

/// What `_arguments` takes as the explanation of an option: brackets end it.
std::string explanation(std::string_view text) {
    std::string result;
    for (const char byte : text) {
        if (byte == '[' || byte == ']' || byte == '\\') {
            result += '\\';
        }
        result += byte == '\n' ? ' ' : byte;
    }
    return result;
}

/// The part of a specification before which a colon stands.
std::string escaped_colons(std::string_view text) {
    std::string result;
    for (const char byte : text) {
        result += byte == ':' ? "\\:" : std::string{byte};
    }
    return result;
}

std::string action(const OptionInfo& option) {
    switch (option.kind) {
    case ValueKind::choice:
        return fmt::format("({})", fmt::join(option.choices, " "));
    case ValueKind::file:
        return "_files";
    case ValueKind::folder:
        return "_files -/";
    case ValueKind::command:
        return "_normal";
    case ValueKind::none:
    case ValueKind::text:
        return " ";
    }
    return " ";
}

/// The options that are not offered any more once this one was given.
std::string exclusions(const OptionInfo& option) {
    std::vector<std::string> names = option.excludes;
    if (!option.repeatable) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return names.empty() ? std::string{} : fmt::format("({})", fmt::join(names, " "));
}

/// One word of `_arguments` for each name of the option.
std::string option_lines(const OptionInfo& option, std::string_view indent) {
    std::string text;
    for (const std::string& name : option.names) {
        std::string specification = exclusions(option) + (option.repeatable ? "*" : "") + name;
        specification += option.kind == ValueKind::none ? "" : "=";
        specification += "[" + explanation(option.description) + "]";
        if (option.kind != ValueKind::none) {
            specification += ":" + escaped_colons(option.value) + ":" + action(option);
        }
        text += fmt::format(" \\\n{}{}", indent, shell_quoted(specification));
    }
    return text;
}

std::string positional_line(const OptionInfo& positional, std::string_view indent) {
    // A command with its arguments is completed as if it stood alone: that is what ::: says.
    const std::string_view colons = positional.kind == ValueKind::command ? "*:::"
        : positional.repeatable                                           ? "*:"
        : positional.required                                             ? ":"
                                                                          : "::";
    return fmt::format(
        " \\\n{}{}",
        indent,
        shell_quoted(fmt::format(
            "{}{}:{}",
            colons,
            escaped_colons(positional.names.front()),
            action(positional)
        ))
    );
}

std::string render_command(const CommandInfo& command) {
    std::string text = fmt::format("        {})\n            _arguments -S", command.name);
    constexpr std::string_view indent = "                ";
    for (const OptionInfo& option : command.options) {
        text += option_lines(option, indent);
    }
    for (const OptionInfo& positional : command.positionals) {
        text += positional_line(positional, indent);
    }
    return text + "\n            ;;\n";
}

}  // namespace

std::string render_zsh_completion(const CommandInfo& program) {
    // "commands" is zsh's own table of programs, and a local one of this name would hide it.
    std::string text = fmt::format(
        "#compdef {0}\n"
        "# zsh completion for {0}; `{0} completion zsh` prints it.\n\n"
        "_{0}() {{\n"
        "    local context state state_descr line\n"
        "    typeset -A opt_args\n"
        "    local -a subcommands=(\n",
        program.name
    );
    for (const CommandInfo& command : program.commands) {
        text += "        " + shell_quoted(command.name + ":" + command.description) + "\n";
    }
    text += "    )\n    _arguments -C";
    for (const OptionInfo& option : program.options) {
        text += option_lines(option, "        ");
    }
    text +=
        " \\\n        '1:command:->command' \\\n        '*::argument:->argument'\n"
        "    case $state in\n"
        "    command) _describe -t commands command subcommands ;;\n"
        "    argument)\n"
        "        case $line[1] in\n";
    for (const CommandInfo& command : program.commands) {
        text += render_command(command);
    }
    return text
        + fmt::format(
               "        esac\n"
               "        ;;\n"
               "    esac\n"
               "}}\n\n"
               "# A file on fpath is run as the function itself; sourced, it is registered.\n"
               "if [ \"$funcstack[1]\" = _{0} ]; then\n"
               "    _{0} \"$@\"\n"
               "else\n"
               "    compdef _{0} {0}\n"
               "fi\n",
               program.name
        );
}

}  // namespace rollpack::cli
