#pragma once

#include "command_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::cli {

/// One page of section 1 of the manual, in the man macros.
struct ManPage {
    std::string file_name;  ///< "rollpack-apply.1"
    std::string text;
};

/// rollpack(1), and rollpack-COMMAND(1) for every command: made from the options, the commands' Markdown
/// pages and the table of errors, and from nothing else, so the same program gives the same bytes.
std::vector<ManPage> render_man_pages(const CommandInfo& program, std::string_view version);

}  // namespace rollpack::cli
