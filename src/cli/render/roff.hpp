#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// Text that roff prints as it is: no character in it is a request or an escape, and a hyphen can be
/// copied and searched for.
std::string roff_plain(std::string_view text);

std::string roff_bold(std::string_view text);
std::string roff_italic(std::string_view text);

/// A sentence of a Markdown page or of an option's description: `words` between back quotes and
/// options (--yes) are bold.
std::string roff_prose(std::string_view text);

/// An example or a named thing with what is said about it.
struct PageItem {
    std::string term;
    std::string remark;  ///< may be empty

    bool operator==(const PageItem&) const = default;
};

/// What stands between two empty lines of a command's page.
struct PageBlock {
    std::string prose;  ///< lines that are not indented, with their line ends
    std::vector<PageItem> items;  ///< indented lines; those indented further are remarks

    bool operator==(const PageBlock&) const = default;
};

/// Splits a command's page: paragraphs, and lists such as
///
///     Examples:
///       rollpack build --target 123
///           from HEAD, back to the release whose tag is v123
std::vector<PageBlock> parse_page(std::string_view text);

}  // namespace rollpack::cli
