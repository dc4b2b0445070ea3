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

}  // namespace

core::Plan make_ordered_plan(
    const PlanRequest& request,
    core::ServerFacts& facts,
    Database& database,
    core::Findings& findings
) {
    const core::AnalyzeSql analyze = remembering_analysis();
    const core::PlanInputs inputs{
        request.selection,
        request.history,
        facts,
        request.options,
        analyze};
    core::Findings of_first = findings;
    core::Plan plan = core::make_plan(inputs, request.content_sha256, of_first);
    const core::DependencyQuestions questions = core::dependency_questions(plan, request.selection);
    if (questions.names.empty()) {
        findings = std::move(of_first);
        return plan;
    }
    facts.dependencies = database.dependencies(questions, request.history.table().schema);
    return core::make_plan(inputs, request.content_sha256, findings);
}

}  // namespace rollpack::executor
