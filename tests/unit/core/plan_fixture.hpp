#pragma once

#include "rollpack/core/planning.hpp"
#include "support/selection_builder.hpp"
#include "unit/core/history_builder.hpp"

#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::test {

/// "view app.totals" or "function f"; "trigger audit on orders".
inline core::DatabaseObject object(const std::string& text) {
    std::istringstream words{text};
    std::string kind;
    std::string name;
    std::string on;
    std::string table;
    words >> kind >> name >> on >> table;
    const std::size_t dot = name.find('.');
    return {
        core::parse_object_kind(kind).value(),
        dot == std::string::npos ? std::nullopt : std::optional{name.substr(0, dot)},
        dot == std::string::npos ? name : name.substr(dot + 1),
        {},
        table.empty() ? std::nullopt : std::optional{table},
    };
}

/// Takes the place of the executor's analysis. Each line of a script is one statement in words:
///
///     drop view totals          create view totals        locks 100
///     cascade                   commit                    concurrently
///     call app.tidy             update orders
///     \d (a psql command)       open (an unclosed quote)  strange (not SQL of PostgreSQL 15)
///
/// Lines that begin with "--" and empty ones are none.
inline core::SqlAnalysis analyze_words(std::string_view text) {
    using Fault = core::SqlFault;
    core::SqlAnalysis analysis;
    std::istringstream lines{std::string{text}};
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.empty() || line.starts_with("--")) {
            continue;
        }
        core::SqlStatement statement;
        statement.line = number;
        if (line.starts_with("drop ")) {
            analysis.drops.push_back(object(line.substr(5)));
        } else if (line.starts_with("create ")) {
            analysis.creates.push_back(object(line.substr(7)));
        } else if (line.starts_with("locks ")) {
            statement.estimated_locks = std::stoul(line.substr(6));
        } else if (line.starts_with("update ")) {
            const std::string name = line.substr(7);
            analysis.effects.push_back(
                {core::DataAction::updates_rows, name, number, false, {std::nullopt, name}}
            );
        } else if (line == "cascade") {
            analysis.drops_cascade = true;
        } else if (line == "commit") {
            statement.transaction_control = "COMMIT";
        } else if (line == "concurrently") {
            statement.not_transactional = "CREATE INDEX CONCURRENTLY";
        } else if (line.starts_with("call ")) {
            const core::DatabaseObject procedure = object("procedure " + line.substr(5));
            statement.calls = core::RelationName{procedure.schema, procedure.name};
        } else if (line == "\\d") {
            analysis.faults.push_back({Fault::Kind::psql_command, number, "psql command \\d"});
        } else if (line == "open") {
            analysis.faults.push_back({Fault::Kind::incomplete, number, "a quote is not closed"});
        } else if (line == "strange") {
            analysis.faults.push_back({Fault::Kind::unparsable, number, "syntax error"});
        }
        analysis.statements.push_back(std::move(statement));
    }
    return analysis;
}

/// A package, a database and the options of one run; made small and changed by each test.
struct Situation {
    /// Has the V script of 123, by which a database is known as one of this project.
    SelectionBuilder package = SelectionBuilder{"123"}.versioned("V123__step.sql", "step 123");
    HistoryBuilder database;
    core::ServerFacts facts{150018, "shop", "deployer", "public", 64, 100, 0};
    core::PlanOptions options{
        core::TransactionMode::package,
        core::DialectChoice::automatic,
        {},
        "default",
        "/srv/shop",
        "2026-11-22 02:15:00",
    };
    core::Findings findings;
    std::vector<std::string> analyzed;  ///< texts that were analysed, in order

    /// Packs U`version`, and the V script that applies() applies.
    Situation& packs_undo(const std::string& version, const std::string& text) {
        package.versioned("V" + version + "__step.sql", "step " + version);
        package.undo("U" + version + "__step.sql", text);
        return *this;
    }

    /// Applies the V script that packs_undo() packs.
    Situation& applies(const std::string& version) {
        database.applied(version, core::flyway_checksum("step " + version));
        return *this;
    }

    /// Applies a repeatable of this text.
    Situation& applies_repeatable(const std::string& description, const std::string& text) {
        database.repeatable(description, core::flyway_checksum(text));
        return *this;
    }

    core::Plan plan() {
        const core::Selection selection = package.build();
        const core::History history = database.read(findings);
        const auto analyze = [this](std::string_view text) {
            analyzed.emplace_back(text);
            return analyze_words(text);
        };
        return core::make_plan(
            {selection, history, facts, options, analyze},
            core::sha256("package"),
            findings
        );
    }
};

/// Versions 122 to 126 are applied (ranks 1 to 5), 124 to 126 have undo scripts.
inline Situation at_version_126() {
    Situation situation;
    for (const char* const version : {"122", "123", "124", "125", "126"}) {
        situation.applies(version);
    }
    for (const char* const version : {"124", "125", "126"}) {
        situation.packs_undo(version, "drop table t" + std::string{version} + "\n");
    }
    return situation;
}

/// Versions 122 and 123 are applied; the package has an undo script for 124.
inline Situation at_the_target() {
    Situation situation;
    situation.applies("122").applies("123").packs_undo("124", "drop table t124\n");
    return situation;
}

/// What the steps are called, in order.
inline std::vector<std::string> step_names(const core::Plan& plan) {
    std::vector<std::string> names;
    for (const core::Step& step : plan.steps) {
        names.push_back(core::step_name(step));
    }
    return names;
}

/// Why the steps are there, in order.
inline std::vector<std::string> step_reasons(const core::Plan& plan) {
    std::vector<std::string> reasons;
    for (const core::Step& step : plan.steps) {
        reasons.push_back(core::step_reason(step));
    }
    return reasons;
}

/// "PATH: REASON" of each script that is left out.
inline std::vector<std::string> skipped(const core::Plan& plan) {
    std::vector<std::string> lines;
    for (const core::Skipped& script : plan.skipped) {
        lines.push_back(script.path + ": " + script.reason);
    }
    return lines;
}

/// The row of the step of this name. Throws if there is none.
inline core::HistoryRow row_of(const core::Plan& plan, const std::string& name) {
    for (const core::Step& step : plan.steps) {
        if (core::step_name(step) == name) {
            return *core::step_row(step);
        }
    }
    throw std::out_of_range("no step " + name);
}

}  // namespace rollpack::test
