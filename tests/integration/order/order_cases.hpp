#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rollpack::test {

/// A repeatable of either release: its text at the target and in the current release; none: it is not
/// in that release.
struct CaseRepeatable {
    std::string description;
    std::optional<std::string> target;
    std::optional<std::string> current;
};

/// A project of two or three versions in which "undo first, repeatables second" goes wrong.
struct OrderCase {
    std::string name;
    std::string target;  ///< V1
    std::vector<CaseRepeatable> repeatables;
    std::vector<std::string> newer;  ///< V2, V3, ...
    std::vector<std::string> undo;  ///< U2, U3, ...
    std::vector<std::string> steps;  ///< of the plan, callbacks left out
    int server = 12;  ///< the oldest that knows what it uses
};

/// What stands in the way of an undo script or of a repeatable.
std::vector<OrderCase> order_cases();
/// What only the applied text of a repeatable makes.
std::vector<OrderCase> left_over_cases();
/// Aggregates, types, rules, policies.
std::vector<OrderCase> kind_cases();

}  // namespace rollpack::test
