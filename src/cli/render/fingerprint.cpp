#include "render/fingerprint.hpp"

#include "layout.hpp"
#include "text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace rollpack::cli {

namespace {

std::string counts(const core::Fingerprint& fingerprint) {
    std::vector<std::vector<std::string>> rows;
    for (const core::SchemaKindInfo& info : core::schema_kind_table()) {
        const auto count =
            std::ranges::count(fingerprint.objects, info.kind, &core::SchemaObject::kind);
        if (count > 0) {
            rows.push_back(
                {fmt::format("{:>6}", count), std::string{count == 1 ? info.one : info.many}}
            );
        }
    }
    return rows.empty() ? "  nothing\n" : format_table(rows, "");
}

std::string list(std::string_view title, const std::vector<std::string>& names) {
    const std::string text = fmt::format("{}: {}", title, fmt::join(names, ", "));
    return names.empty() ? "" : wrapped(printable(text), 2);
}

}  // namespace

std::string render_fingerprint(const core::Fingerprint& fingerprint, const std::string& source) {
    return fmt::format(
        "What scripts made in {}\n\n{}\n{}{}fingerprint {}\n",
        printable(source),
        counts(fingerprint),
        list("left out", fingerprint.left_out),
        list("ignored", fingerprint.ignored),
        fingerprint.digest.hex()
    );
}

}  // namespace rollpack::cli
