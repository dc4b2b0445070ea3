#include "commands/commands.hpp"
#include "manual.hpp"
#include "render/findings.hpp"
#include "render/plan.hpp"
#include "rollpack/app/approval.hpp"
#include "rollpack/app/saved_plan.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

struct ApproveCommand {
    std::string plan;
    std::string key;
};

int run_approve(const ApproveCommand& options, Runtime& runtime) {
    const app::SavedPlan saved = app::read_saved_plan(options.plan);
    *runtime.err
        << render_findings(saved.document.observed.findings) << render_plan(saved.document) << "\n"
        << fmt::format("plan {}, SHA-256 {}\n", printable(options.plan), saved.sha256.hex())
        << std::flush;
    const app::ApproveResult result = app::approve_plan(saved, options.key);
    for (const std::string& line : result.ignored) {
        *runtime.err << fmt::format("warning: {}\n", printable(line));
    }
    *runtime.err << fmt::format(
        "approved with {}; {} in the file now\n",
        printable(result.key),
        counted(result.count, "approval", "approvals")
    );
    *runtime.out << printable(result.approvals.string()) << "\n";
    return 0;
}

}  // namespace

void add_approve_command(CLI::App& root, Action& chosen) {
    auto options = std::make_shared<ApproveCommand>();
    CLI::App* command =
        root.add_subcommand("approve", "Show a saved plan, and approve it with an SSH signature");
    command->add_option("plan", options->plan, "The plan, as `rollpack plan --out` saved it")
        ->type_name("PLAN")
        ->required();
    command
        ->add_option(
            "--key",
            options->key,
            "Private SSH key to sign with, or the public one of a key that the agent holds"
        )
        ->type_name("FILE")
        ->required();
    command->footer(manual("approve"));
    command->callback([options, &chosen] {
        chosen = [options](Runtime& runtime) { return run_approve(*options, runtime); };
    });
}

}  // namespace rollpack::cli
