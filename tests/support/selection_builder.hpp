#pragma once

#include "rollpack/core/selection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::test {

/// A script as core would read it; the path's last part is its name. Its commit is the release's and
/// its blob id is made up from the text. Throws if the name is none.
core::Script make_script(
    const std::string& path,
    const std::string& text,
    const core::Naming& naming = {}
);

/// Made-up releases: refs "v1.23" and "v1.29", one day apart, the target with a tag object.
core::Release target_release();
core::Release current_release();

/// Builds a Selection in the order that core gives it, whatever the order of the calls.
///
///     const core::Selection selection = SelectionBuilder("123")
///                                           .undo("U124__stock.sql", "drop table stock;\n")
///                                           .restore("R__totals.sql", "create view ...;\n")
///                                           .build();
class SelectionBuilder {
public:
    explicit SelectionBuilder(std::string_view target_version = "123");

    /// An undo script, and a V script of the same version in the same folder unless there is one.
    SelectionBuilder& undo(const std::string& path, const std::string& text);
    SelectionBuilder& versioned(const std::string& path, const std::string& text);

    /// The target release's repeatable; the current release's text was another.
    SelectionBuilder& restore(const std::string& path, const std::string& text);
    SelectionBuilder& unchanged(const std::string& path, const std::string& text);
    SelectionBuilder& revive(const std::string& path, const std::string& text);
    SelectionBuilder& retire(const std::string& description);

    /// What the repeatable that was added last creates.
    SelectionBuilder& creating(std::vector<core::DatabaseObject> objects);

    /// What the current release's text of the repeatable that was added last creates.
    SelectionBuilder& creating_now(std::vector<core::DatabaseObject> objects);

    SelectionBuilder& callback(const std::string& path, const std::string& text);

    /// A script's ".conf"; build() puts its settings into the script.
    SelectionBuilder& script_config(const std::string& path, const std::string& text);

    SelectionBuilder& accepted(core::FindingCode code, const std::string& subject);

    /// For everything else: history, naming (set it before scripts are added), placeholders, ...
    core::Selection& edit() noexcept { return selection_; }

    core::Selection build() const;

private:
    core::Selection selection_;
};

/// What `rollpack build --target 123` selects from samples/shop: U124 to U129, V120 to V129, three
/// repeatables to restore. Reads the samples.
core::Selection shop_selection();

/// What the executor's analysis finds in the undo scripts, in their order.
std::vector<core::ScriptEffects> effects_of(const core::Selection& selection);

}  // namespace rollpack::test
