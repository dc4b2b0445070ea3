#include "render/pipeline_facts.hpp"

#include "render/findings.hpp"

#include <algorithm>

namespace rollpack::cli {

namespace {

std::string count(const core::Selection& selection, core::RepeatableAction action) {
    return std::to_string(
        std::ranges::count(selection.repeatables, action, &core::Repeatable::action)
    );
}

/// What `read(package)` gives, where a package was written.
template <typename Read>
std::string of_package(const app::BuildResult& result, Read&& read) {
    return result.package ? read(*result.package) : std::string{};
}

}  // namespace

std::vector<PipelineFact> pipeline_facts(const app::BuildResult& result) {
    using Written = packager::WrittenPackage;
    using enum core::RepeatableAction;
    const core::Selection& selection = result.selection;
    const auto& version = selection.release_version;
    return {
        {"result", result.package ? "built" : "refused"},
        {"package", core::package_name(selection)},
        {"artifact", of_package(result, [](const Written& it) { return it.artifact.string(); })},
        {"digest_file",
         of_package(result, [](const Written& it) { return it.digest_file.string(); })},
        {"sha256", of_package(result, [](const Written& it) { return it.artifact_sha256.hex(); })},
        {"content_sha256",
         of_package(result, [](const Written& it) { return it.content_sha256.hex(); })},
        {"size_bytes",
         of_package(result, [](const Written& it) { return std::to_string(it.size_bytes); })},
        {"provenance", result.provenance ? result.provenance->string() : std::string{}},
        {"target_version", selection.target_version.text()},
        {"target_commit", selection.target.commit.hex()},
        {"release_version", version ? version->text() : std::string{}},
        {"release_commit", selection.release.commit.hex()},
        {"errors", std::to_string(count_of(result.findings, core::Severity::error))},
        {"warnings", std::to_string(count_of(result.findings, core::Severity::warning))},
        {"undo_scripts", std::to_string(selection.undo.size())},
        {"repeatables_restored", count(selection, restore)},
        {"repeatables_unchanged", count(selection, unchanged)},
        {"repeatables_retired", count(selection, retire)},
        {"repeatables_revived", count(selection, revive)},
    };
}

}  // namespace rollpack::cli
