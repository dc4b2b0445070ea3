#include "render/build.hpp"

#include "render/json_parts.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::cli {

namespace {

std::string describe(const core::Release& release) {
    return fmt::format("{} ({})", printable(release.ref), release.commit.hex().substr(0, 12));
}

std::size_t count(const core::Selection& selection, core::RepeatableAction action) {
    return static_cast<std::size_t>(
        std::ranges::count(selection.repeatables, action, &core::Repeatable::action)
    );
}

void write_release(json::ObjectWriter& root, std::string_view name, const core::Release& release) {
    root.object(name, [&](json::ObjectWriter& item) {
        item.member("ref", release.ref);
        item.member("commit", release.commit.hex());
    });
}

void write_artifact(json::ObjectWriter& root, const app::BuildResult& result) {
    root.member(
        "provenance_path",
        result.provenance ? std::optional{result.provenance->string()} : std::nullopt
    );
    if (!result.package) {
        root.member("artifact", nullptr);
        return;
    }
    root.object("artifact", [&](json::ObjectWriter& item) {
        item.member("path", result.package->artifact.string());
        item.member("digest_path", result.package->digest_file.string());
        item.member("sha256", result.package->artifact_sha256.hex());
        item.member("content_sha256", result.package->content_sha256.hex());
        item.member("size_bytes", result.package->size_bytes);
    });
}

}  // namespace

std::string render_build(const app::BuildResult& result) {
    const core::Selection& selection = result.selection;
    using enum core::RepeatableAction;
    return fmt::format(
        "{}: from {} at {}\n"
        "  back to {} at {}, which is kept\n"
        "  {}; repeatables: {} restored, {} unchanged, {} retired, {} revived\n"
        "  sha256 {}\n",
        printable(core::package_name(selection)),
        selection.release_version ? printable(selection.release_version->text()) : "no version",
        describe(selection.release),
        printable(selection.target_version.text()),
        describe(selection.target),
        counted(selection.undo.size(), "undo script", "undo scripts"),
        count(selection, restore),
        count(selection, unchanged),
        count(selection, retire),
        count(selection, revive),
        result.package->artifact_sha256.hex()
    );
}

std::string build_to_json(const app::BuildResult& result) {
    const core::Selection& selection = result.selection;
    using enum core::RepeatableAction;
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.member("package", core::package_name(selection));
        write_version(root, "target_version", selection.target_version);
        write_version(root, "release_version", selection.release_version);
        write_release(root, "target", selection.target);
        write_release(root, "release", selection.release);
        root.member("undo_scripts", selection.undo.size());
        root.object("repeatables", [&](json::ObjectWriter& item) {
            item.member("restore", count(selection, restore));
            item.member("unchanged", count(selection, unchanged));
            item.member("retire", count(selection, retire));
            item.member("revive", count(selection, revive));
        });
        write_artifact(root, result);
        write_findings(root, result.findings);
    });
}

}  // namespace rollpack::cli
