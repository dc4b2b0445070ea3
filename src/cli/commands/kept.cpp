#include "rollpack/app/kept.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "render/kept.hpp"
#include "rollpack/core/error.hpp"
#include "trust_options.hpp"

#include <istream>
#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct KeptCommand {
    DatabaseOptions database;
    TrustOptions trust;
    std::string drop;
    bool yes = false;
    bool json = false;
};

int list(const app::DatabaseTarget& database, const KeptCommand& options, Runtime& runtime) {
    const std::vector<core::KeptData> kept = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::list_kept(database, progress);
    }();
    *runtime.out
        << (options.json ? kept_to_json(kept)
                         : render_kept(kept, executor::describe(database.connection)));
    return 0;
}

app::ConfirmDrop ask(Runtime& runtime) {
    return [&runtime](const core::KeptData& data) {
        *runtime.err << render_kept_run(data) << "\nDrop it for good? Type yes: " << std::flush;
        std::string answer;
        std::getline(*runtime.in, answer);
        return answer == "yes";
    };
}

int drop(const app::DatabaseTarget& database, const KeptCommand& options, Runtime& runtime) {
    if (!options.yes && !runtime.in_is_terminal) {
        throw core::Error(
            core::ErrorCode::usage,
            "there is no terminal to ask on",
            "Look at the data with `rollpack kept`, then give --yes to drop it without a question."
        );
    }
    const core::KeptData dropped = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::drop_kept(
            database,
            options.drop,
            options.yes ? app::ConfirmDrop{} : ask(runtime),
            progress
        );
    }();
    *runtime.out
        << (options.json ? kept_to_json({dropped})
                         : "Dropped what this run kept:\n" + render_kept_run(dropped));
    return 0;
}

int run_kept(const KeptCommand& options, Runtime& runtime) {
    const Trust trust = trust_of(options.trust, options.database.environment, runtime);
    const app::DatabaseTarget database = database_target(options.database, trust.url);
    return options.drop.empty() ? list(database, options, runtime)
                                : drop(database, options, runtime);
}

}  // namespace

void add_kept_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<KeptCommand>();
    CLI::App* command =
        root.add_subcommand("kept", "List or drop what --keep-data saved inside a database");
    add_connection_options(*command, options->database);
    CLI::Option* const drop = command->add_option(
        "--drop",
        options->drop,
        "Drop what this run kept: its id, the first 8 digits of it, or the schema"
    );
    drop->type_name("RUN");
    command->add_flag("--yes", options->yes, "Do not ask; needed where there is no terminal")
        ->needs(drop);
    command->add_flag("--json", options->json, "Print a document of schemas/kept-v1.schema.json");
    command->footer(manual("kept"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_kept(*options, runtime); };
    });
}

}  // namespace rollpack::cli
