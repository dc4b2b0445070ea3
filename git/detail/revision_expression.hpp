#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::git::detail {

/// One step back in history.
struct AncestorStep {
    enum class Kind {
        generation,  ///< "~N": the first parent, N times
        parent  ///< "^N": the Nth parent; 0 is the commit itself
    };
    Kind kind;
    unsigned int number;
};

/// "main~3^2": a name and the steps back from it.
struct RevisionExpression {
    std::string name;
    std::vector<AncestorStep> steps;
    bool peels = false;  ///< has a suffix, be it "^{}" only: a tag itself is not meant
};

/// None for the empty text and for what is not a name followed by "~N", "^N", "^{commit}" and "^{}" only. A reference's name
/// never holds "~" or "^". Source: gitrevisions(7).
std::optional<RevisionExpression> parse_revision(std::string_view text);

}  // namespace rollpack::git::detail
