#include "rollpack/executor/ordered_plan.hpp"

#include "rollpack/executor/sql_script.hpp"

#include <map>
#include <memory>
#include <utility>

namespace rollpack::executor {

namespace {

/// Planning is done twice, and reads the same scripts.
core::AnalyzeSql remembering_analysis() {
    const auto known = std::make_shared<std::map<core::Sha256, core::SqlAnalysis>>();
    return [known](const core::ScriptText& text) {
        const core::Sha256 digest = core::digest_of(text);
        const auto found = known->find(digest);
        return found == known->end() ? known->emplace(digest, analyze_sql(text)).first->second
                                     : found->second;
    };
}

core::Plan make_plan(
    const PlanRequest& request,
    const core::ServerFacts& facts,
    const core::AnalyzeSql& analyze,
    core::Findings& findings
) {
    return core::make_plan(
        request.selection,
        request.content_sha256,
        request.history,
        facts,
        request.options,
        analyze,
        findings
    );
}

}  // namespace

core::Plan make_ordered_plan(
    const PlanRequest& request,
    core::ServerFacts& facts,
    Database& database,
    core::Findings& findings
) {
    const core::AnalyzeSql analyze = remembering_analysis();
    core::Findings of_first = findings;
    core::Plan plan = make_plan(request, facts, analyze, of_first);
    const core::DependencyQuestions questions = core::dependency_questions(plan, request.selection);
    if (questions.names.empty()) {
        findings = std::move(of_first);
        return plan;
    }
    facts.dependencies = database.dependencies(questions, request.history.table().schema);
    return make_plan(request, facts, analyze, findings);
}

}  // namespace rollpack::executor
