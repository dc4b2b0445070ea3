// The text of a script.
#include "fuzz_target.hpp"
#include "rollpack/executor/sql_script.hpp"

using rollpack::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = rollpack::fuzz::text_of(bytes, size);
    const rollpack::core::SqlAnalysis analysis = rollpack::executor::analyze_sql(text);
    std::size_t end = 0;
    std::size_t line = 1;
    for (const auto& statement : analysis.statements) {
        require(statement.offset >= end, "statements are in order and apart");
        require(statement.length > 0, "a statement is not empty");
        end = statement.offset + statement.length;
        require(end <= text.size() && end > statement.offset, "a statement is in the text");
        require(statement.line >= line, "lines are in order");
        line = statement.line;
        if (statement.copy_data) {
            require(statement.copy_data->offset >= end, "data follows its statement");
            end = statement.copy_data->offset + statement.copy_data->length;
            require(end <= text.size(), "data is in the text");
        }
    }
    line = 1;
    for (const auto& fault : analysis.faults) {
        require(fault.line >= line, "faults are in order");
        line = fault.line;
    }
    return 0;
}
