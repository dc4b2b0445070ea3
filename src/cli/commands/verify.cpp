#include "commands/commands.hpp"
#include "manual.hpp"
#include "rollpack/packager/package_reader.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace rollpack::cli {

namespace {

int run_verify(const std::string& path, Runtime& runtime) {
    const packager::VerifiedPackage package = packager::open_package(path);
    *runtime.out << fmt::format(
        "{}: every name, size and digest of {} is as its manifest says\ncontent sha256 {}\n",
        printable(package.manifest().package),
        counted(package.manifest().files.size(), "script", "scripts"),
        package.content_sha256().hex()
    );
    return 0;
}

}  // namespace

void add_verify_command(CLI::App& root, Action& chosen) {
    auto path = std::make_shared<std::string>();
    CLI::App* command = root.add_subcommand("verify", "Check that a package is whole");
    command->add_option("package", *path, "The package: archive or folder")->required();
    command->footer(manual("verify"));
    command->callback([path, &chosen] {
        chosen = [path](Runtime& runtime) { return run_verify(*path, runtime); };
    });
}

}  // namespace rollpack::cli
