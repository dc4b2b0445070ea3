#pragma once

#include "rollpack/core/lint.hpp"
#include "rollpack/executor/sql_script.hpp"
#include "support/memory_source.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace rollpack::test {

/// A release with a version 7, looked at by core's rules on top of the executor's analysis: what core
/// alone cannot be tested with, since it knows no parser.
class Linted {
public:
    Linted& makes(const std::string& sql) { return has("sql/V7__x.sql", sql); }

    Linted& undoes(const std::string& sql) { return has("sql/U7__x.sql", sql); }

    Linted& has(const std::string& path, const std::string& text) {
        source.add("main", path, text);
        return *this;
    }

    core::LintResult lint() {
        return core::lint_undo_scripts(request, source, executor::analyze_sql);
    }

    /// "unguarded-drop 3" (the line, if there is one) of each finding.
    std::vector<std::string> found() {
        std::vector<std::string> texts;
        for (const core::Finding& finding : lint().findings) {
            texts.push_back(
                std::string{core::finding_info(finding.code).name}
                + (finding.line ? fmt::format(" {}", *finding.line) : "")
            );
        }
        return texts;
    }

    /// Of each finding of this rule.
    std::vector<std::string> messages_of(core::FindingCode rule) {
        std::vector<std::string> texts;
        for (const core::Finding& finding : lint().findings) {
            if (finding.code == rule) {
                texts.push_back(finding.message);
            }
        }
        return texts;
    }

    MemorySource source;
    core::LintRequest request{make_release("main"), {}, {"sql"}, {}, {}};
};

/// A V script, its undo script, and what is expected of them.
struct LintSample {
    std::string name;
    std::string makes;
    std::string undoes;
    std::vector<std::string> expected;
};

inline void PrintTo(const LintSample& sample, std::ostream* out) {
    *out << sample.name;
}

}  // namespace rollpack::test
