#include "detail/alter_table_locks.hpp"

#include "detail/tree_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace rollpack::executor::detail {

namespace {

using core::LockMode;

/// What a part of ALTER TABLE does to the table that is altered.
struct Effect {
    LockMode mode = LockMode::access_exclusive;
    Work work = Work::none;
};

bool is_serial(const Node& column) {
    const std::vector<Node> names = column["typeName"]["names"].items();
    return !names.empty()
        && names.back().content()["sval"].text().find("serial") != std::string::npos;
}

/// Whether the default is one value for all rows, which needs no rewrite. Functions are taken to be
/// volatile, but for those that every script uses.
bool is_one_value(const Node& expression) {
    constexpr auto stable = std::to_array<std::string_view>({
        "current_setting",
        "now",
        "statement_timestamp",
        "transaction_timestamp",
    });
    constexpr auto call = std::to_array<std::string_view>({"FuncCall"});
    std::vector<Node> calls = expression.content().nodes_of_kinds(call);
    if (expression.kind() == call.front()) {
        calls.push_back(expression);
    }
    return std::ranges::all_of(calls, [&](const Node& found) {
        const std::vector<Node> names = found.content()["funcname"].items();
        return !names.empty()
            && std::ranges::find(stable, names.back().content()["sval"].text()) != stable.end();
    });
}

/// A value that is the same for all rows is not written into them, so NOT NULL needs no scan then.
Work work_of_added_column(const Node& column) {
    bool has_value = false;
    bool must_have_value = false;
    Work work = is_serial(column) ? Work::rewrites : Work::none;
    for (const Node& item : column["constraints"].items()) {
        const Node constraint = item.content();
        const std::string type = constraint["contype"].text();
        if (type == "CONSTR_DEFAULT") {
            has_value = true;
            work = is_one_value(constraint["raw_expr"]) ? work : Work::rewrites;
        } else if (type == "CONSTR_GENERATED" || type == "CONSTR_IDENTITY") {
            work = Work::rewrites;
        } else if (type == "CONSTR_NOTNULL") {
            must_have_value = true;
        } else if (type == "CONSTR_CHECK" || type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE") {
            work = std::max(work, Work::scans);
        }
    }
    return must_have_value && !has_value ? std::max(work, Work::scans) : work;
}

Effect effect_of_constraint(const Node& constraint) {
    const std::string type = constraint["contype"].text();
    const Work work = constraint["skip_validation"].is_true() ? Work::none : Work::scans;
    if (type == "CONSTR_FOREIGN") {
        return {LockMode::share_row_exclusive, work};
    }
    const bool has_index = !constraint["indexname"].text().empty();
    return {LockMode::access_exclusive, has_index && type == "CONSTR_UNIQUE" ? Work::none : work};
}

/// Storage parameters need little, but for those that change what other sessions do with the rows.
LockMode mode_of_options(const Node& options) {
    constexpr auto strong = std::to_array<std::string_view>({
        "check_option",
        "security_barrier",
        "security_invoker",
        "user_catalog_table",
    });
    const std::vector<Node> items = options.content()["items"].items();
    const bool is_strong = std::ranges::any_of(items, [&](const Node& option) {
        return std::ranges::find(strong, option.content()["defname"].text()) != strong.end();
    });
    return is_strong ? LockMode::access_exclusive : LockMode::share_update_exclusive;
}

struct Known {
    std::string_view subtype;
    Effect effect;
};

/// What takes less than ACCESS EXCLUSIVE, or works on every row.
/// Source: AlterTableGetLockLevel() of PostgreSQL 15, tablecmds.c.
constexpr auto known_commands = std::to_array<Known>({
    {"AT_AlterColumnType", {LockMode::access_exclusive, Work::rewrites}},
    {"AT_AttachPartition", {LockMode::share_update_exclusive, Work::none}},
    {"AT_ClusterOn", {LockMode::share_update_exclusive, Work::none}},
    {"AT_DetachPartitionFinalize", {LockMode::share_update_exclusive, Work::none}},
    {"AT_DisableTrig", {LockMode::share_row_exclusive, Work::none}},
    {"AT_DisableTrigAll", {LockMode::share_row_exclusive, Work::none}},
    {"AT_DisableTrigUser", {LockMode::share_row_exclusive, Work::none}},
    {"AT_DropCluster", {LockMode::share_update_exclusive, Work::none}},
    {"AT_EnableAlwaysTrig", {LockMode::share_row_exclusive, Work::none}},
    {"AT_EnableReplicaTrig", {LockMode::share_row_exclusive, Work::none}},
    {"AT_EnableTrig", {LockMode::share_row_exclusive, Work::none}},
    {"AT_EnableTrigAll", {LockMode::share_row_exclusive, Work::none}},
    {"AT_EnableTrigUser", {LockMode::share_row_exclusive, Work::none}},
    {"AT_ResetOptions", {LockMode::share_update_exclusive, Work::none}},
    {"AT_SetAccessMethod", {LockMode::access_exclusive, Work::rewrites}},
    {"AT_SetLogged", {LockMode::access_exclusive, Work::rewrites}},
    {"AT_SetNotNull", {LockMode::access_exclusive, Work::scans}},
    {"AT_SetOptions", {LockMode::share_update_exclusive, Work::none}},
    {"AT_SetStatistics", {LockMode::share_update_exclusive, Work::none}},
    {"AT_SetTableSpace", {LockMode::access_exclusive, Work::rewrites}},
    {"AT_SetUnLogged", {LockMode::access_exclusive, Work::rewrites}},
    {"AT_ValidateConstraint", {LockMode::share_update_exclusive, Work::scans}},
});

Effect effect_of_command(const Node& command) {
    const std::string subtype = command["subtype"].text();
    const Node definition = command["def"].content();
    if (subtype == "AT_AddColumn") {
        return {LockMode::access_exclusive, work_of_added_column(definition)};
    }
    if (subtype == "AT_AddConstraint") {
        return effect_of_constraint(definition);
    }
    if (subtype == "AT_SetRelOptions" || subtype == "AT_ResetRelOptions") {
        return {mode_of_options(command["def"]), Work::none};
    }
    if (subtype == "AT_DetachPartition" && definition["concurrent"].is_true()) {
        return {LockMode::share_update_exclusive, Work::none};
    }
    const auto* const known = std::ranges::find(known_commands, subtype, &Known::subtype);
    return known == known_commands.end() ? Effect{} : known->effect;
}

void add_referenced(const Node& constraint, Locks& locks) {
    if (constraint["contype"].text() == "CONSTR_FOREIGN") {
        locks.add(LockMode::share_row_exclusive, relation_of(constraint["pktable"]));
    }
}

/// Other tables that a command names.
void add_others(const Node& command, Locks& locks) {
    const std::string subtype = command["subtype"].text();
    const Node definition = command["def"].content();
    if (subtype == "AT_AddConstraint") {
        add_referenced(definition, locks);
    } else if (subtype == "AT_AddColumn") {
        for (const Node& constraint : definition["constraints"].items()) {
            add_referenced(constraint.content(), locks);
        }
    } else if (subtype == "AT_AttachPartition") {
        const bool is_table = definition["bound"].exists();  // else an index
        locks.add(
            LockMode::access_exclusive,
            relation_of(definition["name"]),
            is_table ? Work::scans : Work::none
        );
    } else if (subtype == "AT_DetachPartition") {
        const bool waits = definition["concurrent"].is_true();
        locks.add(
            waits ? LockMode::share_update_exclusive : LockMode::access_exclusive,
            relation_of(definition["name"])
        );
    } else if (subtype == "AT_AddInherit") {
        locks.add(LockMode::share_update_exclusive, relation_of(command["def"].content()));
    }
}

}  // namespace

void add_alter_table_locks(const Node& statement, Locks& locks) {
    for (const Node& item : statement["cmds"].items()) {
        const Effect effect = effect_of_command(item.content());
        locks.add(effect.mode, relation_of(statement["relation"]), effect.work);
        add_others(item.content(), locks);
    }
}

}  // namespace rollpack::executor::detail
