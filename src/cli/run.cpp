#include "rollpack/cli/run.hpp"

#include "commands/commands.hpp"
#include "manual.hpp"
#include "render/findings.hpp"
#include "rollpack/core/error.hpp"

#include <algorithm>
#include <memory>
#include <ostream>
#include <sstream>

namespace rollpack::cli {

namespace {

constexpr const char* description =
    "rollpack takes a PostgreSQL database that Flyway migrates back to an earlier release.\n"
    "It packs the undo scripts of the current release and the repeatables of the earlier one\n"
    "into a verified archive, and applies that archive all or nothing.";

/// Wraps what CLI11 would print as one long line.
class Wrapped final : public CLI::Formatter {
public:
    std::string make_option_desc(const CLI::Option* option) const override {
        constexpr std::size_t columns = 68;
        std::string text;
        std::size_t taken = 0;
        std::istringstream words(CLI::Formatter::make_option_desc(option));
        for (std::string word; words >> word; taken += word.size() + 1) {
            const bool fits = taken + word.size() <= columns;
            if (!text.empty()) {
                text += fits ? ' ' : '\n';
            }
            taken = fits ? taken : 0;
            text += word;
        }
        return text;
    }
};

/// CLI11 answers --help and --version with an exception too; its own codes are all usage errors here.
int report_parse(const CLI::App& root, const CLI::ParseError& error, Runtime& runtime) {
    if (error.get_exit_code() == 0) {
        return root.exit(error, *runtime.out, *runtime.err);
    }
    const std::vector<CLI::App*> chosen = root.get_subcommands();
    const std::string command = chosen.empty() ? "rollpack"
                                               : "rollpack " + chosen.front()->get_name();
    *runtime.err << render_error(core::Error(
        core::ErrorCode::usage,
        error.what(),
        "`" + command + " --help` shows what there is, with examples."
    ));
    return core::error_info(core::ErrorCode::usage).exit_status;
}

int act(const Action& action, Runtime& runtime) {
    try {
        const int status = action(runtime);
        runtime.out->flush();
        if (!*runtime.out) {
            throw core::Error(
                core::ErrorCode::file_unwritable,
                "standard output cannot be written to",
                "Check the disk or the pipe that the output goes to."
            );
        }
        return status;
    } catch (const core::Error& error) {
        *runtime.err << render_error(error);
        return core::error_info(error.code()).exit_status;
    } catch (const std::exception& error) {
        *runtime.err << render_error(core::Error(
            core::ErrorCode::internal,
            error.what(),
            "This is a fault of rollpack; please report it."
        ));
        return core::error_info(core::ErrorCode::internal).exit_status;
    }
}

}  // namespace

int run(const std::vector<std::string>& arguments, Runtime& runtime) {
    Action chosen;
    CLI::App root(description, "rollpack");
    root.footer(manual("rollpack"));
    root.set_version_flag("--version", "rollpack " ROLLPACK_VERSION);
    root.require_subcommand(1);
    root.formatter(std::make_shared<Wrapped>());
    add_commands(root, chosen);
    try {
        // CLI11 takes the words from the back.
        std::vector<std::string> words{arguments.rbegin(), arguments.rend()};
        root.parse(words);
    } catch (const CLI::ParseError& error) {
        return report_parse(root, error, runtime);
    }
    return act(chosen, runtime);
}

}  // namespace rollpack::cli
