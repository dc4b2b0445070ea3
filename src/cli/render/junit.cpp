#include "render/junit.hpp"

#include "render/findings.hpp"
#include "render/pipeline_facts.hpp"
#include "render/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace rollpack::cli {

namespace {

struct TestCase {
    std::string kind;
    std::string name;
    std::vector<core::Finding> findings;  ///< errors first
};

/// Takes the findings that belong to each case out of `left`; what stays belongs to no script.
class CaseList {
public:
    explicit CaseList(const std::vector<core::Finding>& findings) {
        for (const core::Finding& finding : errors_first(findings)) {
            left_[finding.subject].push_back(finding);
        }
    }

    void add(std::string_view kind, const std::string& name) {
        if (!names_.insert(name).second) {
            return;
        }
        const auto found = left_.find(name);
        cases_.push_back(
            {std::string{kind},
             name,
             found == left_.end() ? std::vector<core::Finding>{} : found->second}
        );
        left_.erase(name);
    }

    std::vector<TestCase> take() && {
        for (auto& [subject, findings] : left_) {
            const bool is_file = is_about_a_file(findings.front());
            cases_.push_back({is_file ? "other_file" : "release", subject, std::move(findings)});
        }
        return std::move(cases_);
    }

private:
    std::map<std::string, std::vector<core::Finding>> left_;
    std::set<std::string> names_;
    std::vector<TestCase> cases_;
};

struct Suite {
    std::string program;
    std::string name;
    std::vector<PipelineFact> properties;
    std::vector<TestCase> cases;
    core::Severity fail_on = core::Severity::error;
};

std::vector<TestCase> test_cases(const app::BuildResult& result) {
    CaseList cases(result.findings);
    for (const core::UndoScript& undo : result.selection.undo) {
        cases.add("undo", undo.script.origin.path);
    }
    for (const core::Script& script : result.selection.versioned) {
        cases.add("versioned", script.origin.path);
    }
    for (const core::Repeatable& repeatable : result.selection.repeatables) {
        if (repeatable.script) {
            cases.add("repeatable", repeatable.script->origin.path);
        }
    }
    for (const core::Script& script : result.selection.callbacks) {
        cases.add("callback", script.origin.path);
    }
    return std::move(cases).take();
}

/// The worst come first.
bool has_failed(const TestCase& test_case, core::Severity fail_on) {
    return std::ranges::any_of(test_case.findings, [&](const core::Finding& finding) {
        return finding.severity <= fail_on;
    });
}

std::string failure(const TestCase& test_case) {
    const core::Finding& first = test_case.findings.front();
    return fmt::format(
        "      <failure{}{}>{}</failure>\n",
        xml_attribute("type", core::finding_info(first.code).name),
        xml_attribute("message", finding_line(first)),
        xml_text(render_findings(test_case.findings))
    );
}

std::string render(const TestCase& test_case, core::Severity fail_on) {
    std::string text = "    <testcase" + xml_attribute("classname", "rollpack." + test_case.kind)
        + xml_attribute("name", test_case.name);
    if (test_case.kind != "release") {
        text += xml_attribute("file", test_case.name);
    }
    text += xml_attribute("time", "0");
    if (test_case.findings.empty()) {
        return text + "/>\n";
    }
    text += ">\n";
    if (has_failed(test_case, fail_on)) {
        text += failure(test_case);
    } else {
        text += fmt::format(
            "      <system-out>{}</system-out>\n",
            xml_text(render_findings(test_case.findings))
        );
    }
    return text + "    </testcase>\n";
}

std::string render(const std::vector<PipelineFact>& properties) {
    std::string text = "    <properties>\n";
    for (const PipelineFact& fact : properties) {
        text += fmt::format(
            "      <property{}{}/>\n",
            xml_attribute("name", fact.name),
            xml_attribute("value", fact.value)
        );
    }
    return text + "    </properties>\n";
}

std::string render(const Suite& suite) {
    std::string cases;
    std::size_t failures = 0;
    for (const TestCase& test_case : suite.cases) {
        cases += render(test_case, suite.fail_on);
        failures += has_failed(test_case, suite.fail_on) ? 1U : 0U;
    }
    const std::string counts = fmt::format(
        R"( tests="{}" failures="{}" errors="0" skipped="0" time="0")",
        suite.cases.size(),
        failures
    );
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites{0}{1}>\n"
        "  <testsuite{2}{1}>\n"
        "{3}{4}"
        "  </testsuite>\n"
        "</testsuites>\n",
        xml_attribute("name", suite.program),
        counts,
        xml_attribute("name", suite.name),
        render(suite.properties),
        cases
    );
}

}  // namespace

std::string build_to_junit(const app::BuildResult& result) {
    return render(Suite{
        "rollpack build",
        core::package_name(result.selection),
        pipeline_facts(result),
        test_cases(result)});
}

std::string lint_to_junit(const core::LintResult& result, core::Severity fail_on) {
    CaseList cases(result.findings);
    for (const std::string& script : result.scripts) {
        cases.add("undo", script);
    }
    return render(Suite{
        "rollpack lint",
        result.release.ref,
        {{"release", result.release.ref}, {"release_commit", result.release.commit.hex()}},
        std::move(cases).take(),
        fail_on});
}

std::string rehearsal_to_junit(const app::RehearsalResult& result) {
    CaseList cases(result.findings);
    for (const app::RehearsedVersion& rung : result.versions) {
        if (!rung.undo_script.empty()) {
            cases.add("rehearsal", rung.undo_script);
        }
    }
    cases.add("release", result.package_name);
    return render(Suite{
        "rollpack rehearse",
        result.package_name,
        {{"release", result.release}, {"target_version", result.target.text()}},
        std::move(cases).take()});
}

}  // namespace rollpack::cli
