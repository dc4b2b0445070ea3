#include "integration/journey/shop.hpp"
#include "rollpack/core/history.hpp"
#include "support/command.hpp"
#include "support/recording_observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <regex>
#include <sstream>

/// What an operator without rollpack does with an unpacked package, by what its RUNBOOK.md says.
namespace rollpack::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Pair;

/// The package of the shop, unpacked by tar.
class UnpackedShop : public testing::Test {
protected:
    UnpackedShop() { must_run({"tar", "-xf", shop().package(), "-C", folder_.path()}); }

    std::filesystem::path root() const { return folder_ / "Rollback-V123"; }

    std::string runbook() const { return read_file(root() / "RUNBOOK.md"); }

    /// The commands that the page shows for a shell in the section on psql, in their order.
    std::string commands() const {
        const std::string page = runbook();
        const std::string section = page.substr(page.find("## Apply by hand"));
        const std::regex block{R"(   ```sh\n([^`]*)   ```\n)"};
        std::string all;
        for (std::sregex_iterator found{section.begin(), section.end(), block}, end; found != end;
             ++found) {
            all += (*found)[1].str();
        }
        return all;
    }

    /// The same with what an operator fills in for the names in capitals.
    std::string commands_for(const TestDatabase& database) const {
        std::string text = commands();
        const auto fill_in = [&](const std::string& word, const std::string& value) {
            text = std::regex_replace(text, std::regex{"\\b" + word + "\\b"}, value);
        };
        fill_in("=HOST", "=" + pg_cluster().socket_directory().string());
        fill_in("=DATABASE", "=" + database.name());
        fill_in("=ROLE", "=postgres");
        return text;
    }

    /// Follows the page.
    CommandResult follow(const TestDatabase& database) const {
        return run_command({"bash", "-euc", commands_for(database)}, {root(), {}, ""});
    }

    TempDir folder_;
};

std::string rows_of(const TestDatabase& database) {
    std::string text;
    for (const TextRow& row : query(
             database,
             "SELECT installed_rank::text, version, description, type, script, checksum::text, "
             "installed_by, success::text FROM flyway_schema_history ORDER BY installed_rank"
         )) {
        for (const auto& value : row) {
            text += value.value_or("NULL") + "|";
        }
        text += "\n";
    }
    return text;
}

class UnpackedShopAt
    : public UnpackedShop
    , public testing::WithParamInterface<int> {};

TEST_P(UnpackedShopAt, IsAppliedByHandAsRollpackAppliesIt) {
    const TestDatabase by_hand(database_at(GetParam()));
    const TestDatabase by_rollpack(database_at(GetParam()));
    apply(apply_request(by_rollpack, shop().package()));

    const CommandResult result = follow(by_hand);

    ASSERT_EQ(result.exit_status, 0) << result.err;
    EXPECT_TRUE(result.out.ends_with("COMMIT\n")) << result.out;
    EXPECT_EQ(content(by_hand), content(by_rollpack));
}

INSTANTIATE_TEST_SUITE_P(Version, UnpackedShopAt, testing::Values(123, 124, 127, 129));

TEST_F(UnpackedShop, GetsByHandTheHistoryThatRollpackWrites) {
    const TestDatabase by_hand(database_at(129));
    const TestDatabase by_rollpack(database_at(129));
    apply(apply_request(by_rollpack, shop().package()));

    ASSERT_EQ(follow(by_hand).exit_status, 0);

    EXPECT_EQ(rows_of(by_hand), rows_of(by_rollpack));
}

TEST_F(UnpackedShop, HasNothingToUndoByHandTheSecondTime) {
    const TestDatabase database(database_at(129));
    ASSERT_EQ(follow(database).exit_status, 0);
    const std::string once = content(database);

    ASSERT_EQ(follow(database).exit_status, 0);

    EXPECT_EQ(content(database), once);
    EXPECT_THAT(versions_in_force(database), testing::ElementsAre("120", "121", "122", "123"));
}

core::History history_of(const TestDatabase& database) {
    app::StatusRequest request;
    request.database.connection = executor::parse_connection_url(database.conninfo());
    RecordingObserver observer;
    return app::read_status(request, observer).history;
}

/// The state that Flyway's `info` gives a script by its rules: pending ones would run, and a success of
/// another text is a fault for `validate`.
std::string state_of(
    const core::ScriptName& name,
    core::FlywayChecksum checksum,
    const core::Version& target,
    const core::History& history
) {
    const auto compared = [&](const auto& applied, const auto& is_it) -> std::string {
        const auto found = std::ranges::find_if(applied, is_it);
        if (found == applied.end()) {
            return name.version > target ? "above target" : "pending";
        }
        return found->entry.checksum == checksum ? "success" : "another text";
    };
    switch (name.kind) {
    case core::ScriptKind::versioned:
        return compared(history.applied(), [&](const core::AppliedVersion& applied) {
            return applied.version == name.version;
        });
    case core::ScriptKind::repeatable:
        return compared(history.repeatables(), [&](const core::AppliedRepeatable& applied) {
            return applied.description == name.description;
        });
    default:
        return "available";
    }
}

