#pragma once

#include "rollpack/app/build.hpp"
#include "support/selection_builder.hpp"

#include <string>
#include <utility>
#include <vector>

namespace rollpack::cli::test {

inline core::Finding make_finding(
    core::FindingCode code,
    const std::string& subject,
    std::optional<std::size_t> line = std::nullopt
) {
    return {
        code,
        core::finding_info(code).severity,
        subject,
        line,
        subject + " is faulty",
        "Mend it."};
}

inline core::Selection small_selection() {
    return rollpack::test::SelectionBuilder("123")
        .undo("U124__stock.sql", "drop table stock;\n")
        .restore("R__totals.sql", "create view totals as select 1;\n")
        .build();
}

/// Refused, whatever the findings are.
inline app::BuildResult refused_build(std::vector<core::Finding> findings) {
    return {small_selection(), std::move(findings), std::nullopt, std::nullopt};
}

inline app::BuildResult successful_build(std::vector<core::Finding> warnings = {}) {
    app::BuildResult result = refused_build(std::move(warnings));
    result.package = packager::WrittenPackage{
        "dist/Rollback-V123.tar.gz",
        "dist/Rollback-V123.tar.gz.sha256",
        core::sha256("artifact"),
        core::sha256("content"),
        4711};
    return result;
}

}  // namespace rollpack::cli::test
