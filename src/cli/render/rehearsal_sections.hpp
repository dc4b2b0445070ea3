#pragma once

#include "rollpack/app/rehearse.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Rows of cells, of which the first is the heading; no rows at all where there is nothing to tell.
/// Cells hold text from outside as it is.
using Cells = std::vector<std::vector<std::string>>;

/// "equal", "DIFFERENT", "FAILED", or "-" for what was not tried.
std::string_view word_of(app::Outcome outcome) noexcept;

/// Each version above the target, and what came of it.
Cells ladder_rows(const app::RehearsalResult& result);

/// The whole rollback in each dialect of the history, and the upgrade after it.
Cells rollback_rows(const app::RehearsalResult& result);

/// What became of the rows of each table that holds something else, with examples.
Cells row_rows(const app::RehearsalResult& result);

/// The lock of each undo script on each relation that was there before it.
Cells lock_rows(const app::RehearsalResult& result);

/// What becomes of each repeatable.
Cells repeatable_rows(const app::RehearsalResult& result);

/// What repeatables made whose text does not tell, as the rehearsal saw it.
Cells seen_rows(const app::RehearsalResult& result);
/// How the dump differs from the target; empty without a dump.
Cells drift_rows(const app::RehearsalResult& result);

/// What this means for a package.
std::string_view seen_words() noexcept;

/// "rehearsal of Rollback-V123: from v1.29 back to 123, on PostgreSQL 15.8"
std::string rehearsal_headline(const app::RehearsalResult& result);

/// One sentence.
std::string rehearsal_verdict(const app::RehearsalResult& result);

}  // namespace rollpack::cli
