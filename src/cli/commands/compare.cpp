#include "commands/commands.hpp"
#include "flyway_options.hpp"
#include "manual.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "render/comparison.hpp"
#include "render/findings.hpp"
#include "trust_options.hpp"

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace rollpack::cli {

namespace {

struct CompareCommand {
    std::string expected;
    std::string found;
    DatabaseOptions database;
    std::vector<std::string> ignored;
    bool json = false;
};

constexpr std::string_view environment_prefix = "env:";

bool names_a_file(const std::string& side) {
    std::error_code ignored;
    return std::filesystem::exists(side, ignored) || side.find_first_of(":=") == std::string::npos;
}

app::SchemaSource source_of(const std::string& side, DatabaseOptions database, Runtime& runtime) {
    if (side.starts_with(environment_prefix)) {
        database.environment = side.substr(environment_prefix.size());
    } else if (names_a_file(side)) {
        return std::filesystem::path{side};
    } else {
        database.url = side;
    }
    return database_target(database, surroundings_of(database, {}, runtime));
}

int run_compare(const CompareCommand& options, Runtime& runtime) {
    const app::SchemaSource expected = source_of(options.expected, options.database, runtime);
    const app::SchemaSource found = source_of(options.found, options.database, runtime);
    const app::ComparedSchemas compared = [&] {
        ProgressText progress(runtime, ProgressText::Notices::hide);
        return app::compare_schemas(expected, found, options.ignored, progress);
    }();
    *runtime.out
        << (options.json ? app::comparison_document(compared) : render_comparison(compared));
    return compared.comparison.is_equal() ? 0 : refused_status();
}

void add_side(CLI::App& command, std::string name, std::string& value, std::string description) {
    command.add_option(std::move(name), value, std::move(description))
        ->required()
        ->type_name("SIDE");
}

}  // namespace

void add_compare_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<CompareCommand>();
    CLI::App* command =
        root.add_subcommand("compare", "Say in what two schemas differ, databases or fingerprints");
    add_side(
        *command,
        "expected",
        options->expected,
        "What it should be: a file of `rollpack fingerprint --out`, a database's URL, or env:NAME for an "
        "environment"
    );
    add_side(*command, "found", options->found, "What it is, named in the same ways");
    add_history_options(*command, options->database);
    add_flyway_options(*command, options->database);
    add_ignore_option(*command, options->ignored);
    command->add_flag(
        "--json",
        options->json,
        "Print a document of schemas/comparison-v1.schema.json"
    );
    command->footer(manual("compare"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_compare(*options, runtime); };
    });
}

}  // namespace rollpack::cli
