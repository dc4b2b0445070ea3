#include "render/github_summary.hpp"

#include "render/findings.hpp"
#include "render/markdown.hpp"
#include "text.hpp"

#include <fmt/format.h>

namespace rollpack::cli {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string describe(const std::optional<core::Version>& version, const core::Release& release) {
    return fmt::format(
        "{} at {}, commit {}",
        version ? markdown_text(version->text()) : "no version",
        markdown_code(release.ref),
        markdown_code(release.commit.hex())
    );
}

Rows overview(const app::BuildResult& result) {
    const core::Selection& selection = result.selection;
    Rows rows = {
        {"From", describe(selection.release_version, selection.release)},
        {"Back to", describe(selection.target_version, selection.target) + ", which is kept"}};
    if (result.package) {
        const packager::WrittenPackage& package = *result.package;
        rows.push_back(
            {"Package",
             fmt::format(
                 "{}, {} bytes",
                 markdown_code(package.artifact.string()),
                 package.size_bytes
             )}
        );
        rows.push_back({"SHA-256", markdown_code(package.artifact_sha256.hex())});
        rows.push_back({"SHA-256 of the content", markdown_code(package.content_sha256.hex())});
    }
    if (result.provenance) {
        rows.push_back({"Provenance", markdown_code(result.provenance->string())});
    }
    rows.push_back({"Findings", count_findings(result.findings)});
    return rows;
}

std::string place_of(const core::Finding& finding) {
    const std::string subject = markdown_code(finding.subject);
    return finding.line ? fmt::format("{}, line {}", subject, *finding.line) : subject;
}

Rows finding_rows(const std::vector<core::Finding>& findings) {
    Rows rows;
    for (const core::Finding& finding : errors_first(findings)) {
        rows.push_back(
            {std::string{to_string(finding.severity)},
             markdown_code(core::finding_info(finding.code).name),
             place_of(finding),
             markdown_text(finding.message),
             markdown_text(finding.hint)}
        );
    }
    return rows;
}

Rows undo_rows(const core::Selection& selection) {
    Rows rows;
    for (const core::UndoScript& undo : selection.undo) {
        const core::Script& script = undo.script;
        rows.push_back(
            {script.name.version ? markdown_text(script.name.version->text()) : std::string{},
             markdown_code(script.origin.path)}
        );
    }
    return rows;
}

Rows repeatable_rows(const core::Selection& selection) {
    Rows rows;
    for (const core::Repeatable& repeatable : selection.repeatables) {
        rows.push_back(
            {std::string{core::to_string(repeatable.action)},
             repeatable.script ? markdown_code(repeatable.script->origin.path)
                               : markdown_text(repeatable.description)}
        );
    }
    return rows;
}

/// A section, or nothing where its table has no rows.
std::string section(
    std::string_view title,
    const std::vector<std::string>& header,
    const Rows& rows
) {
    return rows.empty() ? std::string{}
                        : fmt::format("\n#### {}\n\n{}", title, markdown_table(header, rows));
}

/// The name is made of a version and a suffix, so it needs no quotes.
std::string instructions(const packager::WrittenPackage& package) {
    return fmt::format(
        "\n#### Verify and apply\n\n"
        "```sh\n"
        "sha256sum -c {1}\n"
        "rollpack verify {0}\n"
        "rollpack plan {0} --url URL\n"
        "rollpack apply {0} --url URL\n"
        "```\n",
        package.artifact.filename().string(),
        package.digest_file.filename().string()
    );
}

}  // namespace

std::string build_to_github_summary(const app::BuildResult& result) {
    const core::Selection& selection = result.selection;
    const std::string name = markdown_text(core::package_name(selection));
    std::string text = result.package
        ? fmt::format("### {}\n\n", name)
        : fmt::format("### {} was refused\n\nNo package was written.\n\n", name);
    text += markdown_table({"", ""}, overview(result));
    text += section(
        "Findings",
        {"", "Code", "Where", "What was found", "What to do"},
        finding_rows(result.findings)
    );
    text += section("What it undoes, newest first", {"Version", "Script"}, undo_rows(selection));
    text += section("What becomes of the repeatables", {"", "Script"}, repeatable_rows(selection));
    if (result.package) {
        text += instructions(*result.package);
    }
    return text + "\n";
}

}  // namespace rollpack::cli
