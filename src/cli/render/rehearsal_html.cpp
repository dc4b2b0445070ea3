#include "render/findings.hpp"
#include "render/rehearsal.hpp"
#include "render/rehearsal_sections.hpp"
#include "render/side_by_side.hpp"
#include "render/xml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace rollpack::cli {

namespace {

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ --paper: #ffffff; --ink: #1b1f24; --faint: #5b6570; --line: #d5dae0; --band: #f3f5f7;
  --good: #10642f; --good-band: #dff3e4; --bad: #9b1c1c; --bad-band: #fbe3e3; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #14171b; --ink: #e4e8ec; --faint: #9aa5b1;
  --line: #333a42; --band: #1d2227; --good: #7fd99a; --good-band: #12331e; --bad: #ff9d9d;
  --bad-band: #431919; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.6rem; margin: 0 0 .25rem; }}
h2 {{ font-size: 1.15rem; margin: 2.25rem 0 .75rem; }}
p {{ margin: .25rem 0; }}
.faint {{ color: var(--faint); }}
p, li, code {{ overflow-wrap: anywhere; }}
.verdict {{ margin: 1.25rem 0; padding: .9rem 1.1rem; border-radius: .5rem; font-weight: 600; }}
.good {{ background: var(--good-band); color: var(--good); }}
.bad {{ background: var(--bad-band); color: var(--bad); }}
.wide {{ overflow-x: auto; }}
.wide table {{ min-width: 44rem; }}
table {{ border-collapse: collapse; width: 100%; font-size: .92rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid var(--line); }}
.end td {{ background: var(--band); font-weight: 600; }}
th {{ color: var(--faint); font-weight: 600; white-space: nowrap; }}
.badge {{ display: inline-block; padding: 0 .55rem; border-radius: 1rem; font-weight: 600; white-space: nowrap; }}
li {{ margin: .5rem 0; }}
code, .diff td {{ font-family: ui-monospace, monospace; font-size: .85rem; }}
.diff {{ table-layout: fixed; }}
.diff td {{ white-space: pre-wrap; overflow-wrap: anywhere; border-bottom: 0; padding: .05rem .6rem; width: 50%; }}
.diff .heading td {{ background: var(--band); color: var(--faint); padding: .35rem .6rem; }}
.diff .left {{ background: var(--bad-band); }}
.diff .right {{ background: var(--good-band); }}
@media print {{ body {{ max-width: none; }} }}
</style>
</head>
<body>
)";

std::string cell(const std::string& text) {
    const bool is_good = text == word_of(app::Outcome::equal);
    const bool is_bad = text == word_of(app::Outcome::different)
        || text == word_of(app::Outcome::failed);
    if (!is_good && !is_bad) {
        return fmt::format("<td>{}</td>", xml_text(text));
    }
    return fmt::format(
        R"(<td><span class="badge {}">{}</span></td>)",
        is_good ? "good" : "bad",
        is_good ? "&#10003; equal" : "&#10007; " + xml_text(text)
    );
}

std::string begin_table(
    std::string_view title,
    std::string_view about,
    const std::vector<std::string>& headings
) {
    std::string text = fmt::format(
        "<h2>{}</h2>\n<p class=\"faint\">{}</p>\n<div class=\"wide\"><table>\n<thead><tr>",
        title,
        about
    );
    for (const std::string& heading : headings) {
        text += fmt::format("<th scope=\"col\">{}</th>", xml_text(heading));
    }
    return text + "</tr></thead>\n<tbody>\n";
}

std::string row(const std::vector<std::string>& cells) {
    std::string text = "<tr>";
    for (const std::string& each : cells) {
        text += cell(each);
    }
    return text + "</tr>\n";
}

constexpr std::string_view end_of_table = "</tbody>\n</table></div>\n";

std::string section(std::string_view title, std::string_view about, const Cells& rows) {
    if (rows.empty()) {
        return "";
    }
    std::string text = begin_table(title, about, rows.front());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        text += row(rows[i]);
    }
    return text.append(end_of_table);
}

/// One end of the ladder, over all columns but the first.
std::string end_of_ladder(const std::string& name, std::string_view what, std::size_t columns) {
    return fmt::format(
        "<tr class=\"end\"><td>{}</td><td colspan=\"{}\">{}</td></tr>\n",
        xml_text(name),
        columns - 1,
        what
    );
}

// As ladders stand: the release on top, the target at the foot.
std::string ladder(const app::RehearsalResult& result) {
    const Cells rows = ladder_rows(result);
    if (rows.empty()) {
        return "";
    }
    const std::size_t columns = rows.front().size();
    std::string text = begin_table(
        "The ladder",
        "Read it upwards: each version was gone up to, and taken back by its undo script alone. Schema and "
        "rows were then compared with the version below; last, the whole rollback was tried from there.",
        rows.front()
    );
    text += end_of_ladder(result.release, "the release that is rolled back", columns);
    for (std::size_t i = rows.size() - 1; i > 0; --i) {
        text += row(rows[i]);
    }
    text += end_of_ladder(result.target.text(), "the target that comes back", columns);
    return text.append(end_of_table);
}

