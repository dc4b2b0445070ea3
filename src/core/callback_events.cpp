#include "rollpack/core/script_name.hpp"

#include <array>

namespace rollpack::core {

namespace {

// Source: CORE/api/callback/Event.java and DOC/Callback Events.md of Flyway 13.0.0.
constexpr auto events = std::to_array<std::string_view>({
    "beforeMigrate",
    "beforeEachMigrate",
    "beforeEachMigrateStatement",
    "afterEachMigrateStatement",
    "afterEachMigrateStatementError",
    "afterEachMigrate",
    "afterEachMigrateError",
    "afterVersioned",
    "beforeRepeatables",
    "afterMigrateApplied",
    "afterMigrate",
    "afterMigrateError",
    "afterMigrateOperationFinish",
    "beforeUndo",
    "beforeEachUndo",
    "beforeEachUndoStatement",
    "afterEachUndoStatement",
    "afterEachUndoStatementError",
    "afterEachUndo",
    "afterEachUndoError",
    "afterUndo",
    "afterUndoError",
    "afterUndoOperationFinish",
    "beforeValidate",
    "afterValidate",
    "afterValidateError",
    "afterValidateOperationFinish",
    "beforeInfo",
    "afterInfo",
    "afterInfoError",
    "afterInfoOperationFinish",
    "beforeBaseline",
    "afterBaseline",
    "afterBaselineError",
    "afterBaselineOperationFinish",
    "beforeRepair",
    "afterRepair",
    "afterRepairError",
    "afterRepairOperationFinish",
    "beforeClean",
    "afterClean",
    "afterCleanError",
    "afterCleanOperationFinish",
    "beforeDeploy",
    "afterDeploy",
    "afterDeployError",
    "beforeConnect",
    "afterConnect",
    "beforeCreateSchema",
    "createSchema",
});

}  // namespace

std::span<const std::string_view> callback_events() noexcept {
    return events;
}

}  // namespace rollpack::core
