#pragma once

#include "rollpack/core/build_notes.hpp"
#include "rollpack/core/selection.hpp"

#include <string>
#include <vector>

namespace rollpack::app::detail {

/// The text of repeatables.diff: a sentence, then for each repeatable to restore the difference from
/// `replaced`, which has one text for each of them in their order, to the target release's text. A
/// difference too large for a person is left out with a line that says so, and so is what would make
/// the document larger than a package may have it.
std::string repeatables_diff(
    const core::Selection& selection,
    const std::vector<core::ReplacedText>& replaced
);

}  // namespace rollpack::app::detail
