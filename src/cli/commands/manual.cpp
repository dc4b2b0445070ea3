#include "manual.hpp"

#include "commands/commands.hpp"
#include "output_file.hpp"
#include "render/man_page.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace rollpack::cli {

namespace {

namespace fs = std::filesystem;

int run_manual(const fs::path& folder, const CommandInfo& program) {
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault) {
        throw core::Error(
            core::ErrorCode::file_unwritable,
            fmt::format("the folder {} cannot be made: {}", folder.string(), fault.message()),
            "Name a folder that exists or can be made."
        );
    }
    for (const ManPage& page : render_man_pages(program, ROLLPACK_VERSION)) {
        write_output_file(folder / page.file_name, page.text);
    }
    return 0;
}

}  // namespace

void add_manual_command(CLI::App& root, Action& chosen) {
    auto folder = std::make_shared<std::string>();
    CLI::App* command = root.add_subcommand("manual", "Write rollpack's manual pages, for man");
    command->add_option("folder", *folder, "Where to write them; made if it is not there")
        ->type_name("DIR")
        ->required();
    command->footer(manual("manual"));
    command->callback([folder, &root, &chosen] {
        chosen = [folder, &root](Runtime& /*runtime*/) {
            return run_manual(*folder, describe_command_line(root));
        };
    });
}

}  // namespace rollpack::cli