// Flyway itself is not in a Debian machine's reach, so its rules are applied by rollpack's own reading
// of its configuration, names, checksums and history.
TEST_F(UnpackedShop, IsAFlywayProjectThatHasNothingLeftToDoAfterwards) {
    const TestDatabase database(database_at(129));
    ASSERT_EQ(follow(database).exit_status, 0);
    const std::string toml = read_file(root() / "flyway.toml");
    const core::ProjectConfiguration settings = core::parse_flyway_toml(toml, "flyway.toml");
    ASSERT_THAT(settings.locations, testing::Optional(testing::ElementsAre("filesystem:sql")));
    ASSERT_THAT(toml, HasSubstr("\ntarget = \"123\"\n"));
    const core::Version target = *core::parse_version("123");
    const core::History history = history_of(database);

    std::map<std::string, std::string> states;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root() / "sql"}) {
        const auto reading =
            core::parse_script_name(entry.path().filename().string(), core::naming_of(settings));
        const auto& name = std::get<core::ScriptName>(reading);
        const core::FlywayChecksum checksum = core::flyway_checksum(read_file(entry.path()));
        states[name.file_name.substr(0, 5)] = state_of(name, checksum, target, history);
    }

    EXPECT_THAT(
        states,
        testing::UnorderedElementsAre(
            Pair("V120_", "success"),
            Pair("V121_", "success"),
            Pair("V122_", "success"),
            Pair("V123_", "success"),
            Pair("V124_", "above target"),
            Pair("V125_", "above target"),
            Pair("V126_", "above target"),
            Pair("V127_", "above target"),
            Pair("V128_", "above target"),
            Pair("V129_", "above target"),
            Pair("U124_", "available"),
            Pair("U125_", "available"),
            Pair("U126_", "available"),
            Pair("U127_", "available"),
            Pair("U128_", "available"),
            Pair("U129_", "available"),
            Pair("R__01", "success"),
            Pair("R__02", "success"),
            Pair("R__03", "success")
        )
    );
    EXPECT_EQ(history.applied().size(), 4U);
    EXPECT_EQ(history.repeatables().size(), 3U);
}

struct Obstacle {
    std::string name;
    std::string sql;  ///< makes it
    std::string message;
};

std::ostream& operator<<(std::ostream& out, const Obstacle& obstacle) {
    return out << obstacle.name;
}

class ByHand
    : public UnpackedShop
    , public testing::WithParamInterface<Obstacle> {};

TEST_P(ByHand, ChangesNothingBefore) {
    const TestDatabase database(database_at(129));
    query(database, GetParam().sql);
    const DumpOptions everything{.data = true, .history_table = "no such table", .without = {}};
    const std::string before = dump(database, everything);

    const CommandResult result = follow(database);

    EXPECT_EQ(result.exit_status, 3);
    EXPECT_THAT(result.err, HasSubstr(GetParam().message));
    EXPECT_THAT(result.out, Not(HasSubstr("COMMIT")));
    EXPECT_EQ(dump(database, everything), before);
}

INSTANTIATE_TEST_SUITE_P(
    Obstacles,
    ByHand,
    testing::Values(
        Obstacle{
            "AVersionOfAnotherText",
            "UPDATE flyway_schema_history SET checksum = 7 WHERE version = '126'",
            "version 126 is not in this package, or was applied from another text"},
        Obstacle{
            "AVersionWithoutAChecksum",
            "UPDATE flyway_schema_history SET checksum = NULL WHERE version = '126'",
            "version 126 is not in this package"},
        Obstacle{
            "ANewerVersion",
            "INSERT INTO flyway_schema_history VALUES (17, '123.0.1', 'x', 'SQL', 'V123.0.1__x.sql', 1, "
            "'a', now(), 1, true)",
            "version 123.0.1 is not in this package"},
        Obstacle{
            "AFailedRow",
            "UPDATE flyway_schema_history SET success = false WHERE version = '129'",
            "the history has failed rows"},
        Obstacle{
            "UndoRows",
            "INSERT INTO flyway_schema_history VALUES (17, '129', 'x', 'UNDO_SQL', 'U129__x.sql', 1, 'a', "
            "now(), 1, true)",
            "the history has UNDO_SQL rows"},
        Obstacle{
            "AnotherOrder",
            "UPDATE flyway_schema_history SET installed_rank = 17 WHERE version = '125'",
            "versions were applied out of their order"},
        Obstacle{
            "AViewThatNobodyKnows",
            "CREATE VIEW report AS SELECT currency FROM orders",
            "U126__currency_and_discount.sql:"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST_F(UnpackedShop, WaitsByHandForFlywaysLock) {
    const TestDatabase database(database_at(129));
    const std::string key = std::to_string(core::flyway_lock_key({"public", "flyway_schema_history"}
    ));
    const std::string page = std::regex_replace(runbook(), std::regex{"'30s'"}, "'100ms'");
    write_file(root() / "RUNBOOK.md", page);

    const CommandResult held = run_command(
        {"psql",
         "-Xqd",
         database.conninfo(),
         "-c",
         "SELECT pg_advisory_lock(" + key + ")",
         "-c",
         "\\! bash -euc \"$FOLLOW\""},
        {root(), {"FOLLOW=" + commands_for(database)}, ""}
    );

    EXPECT_THAT(held.err, HasSubstr("canceling statement due to lock timeout"));
    EXPECT_THAT(held.err, HasSubstr("pg_advisory_xact_lock"));
}

}  // namespace
}  // namespace rollpack::test
