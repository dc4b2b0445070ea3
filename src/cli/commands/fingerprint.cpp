#include "render/fingerprint.hpp"

#include "commands/commands.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "output_file.hpp"
#include "progress.hpp"
#include "rollpack/app/fingerprint_document.hpp"
#include "trust_options.hpp"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace rollpack::cli {

namespace {

struct FingerprintCommand {
    DatabaseOptions database;
    std::vector<std::string> ignored;
    std::optional<std::string> out;
    bool json = false;
};

int run_fingerprint(const FingerprintCommand& options, Runtime& runtime) {
    const Surroundings around = surroundings_of(options.database, {}, runtime);
    const app::SchemaSource source = database_target(options.database, around);
    const core::Fingerprint fingerprint = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::read_fingerprint(source, options.ignored, progress);
    }();
    if (options.out) {
        write_output_file(*options.out, app::write_fingerprint_document(fingerprint));
    }
    *runtime.out
        << (options.json ? app::write_fingerprint_document(fingerprint)
                         : render_fingerprint(fingerprint, app::describe(source)));
    return 0;
}

}  // namespace

void add_fingerprint_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<FingerprintCommand>();
    CLI::App* command = root.add_subcommand(
        "fingerprint",
        "Describe a database's schema, to compare it with another"
    );
    add_connection_options(*command, options->database);
    add_flyway_options(*command, options->database);
    add_ignore_option(*command, options->ignored);
    command
        ->add_option(
            "--out",
            options->out,
            "Save the fingerprint (schemas/fingerprint-v1.schema.json), to be compared later"
        )
        ->type_name("FILE");
    command->add_flag(
        "--json",
        options->json,
        "Print a document of schemas/fingerprint-v1.schema.json"
    );
    command->footer(manual("fingerprint"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_fingerprint(*options, runtime); };
    });
}

}  // namespace rollpack::cli
