#include "detail/kept_comment.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace rollpack::executor::detail {

namespace {

using nlohmann::ordered_json;

constexpr int format = 1;

/// A null value for a comment that has another form.
ordered_json parse(const std::string& comment) {
    if (!comment.starts_with(kept_comment_prefix)) {
        return nullptr;
    }
    ordered_json record =
        ordered_json::parse(comment.substr(kept_comment_prefix.size()), nullptr, false);
    const bool is_ours = record.is_object() && record.contains("format")
        && record.at("format") == ordered_json(format);
    return is_ours ? record : nullptr;
}

std::string write(const ordered_json& record) {
    return std::string{kept_comment_prefix} + record.dump();
}

}  // namespace

std::string schema_comment(const KeptRun& run) {
    return write({
        {"format", format},
        {"run_id", run.run_id},
        {"package", run.package},
        {"from_version",
         run.from_version ? ordered_json(run.from_version->text()) : ordered_json(nullptr)},
        {"target_version", run.target_version.text()},
        {"kept_at", run.kept_at},
        {"kept_by", run.kept_by},
    });
}

std::string table_comment(const core::KeptTable& table) {
    return write({
        {"format", format},
        {"schema", table.schema},
        {"name", table.name},
        {"key", table.key},
        {"lost_columns", table.lost_columns},
    });
}

std::string column_comment(const core::LiveColumn& column) {
    return "Was of type " + column.type + ".";
}

std::optional<core::KeptData> parse_schema_comment(const std::string& comment) {
    const ordered_json record = parse(comment);
    if (record.is_null()) {
        return std::nullopt;
    }
    try {
        core::KeptData data;
        data.run_id = record.at("run_id").get<std::string>();
        data.package = record.at("package").get<std::string>();
        if (!record.at("from_version").is_null()) {
            data.from_version = record.at("from_version").get<std::string>();
        }
        data.target_version = record.at("target_version").get<std::string>();
        data.kept_at = record.at("kept_at").get<std::string>();
        data.kept_by = record.at("kept_by").get<std::string>();
        return data;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

std::optional<core::KeptDataTable> parse_table_comment(const std::string& comment) {
    const ordered_json record = parse(comment);
    if (record.is_null()) {
        return std::nullopt;
    }
    try {
        core::KeptDataTable table;
        table.schema = record.at("schema").get<std::string>();
        table.name = record.at("name").get<std::string>();
        table.key = record.at("key").get<std::vector<std::string>>();
        table.lost_columns = record.at("lost_columns").get<std::vector<std::string>>();
        return table;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

}  // namespace rollpack::executor::detail
