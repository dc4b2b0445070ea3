#pragma once

#include "rollpack/app/rehearse.hpp"

#include <string>

namespace rollpack::cli {

/// The ladder of versions with what came of each, and the verdict last.
std::string render_rehearsal(const app::RehearsalResult& result);

/// The same, with findings, locks and repeatables, as Markdown for a ticket or pull request.
std::string rehearsal_to_markdown(const app::RehearsalResult& result);

/// The same as one page of HTML: nothing is fetched, no script is needed, light and dark by the reader's
/// own setting.
std::string rehearsal_to_html(const app::RehearsalResult& result);

}  // namespace rollpack::cli
