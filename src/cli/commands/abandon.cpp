#include "rollpack/app/abandon.hpp"

#include "commands/commands.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "rollpack/core/error.hpp"
#include "text.hpp"
#include "time_options.hpp"
#include "trust_options.hpp"

#include <fmt/format.h>

#include <istream>
#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct AbandonCommand {
    DatabaseOptions database;
    TrustOptions trust;
    TimeOptions times;
    std::string reason;
    bool yes = false;
};

std::string describe(const core::OpenRun& run) {
    std::string text = fmt::format(
        "run {} of {}, started at {} by {} ({})\n",
        run.run_id,
        run.package,
        run.started_at,
        run.run_by,
        run.client
    );
    if (!run.script.empty()) {
        text += fmt::format(
            "  it left {} behind statement {}{}\n",
            run.script,
            run.statements_done,
            run.in_doubt ? "; the next one was begun, and nobody knows whether it ended" : ""
        );
    }
    return printable(text, Lines::keep);
}

int run_abandon(const AbandonCommand& options, Runtime& runtime) {
    if (!options.yes && !runtime.in_is_terminal) {
        throw core::Error(
            core::ErrorCode::usage,
            "there is no terminal to ask on",
            "Look at the run with `rollpack log`, then give --yes to abandon it without a question."
        );
    }
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    const app::AbandonRequest request{
        database_target(options.database, around),
        lock_patience(options.times.lock_patience, around),
        options.reason};
    const auto confirm = [&](const core::OpenRun& run) {
        if (options.yes) {
            return true;
        }
        *runtime.err << describe(run) << "\nAbandon it? Type yes: " << std::flush;
        std::string answer;
        std::getline(*runtime.in, answer);
        return answer == "yes";
    };
    ProgressText progress(runtime, ProgressText::Notices::hide);
    const core::OpenRun run = app::abandon_run(request, confirm, progress);
    *runtime.out << "abandoned " << describe(run);
    return 0;
}

}  // namespace

void add_abandon_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<AbandonCommand>();
    CLI::App* command = root.add_subcommand(
        "abandon",
        "Close a run that stopped part-way, without going on with it"
    );
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    command
        ->add_option("--reason", options->reason, "Why; kept in the journal, for example a ticket")
        ->type_name("REASON")
        ->required();
    add_patience_option(*command, options->times);
    command->add_flag("--yes", options->yes, "Do not ask; needed where there is no terminal");
    command->footer(manual("abandon"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_abandon(*options, runtime); };
    });
}

}  // namespace rollpack::cli
