#pragma once

#include <string>
#include <string_view>

namespace rollpack::cli {

/// Text as the content of an element of an XML 1.0 document. What XML has no place for (control
/// characters, U+FFFE, U+FFFF, bytes that are not UTF-8) is shown as "\x1b" and the like; line feeds and
/// tabs are kept.
std::string xml_text(std::string_view text);

/// An attribute with a space before it: ` name="text"`. Line feeds and tabs survive here too.
std::string xml_attribute(std::string_view name, std::string_view text);

}  // namespace rollpack::cli
