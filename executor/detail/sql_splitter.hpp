#pragma once

#include "rollpack/core/sql_analysis.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace rollpack::executor::detail {

/// Answers on which line an offset is. Offsets that grow cost one pass over the text together.
class LineCounter {
public:
    explicit LineCounter(core::ScriptText text) noexcept
        : text_{std::move(text)} {}

    /// 1-based. `offset` is at most the text's size.
    std::size_t line_at(std::size_t offset);

private:
    core::ScriptText text_;
    std::size_t offset_ = 0;
    std::size_t line_ = 1;
};

/// The statements of a script, with place and inline data only, and what keeps it from being cut.
struct SplitScript {
    std::vector<core::SqlStatement> statements;
    std::vector<std::size_t> token_counts;  ///< of each statement
    std::vector<core::SqlFault> faults;
};

/// Cuts a script as psql does. See analyze_sql for what is a fault.
SplitScript split_statements(const core::ScriptText& text);

}  // namespace rollpack::executor::detail
