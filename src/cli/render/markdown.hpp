#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Text from outside on one line of GitHub's Markdown, in a table too: nothing in it is markup, HTML, a
/// cell's border, a link or a mention. Long text is cut.
std::string markdown_text(std::string_view text);

/// The same as code.
std::string markdown_code(std::string_view text);

/// A table whose cells are Markdown already. Of many rows the first 100 are shown and the others
/// counted, because GitHub drops a summary that is over 1 MiB. Empty for no rows.
std::string markdown_table(
    const std::vector<std::string>& header,
    const std::vector<std::vector<std::string>>& rows
);

}  // namespace rollpack::cli
