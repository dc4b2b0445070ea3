#include "rollpack/app/scratch.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"

#include <memory>

namespace rollpack::cli {

namespace {

/// The command owns the terminal while it runs, so nothing is told.
class Silence final : public core::Observer {
public:
    void on(const core::Event& /*event*/) noexcept override {}
};

}  // namespace

void add_scratch_command(CLI::App& root, Action& chosen) {
    auto words = std::make_shared<std::vector<std::string>>();
    CLI::App* command =
        root.add_subcommand("scratch", "Run a command with a throw-away PostgreSQL server");
    command->add_option("command", *words, "The command and its arguments, behind --")
        ->type_name("COMMAND")
        ->required();
    command->footer(manual("scratch"));
    command->callback([words, &chosen] {
        chosen = [words](Runtime& /*runtime*/) {
            Silence silence;
            return app::run_with_scratch_server(*words, silence);
        };
    });
}

}  // namespace rollpack::cli
