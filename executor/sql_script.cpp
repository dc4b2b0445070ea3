#include "rollpack/executor/sql_script.hpp"

#include "detail/sql_splitter.hpp"

namespace rollpack::executor {

core::SqlAnalysis analyze_sql(std::string_view text) {
    detail::SplitScript script = detail::split_statements(text);
    core::SqlAnalysis analysis;
    analysis.statements = std::move(script.statements);
    analysis.faults = std::move(script.faults);
    return analysis;
}

}  // namespace rollpack::executor
