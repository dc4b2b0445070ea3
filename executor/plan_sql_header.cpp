#include "detail/identifier.hpp"
#include "detail/plan_sql.hpp"
#include "detail/psql_text.hpp"

#include <fmt/format.h>

namespace rollpack::executor::detail {

namespace {

using core::TransactionMode;

std::string line(std::string_view text) {
    return text.empty() ? "--\n" : fmt::format("-- {}\n", comment_text(text));
}

std::string fact(std::string_view name, std::string_view value) {
    return value.empty() ? std::string{} : line(fmt::format("  {:9} {}", name, value));
}

std::string what_it_does(const core::Plan& plan, const PlanSqlBinding& binding) {
    return line(fmt::format(
               "{} as one SQL file: takes the database {} from {} back to version {}.",
               plan.package_name,
               binding.database,
               plan.from_version ? "version " + plan.from_version->text() : "no version",
               plan.target_version.text()
           ))
        + line("");
}

std::string facts(
    const core::Plan& plan,
    const PlanSqlBinding& binding,
    const PlanSqlOptions& options
) {
    return fact("package", plan.package_name + ", content digest " + plan.content_sha256.hex())
        + fact("plan", options.run.plan_sha256 ? "digest " + options.run.plan_sha256->hex() : "")
        + fact("database", binding.database + "; the scripts run as the role " + binding.role)
        + fact("history",
               fmt::format(
                   "{}, {} rows, digest {}",
                   quote_qualified(plan.history_table.schema, plan.history_table.table),
                   binding.history_rows,
                   binding.history_digest.hex()
               ))
        + fact("made", options.made_at + " by rollpack " + options.run.tool_version)
        + fact("reason", options.run.reason) + line("");
}

std::string steps(const core::Plan& plan) {
    std::string text = line("Steps");
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        text += line(fmt::format("  {:3}  {}", i + 1, core::step_name(plan.steps[i])));
    }
    return text + line("");
}

std::string notes(const std::vector<std::string>& notes) {
    if (notes.empty()) {
        return {};
    }
    std::string text = line("Before you run it");
    for (const std::string& note : notes) {
        text += line("  " + note);
    }
    return text + line("");
}

std::string how_to_run(const core::Plan& plan, const PlanSqlOptions& options) {
    std::string text = line("Run it with psql, from start to end:")
        + line("  psql -X -v ON_ERROR_STOP=1 -f "
               + (options.file.empty() ? std::string{"THIS_FILE"} : options.file)
               + " \"host=... dbname=... user=...\"")
        + line("");
    if (plan.transaction == TransactionMode::package) {
        text += line("Everything is one transaction: it ends with COMMIT, or nothing was changed.");
    } else {
        text += line("Each step is a transaction of its own: what ran before a failure stays.")
            + line("After a failure make the file anew: it goes on with the step that is next.");
    }
    text +=
        line("It refuses in its first statements, with \"refused:\" and the reason, when it is run")
        + line("on another database, over another history (so also a second time), or while a")
        + line("migration or rollback is running. Nothing was changed then.");
    text += line("The values of placeholders are in it: keep it as you keep them.");
    if (!plan.callbacks.undo_error.empty() || !plan.callbacks.migrate_error.empty()) {
        text += line("The callbacks afterUndoError and afterMigrateError are not in it.");
    }
    return text;
}

}  // namespace

std::string plan_sql_header(
    const core::Plan& plan,
    const PlanSqlBinding& binding,
    const PlanSqlOptions& options
) {
    return what_it_does(plan, binding) + facts(plan, binding, options) + steps(plan)
        + notes(options.notes) + how_to_run(plan, options);
}

}  // namespace rollpack::executor::detail
