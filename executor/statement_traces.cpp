#include "detail/statement_traces.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

namespace {

using core::SessionTraces;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_set_before_every_script(std::string_view setting) {
    return setting == "role" || setting == "search_path";
}

void add_setting(const std::string& written, SessionTraces& traces) {
    const std::string name = lower(written);
    if (is_set_before_every_script(name)) {
        return;
    }
    traces.any = true;
    if (name.find('.') != std::string::npos) {
        traces.custom_settings.insert(name);
    }
}

/// What the parser's tree calls the temporary schema: it has a persistence of its own, unless the
/// script names it.
bool is_temporary(const Node& relation) {
    const std::string schema = relation["schemaname"].text();
    return relation["relpersistence"].text() == "t" || schema == "pg_temp"
        || schema.starts_with("pg_temp_");
}

/// CREATE TABLE, CREATE TABLE AS, CREATE SEQUENCE, CREATE VIEW and SELECT INTO, each at its place.
bool makes_temporary(const Node& content) {
    return is_temporary(content["relation"]) || is_temporary(content["sequence"])
        || is_temporary(content["view"]) || is_temporary(content["into"]["rel"])
        || is_temporary(content["intoClause"]["rel"]);
}

constexpr auto leaves_something = std::to_array<std::string_view>({
    "DeclareCursorStmt",
    "ListenStmt",
    "PrepareStmt",
    "UnlistenStmt",
});

constexpr auto hides_what_it_does = std::to_array<std::string_view>({
    "CallStmt",
    "DoStmt",
    "ExecuteStmt",
    "LoadStmt",
});

constexpr auto makes_a_relation = std::to_array<std::string_view>({
    "CreateSeqStmt",
    "CreateStmt",
    "CreateTableAsStmt",
    "SelectStmt",
    "ViewStmt",
});

/// Functions of PostgreSQL that scripts call in a SELECT of its own, beside those that begin with
/// "pg_". One that is missing here costs a little time only.
constexpr auto known_functions = std::to_array<std::string_view>({
    "array_agg",
    "avg",
    "coalesce",
    "concat",
    "count",
    "currval",
    "format",
    "lastval",
    "length",
    "lower",
    "max",
    "md5",
    "min",
    "nextval",
    "now",
    "obj_description",
    "row_number",
    "setval",
    "string_agg",
    "sum",
    "to_char",
    "to_regclass",
    "upper",
    "version",
    "has_table_privilege",
    "has_schema_privilege",
    "json_agg",
    "jsonb_agg",
});

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

struct FunctionName {
    std::string schema;  ///< empty where the script names none
    std::string name;
};

FunctionName function_name(const Node& call) {
    const std::vector<Node> parts = call["funcname"].items();
    FunctionName result;
    if (!parts.empty()) {
        result.name = parts.back().content()["sval"].text();
    }
    if (parts.size() > 1) {
        result.schema = parts[parts.size() - 2].content()["sval"].text();
    }
    return result;
}

bool is_of_postgresql(const FunctionName& function) {
    if (!function.schema.empty()) {
        return function.schema == "pg_catalog" || function.schema == "information_schema";
    }
    return function.name.starts_with("pg_") || contains(known_functions, function.name);
}

bool takes_session_lock(std::string_view name) {
    return (name.starts_with("pg_advisory_") || name.starts_with("pg_try_advisory_"))
        && name.find("_xact_") == std::string_view::npos;
}

/// Of set_config('app.tenant', ...); a name that is no constant stays unknown.
void add_set_config(const Node& call, SessionTraces& traces) {
    const std::vector<Node> arguments = call["args"].items();
    const std::string name = arguments.empty() ? std::string{}
                                               : arguments.front().content()["sval"]["sval"].text();
    if (name.empty()) {
        add_unknown_traces(traces);
    } else {
        add_setting(name, traces);
    }
}

void add_calls(const Node& statement, SessionTraces& traces) {
    constexpr auto kinds = std::to_array<std::string_view>({"FuncCall"});
    const bool is_query = statement.kind() == "SelectStmt";
    for (const Node& node : statement.nodes_of_kinds(kinds)) {
        const Node call = node.content();
        const FunctionName function = function_name(call);
        if (function.name == "set_config") {
            add_set_config(call, traces);
        } else if (takes_session_lock(function.name)) {
            traces.any = true;
        } else if (is_query && !is_of_postgresql(function)) {
            add_unknown_traces(traces);
        }
    }
}

void add_variable(const Node& statement, SessionTraces& traces) {
    const std::string name = statement["name"].text();
    if (statement["kind"].text() == "VAR_RESET_ALL") {
        traces.any = true;
    } else {
        add_setting(name, traces);
    }
}

}  // namespace

void add_traces(const Node& statement, SessionTraces& traces) {
    const std::string_view kind = statement.kind();
    const Node content = statement.content();
    if (kind == "VariableSetStmt") {
        add_variable(content, traces);
    } else if (kind == "ConstraintsSetStmt") {
        traces.any = true;
        traces.constraints = true;
    } else if (contains(hides_what_it_does, kind)) {
        add_unknown_traces(traces);
    } else if (contains(leaves_something, kind)) {
        traces.any = true;
    } else if (contains(makes_a_relation, kind) && makes_temporary(content)) {
        traces.any = true;
    }
    add_calls(statement, traces);
}

void add_unknown_traces(SessionTraces& traces) {
    traces.any = true;
    traces.constraints = true;
}

}  // namespace rollpack::executor::detail
