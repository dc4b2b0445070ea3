#include "rollpack/app/log.hpp"

#include "commands/commands.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "render/log.hpp"
#include "rollpack/core/error.hpp"
#include "trust_options.hpp"

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct LogCommand {
    DatabaseOptions database;
    TrustOptions trust;
    std::size_t limit = 20;
    std::string run;
    bool json = false;
};

int run_log(const LogCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, options.trust, runtime);
    const app::LogRequest request{
        database_target(options.database, around),
        {options.limit, options.run}};
    const app::LogResult log = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::read_log(request, progress);
    }();
    if (!options.run.empty() && (!log.runs || log.runs->empty())) {
        throw core::Error(
            core::ErrorCode::usage,
            "the journal has no run whose id begins with \"" + options.run + "\"",
            "Look at the runs with rollpack log; without --limit it shows the newest 20."
        );
    }
    const std::string database = executor::describe(request.database.connection);
    *runtime.out
        << (options.json              ? log_to_json(log)
                : options.run.empty() ? render_log(log, database)
                                      : render_runs(*log.runs));
    return 0;
}

}  // namespace

void add_log_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<LogCommand>();
    CLI::App* command =
        root.add_subcommand("log", "Show who rolled a database back, when, why and how it ended");
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    command->add_option("--limit", options->limit, "Show the newest so many runs (default: 20)")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}))
        ->type_name("N");
    command->add_option("--run", options->run, "Show all of the run whose id begins with this")
        ->type_name("ID");
    command->add_flag("--json", options->json, "Print a document of schemas/log-v1.schema.json");
    command->footer(manual("log"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_log(*options, runtime); };
    });
}

}  // namespace rollpack::cli
