#include "render/rehearsal.hpp"

#include "layout.hpp"
#include "render/rehearsal_sections.hpp"
#include "text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rollpack::cli {

namespace {

std::string table(Cells rows) {
    for (std::vector<std::string>& row : rows) {
        for (std::string& cell : row) {
            cell = printable(cell);
        }
    }
    return rows.empty() ? "" : wrapped_table(rows) + "\n";
}

std::string seen(const app::RehearsalResult& result) {
    return result.seen.empty() ? "" : wrapped(std::string{seen_words()}) + table(seen_rows(result));
}

std::string roles(const app::RehearsalResult& result) {
    return result.roles.empty() ? ""
                                : wrapped(printable(fmt::format(
                                    "roles made for it, as scripts name them: {}",
                                    fmt::join(result.roles, ", ")
                                )));
}

}  // namespace

std::string render_rehearsal(const app::RehearsalResult& result) {
    return wrapped(printable(rehearsal_headline(result))) + "\n" + table(drift_rows(result))
        + table(ladder_rows(result)) + table(rollback_rows(result)) + table(row_rows(result))
        + seen(result) + roles(result) + wrapped(printable(rehearsal_verdict(result)));
}

}  // namespace rollpack::cli
