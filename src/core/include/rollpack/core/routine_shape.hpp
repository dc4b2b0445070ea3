#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rollpack::core {

struct RoutineArgument {
    enum class Mode {
        in,
        out,
        in_out,
        variadic,
        table  ///< a column of RETURNS TABLE
    };

    Mode mode = Mode::in;
    std::string name;  ///< empty: it has none
    std::string type;  ///< SQL text without length and precision

    bool operator==(const RoutineArgument&) const = default;
};

/// What CREATE OR REPLACE may not change of a function or procedure.
struct RoutineShape {
    bool is_procedure = false;
    bool returns_set = false;
    std::string result;  ///< SQL text; empty where the arguments say it, and for a procedure
    std::vector<RoutineArgument> arguments;  ///< all of them, in order
    std::size_t defaults = 0;  ///< how many arguments have one

    bool operator==(const RoutineShape&) const = default;
};

}  // namespace rollpack::core
