#include "render/completion.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

/// What needs no knowledge of the options: finding the command, and how values are offered.
constexpr std::string_view script_begin =
    R"bash(# bash completion for {0}; `{0} completion bash` prints it.

_{0}_words() {{
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
}}

# The shell completes names better by itself: quotes, spaces and ~ are its business.
_{0}_files() {{
    compopt -o default
}}

_{0}_folders() {{
    compopt -o dirnames
}}

_{0}() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command='' at
    COMPREPLY=()
    # --option=value arrives as three words.
    if [ "$word" = = ]; then
        word=
    elif [ "$previous" = = ]; then
        previous=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    for ((at = 1; at < COMP_CWORD; at++)); do
        if [[ ${{COMP_WORDS[at]}} != -* ]]; then
            command=${{COMP_WORDS[at]}}
            break
        fi
    done
    case $command in
)bash";

constexpr std::string_view script_end = R"bash(    esac
}}

complete -F _{0} {0}
)bash";

/// The statement that offers a value; empty for text, which only the user knows.
std::string offer(const CommandInfo& program, const OptionInfo& option) {
    switch (option.kind) {
    case ValueKind::choice:
        return fmt::format("_{}_words '{}'", program.name, fmt::join(option.choices, " "));
    case ValueKind::file:
        return fmt::format("_{}_files", program.name);
    case ValueKind::folder:
        return fmt::format("_{}_folders", program.name);
    case ValueKind::command:
        return "mapfile -t COMPREPLY < <(compgen -c -- \"$word\")";
    case ValueKind::none:
    case ValueKind::text:
        return ":";
    }
    return ":";
}

std::string all_names(const std::vector<OptionInfo>& options) {
    std::vector<std::string> names;
    for (const OptionInfo& option : options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return fmt::format("{}", fmt::join(names, " "));
}

std::string render_command(const CommandInfo& program, const CommandInfo& command) {
    std::string values;
    for (const OptionInfo& option : command.options) {
        if (option.kind != ValueKind::none) {
            values += fmt::format(
                "        {}) {} ;;\n",
                fmt::join(option.names, " | "),
                offer(program, option)
            );
        }
    }
    const std::string arguments = command.positionals.empty()
        ? ":"
        : offer(program, command.positionals.front());
    return fmt::format(
        "    {})\n"
        "        case $previous in\n"
        "{}"
        "        *)\n"
        "            if [[ $word == -* ]]; then\n"
        "                _{}_words '{}'\n"
        "            else\n"
        "                {}\n"
        "            fi\n"
        "            ;;\n"
        "        esac\n"
        "        ;;\n",
        command.name,
        values,
        program.name,
        all_names(command.options),
        arguments
    );
}

}  // namespace

std::string render_bash_completion(const CommandInfo& program) {
    std::string names;
    for (const CommandInfo& command : program.commands) {
        names += (names.empty() ? "" : " ") + command.name;
    }
    std::string text = fmt::format(fmt::runtime(script_begin), program.name);
    text += fmt::format(
        "    '')\n"
        "        if [[ $word == -* ]]; then\n"
        "            _{0}_words '{1}'\n"
        "        else\n"
        "            _{0}_words '{2}'\n"
        "        fi\n"
        "        ;;\n",
        program.name,
        all_names(program.options),
        names
    );
    for (const CommandInfo& command : program.commands) {
        text += render_command(program, command);
    }
    return text + fmt::format(fmt::runtime(script_end), program.name);
}

}  // namespace rollpack::cli