// A script's name stands once, at its first lock.
std::string locks(const app::RehearsalResult& result) {
    Cells rows = lock_rows(result);
    for (std::size_t i = rows.size(); i-- > 2;) {
        if (rows[i].front() == rows[i - 1].front()) {
            rows[i].front().clear();
        }
    }
    return section(
        "Locks",
        "The strongest lock that each undo script really took. Under ACCESS EXCLUSIVE nobody else reads or "
        "writes the table until the rollback ends.",
        rows
    );
}

std::string findings(const app::RehearsalResult& result) {
    if (result.findings.empty()) {
        return "";
    }
    std::string text = "<h2>What was found</h2>\n<ul>\n";
    for (const core::Finding& finding : errors_first(result.findings)) {
        text += fmt::format(
            "<li><code>{}</code> {}<br><span class=\"faint\">{} [{}]</span></li>\n",
            xml_text(finding.subject),
            xml_text(finding.message),
            xml_text(finding.hint),
            core::finding_info(finding.code).name
        );
    }
    return text + "</ul>\n";
}

std::string side(const SideBySideRow& row, const std::string& text, std::string_view name) {
    const bool is_marked = row.kind == SideBySideRow::Kind::changed && !text.empty();
    return fmt::format(
        "<td{}>{}</td>",
        is_marked ? fmt::format(" class=\"{}\"", name) : "",
        xml_text(text)
    );
}

std::string diff(const app::RehearsalResult& result) {
    const std::vector<SideBySideRow> rows = side_by_side(result.repeatables_diff);
    if (rows.empty()) {
        return "";
    }
    std::string text =
        "<h2>Texts that are restored</h2>\n<p class=\"faint\">On the left what the current release has, "
        "on the right what comes back with the target.</p>\n<div class=\"wide\"><table class=\"diff\">\n";
    for (const SideBySideRow& row : rows) {
        text += row.kind == SideBySideRow::Kind::heading ? fmt::format(
                    "<tr class=\"heading\"><td colspan=\"2\">{}</td></tr>\n",
                    xml_text(row.left)
                )
                                                         : fmt::format(
                                                             "<tr>{}{}</tr>\n",
                                                             side(row, row.left, "left"),
                                                             side(row, row.right, "right")
                                                         );
    }
    return text.append("</table></div>\n");
}

std::string item(std::string_view about, const std::set<std::string>& names) {
    return names.empty() ? ""
                         : fmt::format(
                             "<li>{} <code>{}</code>.</li>\n",
                             about,
                             xml_text(fmt::format("{}", fmt::join(names, ", ")))
                         );
}

constexpr std::string_view always_true =
    "<li>The rehearsal ran on an empty server with the rows that it was given: how long a rollback takes "
    "in production depends on the rows there. <code>rollpack plan</code> looks at the live database.</li>\n"
    "<li>Locks are those that each undo script took on what was there before it; nobody else was "
    "connected. <code>rollpack apply --lock-timeout</code> says how long others may be held up.</li>\n"
    "<li>The page is about this package and no other: <code>rollpack show</code> prints its content "
    "digest.</li>\n";

void add_closed(const executor::Footprint& footprint, std::set<std::string>& names) {
    for (const executor::HeldLock& lock : footprint.locks) {
        if (lock.mode == core::LockMode::access_exclusive) {
            names.insert(core::full_name(lock.relation));
        }
    }
}

std::string for_operators(const app::RehearsalResult& result) {
    std::set<std::string> closed;
    std::set<std::string> rewritten;
    for (const app::RehearsedVersion& rung : result.versions) {
        add_closed(rung.footprint, closed);
        for (const core::RelationName& relation : rung.footprint.rewritten) {
            rewritten.insert(core::full_name(relation));
        }
    }
    return "<h2>What an operator must know</h2>\n<ul>\n"
        + item("Closed to everyone else while the rollback runs:", closed)
        + item("Written anew row by row, which takes longer the more rows there are:", rewritten)
        + item("Roles that scripts name, made for the rehearsal; production has to have them:",
               {result.roles.begin(), result.roles.end()})
        + std::string{always_true} + "</ul>\n";
}

}  // namespace

std::string rehearsal_to_html(const app::RehearsalResult& result) {
    std::string text =
        fmt::format(head, fmt::arg("title", xml_text("Rehearsal of " + result.package_name)));
    text += fmt::format(
        "<main>\n<h1>{}</h1>\n<p class=\"faint\">{}</p>\n<p class=\"faint\">Content <code>{}</code></p>\n"
        "<p class=\"verdict {}\">{}</p>\n",
        xml_text(result.package_name),
        xml_text(rehearsal_headline(result)),
        result.content_sha256.hex(),
        result.proven ? "good" : "bad",
        xml_text(rehearsal_verdict(result))
    );
    text += findings(result);
    text += section(
        "How the dump differs",
        "The rollback is compared with the dump's own schema.",
        drift_rows(result)
    );
    text += ladder(result);
    text += section(
        "The whole rollback",
        "The package applied to the current release in both forms of the history, and the release "
        "applied once more.",
        rollback_rows(result)
    );
    text += section(
        "Rows",
        "Tables that hold something else after the rollback than at the target, with examples.",
        row_rows(result)
    );
    text += locks(result);
    text += section("Repeatables", "Scripts of either release.", repeatable_rows(result));
    text += section("What repeatables made", seen_words(), seen_rows(result));
    text += diff(result);
    text += for_operators(result);
    return text + "</main>\n</body>\n</html>\n";
}

}  // namespace rollpack::cli
