#pragma once

#include "rollpack/core/error.hpp"
#include "rollpack/core/selection.hpp"
#include "support/memory_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rollpack::test {

/// Stands in for the executor's analysis. A statement is a line that is no comment; a line with
/// "\" is a psql command, one with "BROKEN" is unparsable, one with "OPEN" is incomplete; "VIEW name"
/// creates a view, "TABLE name" a table, "DELETE name" deletes its rows, "COMMIT" and
/// "VACUUM" fit into no transaction, "DO" hides what the script creates.
core::SqlAnalysis analyze_lines(std::string_view text);

/// Two releases with V1 and V2 in "sql"; the current one, "main", goes on with what a test adds.
class SelectScripts : public testing::Test {
protected:
    SelectScripts();

    void in_main(const std::string& path, const std::string& text = "SELECT 1\n");
    void in_target(const std::string& path, const std::string& text = "SELECT 1\n");
    void in_both(const std::string& path, const std::string& text = "SELECT 1\n");

    core::Selection select();

    /// "code path" of each finding, sorted by path.
    std::vector<std::string> found() const;

    /// The only finding; fails if there is another number of them.
    core::Finding only_finding() const;

public:
    MemorySource source;
    core::Findings findings;
    core::BuildNotes notes;
    core::SelectionRequest request;
};

/// The paths of scripts, or of what holds a script.
std::vector<std::string> paths(const std::vector<core::Script>& scripts);
std::vector<std::string> paths(const std::vector<core::UndoScript>& scripts);

}  // namespace rollpack::test
