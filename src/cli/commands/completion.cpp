#include "render/completion.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

int run_completion(const std::string& shell, const CommandInfo& program, Runtime& runtime) {
    if (shell == "bash") {
        *runtime.out << render_bash_completion(program);
    } else if (shell == "zsh") {
        *runtime.out << render_zsh_completion(program);
    } else {
        *runtime.out << render_fish_completion(program);
    }
    return 0;
}

}  // namespace

void add_completion_command(CLI::App& root, Action& chosen) {
    auto shell = std::make_shared<std::string>();
    CLI::App* command =
        root.add_subcommand("completion", "Print a script that completes rollpack in a shell");
    command->add_option("shell", *shell, "The shell to complete in")
        ->type_name("SHELL")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->required();
    command->footer(manual("completion"));
    command->callback([shell, &root, &chosen] {
        chosen = [shell, &root](Runtime& runtime) {
            return run_completion(*shell, describe_command_line(root), runtime);
        };
    });
}

}  // namespace rollpack::cli
