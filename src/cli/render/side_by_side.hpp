#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// One line of two texts beside each other.
struct SideBySideRow {
    enum class Kind {
        same,
        changed,  ///< at least one side has a line that the other has not
        heading  ///< `left` names what follows
    };
    Kind kind = Kind::same;
    std::string left;
    std::string right;

    bool operator==(const SideBySideRow&) const = default;
};

/// A unified diff, as packages carry it, taken apart: lines that leave on the left, those that come in
/// their place on the right. Lines before the first file are left out.
std::vector<SideBySideRow> side_by_side(std::string_view diff);

}  // namespace rollpack::cli
