#include "detail/repeatables_diff.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/git/text_diff.hpp"

#include <fmt/format.h>

namespace rollpack::app::detail {

namespace {

constexpr std::size_t largest_diff_bytes = std::size_t{1} << 20U;
constexpr std::size_t largest_document_bytes = std::size_t{8} << 20U;

/// Headed by a line without the quotes that a name of other letters gets in a difference.
std::string difference(const core::ReplacedText& replaced, const core::Script& script) {
    const std::string path = "sql/" + script.path;
    std::string text = git::unified_diff(
        replaced.text,
        script.text,
        "current/sql/" + replaced.path,
        "target/" + path
    );
    if (text.size() > largest_diff_bytes) {
        return fmt::format("\n{}: {} bytes of difference, left out\n", path, text.size());
    }
    return fmt::format("\n{}:\n{}", path, text);
}

}  // namespace

std::string repeatables_diff(
    const core::Selection& selection,
    const std::vector<core::ReplacedText>& replaced
) {
    if (replaced.empty()) {
        return "No repeatable script differs between the two releases.\n";
    }
    std::string text =
        "Each repeatable script that is restored: what leaves with the current release (-) and what "
        "comes back with the target release (+).\n";
    auto next = replaced.begin();
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.action != core::RepeatableAction::restore) {
            continue;
        }
        ROLLPACK_ASSERT(next != replaced.end() && next->description == repeatable.description);
        const std::string added = difference(*next++, *repeatable.script);
        if (text.size() + added.size() > largest_document_bytes) {
            return text + "The other differences are left out: this document would be too large.\n";
        }
        text += added;
    }
    return text;
}

}  // namespace rollpack::app::detail
