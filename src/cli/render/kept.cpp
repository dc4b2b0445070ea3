#include "render/kept.hpp"

#include "rollpack/json/writer.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace rollpack::cli {

namespace {

std::string rows(const core::Count& count) {
    return fmt::format(
        "{}{} {}",
        count.is_exact ? "" : "about ",
        count.value,
        count.value == 1 ? "row" : "rows"
    );
}

std::string size(std::int64_t bytes) {
    constexpr std::int64_t kilo = 1024;
    if (bytes < kilo * kilo) {
        return fmt::format("{} kB", (bytes + kilo - 1) / kilo);
    }
    const double mega = static_cast<double>(bytes) / static_cast<double>(kilo * kilo);
    return mega < 1024.0 ? fmt::format("{:.1f} MB", mega) : fmt::format("{:.1f} GB", mega / 1024.0);
}

std::string joined(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + printable(name);
    }
    return list;
}

std::string what(const core::KeptDataTable& table) {
    if (table.lost_columns.empty()) {
        return "whole rows";
    }
    return fmt::format(
        "{} {}",
        table.lost_columns.size() == 1 ? "column" : "columns",
        joined(table.lost_columns)
    );
}

void write_table(json::ObjectWriter& item, const core::KeptDataTable& table) {
    item.member("schema", as_utf8(table.schema));
    item.member("name", as_utf8(table.name));
    item.member("kept_as", as_utf8(table.kept_as));
    item.strings("key", table.key);
    item.strings("lost_columns", table.lost_columns);
    item.member("rows", table.rows.value);
    item.member("rows_exact", table.rows.is_exact);
    item.member("size_bytes", table.bytes);
}

}  // namespace

std::string render_kept_run(const core::KeptData& data) {
    std::string text = fmt::format(
        "{}  {}\n  run {}, {}, {} to {}, by {}\n",
        printable(data.schema),
        printable(data.kept_at),
        printable(data.run_id),
        printable(data.package),
        printable(data.from_version.value_or("no version")),
        printable(data.target_version),
        printable(data.kept_by)
    );
    std::vector<std::vector<std::string>> lines;
    for (const core::KeptDataTable& table : data.tables) {
        lines.push_back(
            {printable(table.schema + "." + table.name),
             rows(table.rows),
             size(table.bytes),
             what(table)}
        );
    }
    return text + format_table(lines, "    ");
}

std::string render_kept(const std::vector<core::KeptData>& kept, const std::string& database) {
    if (kept.empty()) {
        return fmt::format("Nothing that a run kept is in {}.\n", printable(database));
    }
    std::int64_t bytes = 0;
    std::string runs;
    for (const core::KeptData& data : kept) {
        bytes += data.bytes;
        runs += "\n" + render_kept_run(data);
    }
    return fmt::format(
        "{} kept {} in {}\n{}",
        counted(kept.size(), "run", "runs"),
        size(bytes),
        printable(database),
        runs
    );
}

std::string kept_to_json(const std::vector<core::KeptData>& kept) {
    return json::write([&](json::ObjectWriter& root) {
        root.member("format", 1);
        root.objects("kept", kept, [](json::ObjectWriter& item, const core::KeptData& data) {
            item.member("schema", as_utf8(data.schema));
            item.member("run_id", as_utf8(data.run_id));
            item.member("package", as_utf8(data.package));
            item.member("from_version", data.from_version);
            item.member("target_version", as_utf8(data.target_version));
            item.member("kept_at", as_utf8(data.kept_at));
            item.member("kept_by", as_utf8(data.kept_by));
            item.member("size_bytes", data.bytes);
            item.objects("tables", data.tables, write_table);
        });
    });
}

}  // namespace rollpack::cli
