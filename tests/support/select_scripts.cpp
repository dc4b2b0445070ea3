#include "support/select_scripts.hpp"

#include <sstream>

namespace rollpack::test {

namespace {

void add_fault(const std::string& line, std::size_t number, core::SqlAnalysis& analysis) {
    using Kind = core::SqlFault::Kind;
    const auto add_if = [&](std::string_view marker, Kind kind) {
        if (line.find(marker) != std::string::npos) {
            analysis.faults.push_back({kind, number, "found " + std::string{marker}});
        }
    };
    add_if("\\", Kind::psql_command);
    add_if("OPEN", Kind::incomplete);
    add_if("BROKEN", Kind::unparsable);
}

void add_facts(const std::string& line, std::size_t number, core::SqlAnalysis& analysis) {
    std::istringstream words{line};
    std::string what;
    std::string name;
    words >> what >> name;
    if (what == "VIEW") {
        analysis.creates.push_back({core::ObjectKind::view, std::nullopt, name, {}, std::nullopt});
    } else if (what == "TABLE") {
        analysis.creates.push_back({core::ObjectKind::table, std::nullopt, name, {}, std::nullopt});
    } else if (what == "DELETE") {
        analysis.effects.push_back({core::DataAction::deletes_rows, name, number});
    } else if (what == "DO") {
        analysis.creates_known = false;
    }
}

}  // namespace

core::SqlAnalysis analyze_lines(std::string_view text) {
    core::SqlAnalysis analysis;
    std::istringstream lines{std::string{text}};
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.empty() || line.starts_with("--")) {
            continue;
        }
        analysis.statements.push_back({});
        analysis.statements.back().transaction_control = line == "COMMIT" ? line : "";
        analysis.statements.back().not_transactional = line == "VACUUM" ? line : "";
        add_fault(line, number, analysis);
        add_facts(line, number, analysis);
    }
    return analysis;
}

SelectScripts::SelectScripts()
    : request{
        *core::parse_version("2"),
        make_release("v2"),
        make_release("main"),
        {},
        {"sql"},
    } {
    in_both("sql/V1__a.sql");
    in_both("sql/V2__b.sql");
}

void SelectScripts::in_main(const std::string& path, const std::string& text) {
    source.add("main", path, text);
}

void SelectScripts::in_target(const std::string& path, const std::string& text) {
    source.add("v2", path, text);
}

void SelectScripts::in_both(const std::string& path, const std::string& text) {
    in_main(path, text);
    in_target(path, text);
}

core::Selection SelectScripts::select() {
    return core::select_scripts(request, source, analyze_lines, findings, notes);
}

std::vector<std::string> SelectScripts::found() const {
    std::vector<std::string> result;
    for (const core::Finding& finding : findings.sorted()) {
        result.push_back(
            std::string{core::finding_info(finding.code).name} + " " + finding.subject
        );
    }
    return result;
}

core::Finding SelectScripts::only_finding() const {
    if (findings.all().size() != 1) {
        throw std::logic_error("findings: " + std::to_string(findings.all().size()));
    }
    return findings.all().front();
}

std::vector<std::string> paths(const std::vector<core::Script>& scripts) {
    std::vector<std::string> result;
    result.reserve(scripts.size());
    for (const core::Script& script : scripts) {
        result.push_back(script.path);
    }
    return result;
}

std::vector<std::string> paths(const std::vector<core::UndoScript>& scripts) {
    std::vector<std::string> result;
    result.reserve(scripts.size());
    for (const core::UndoScript& undo : scripts) {
        result.push_back(undo.script.path);
    }
    return result;
}

}  // namespace rollpack::test
