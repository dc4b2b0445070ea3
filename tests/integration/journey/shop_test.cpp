#include "integration/journey/shop.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"
#include "support/command.hpp"
#include "support/recording_observer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <tuple>

namespace rollpack::test {

namespace {

std::filesystem::path samples() {
    return std::filesystem::path(ROLLPACK_SOURCE_DIR) / "samples";
}

std::filesystem::path sample(const std::string& name) {
    return samples() / "shop" / name;
}

std::filesystem::path versioned_script(int version) {
    const std::string prefix = fmt::format("V{}__", version);
    for (const auto& entry : std::filesystem::directory_iterator(sample("at-v129/sql"))) {
        if (entry.path().filename().string().starts_with(prefix)) {
            return entry.path();
        }
    }
    throw std::runtime_error("no script " + prefix);
}

}  // namespace

Shop::Shop()
    : repository_(folder_ / "shop") {
    must_run({(samples() / "make-shop-repository").string(), repository_.string()});
    package_ = build().package->artifact;
}

app::BuildResult Shop::build(app::BuildRequest request) const {
    static int count = 0;
    request.repository = repository_;
    request.target_version = "123";
    request.output = folder_ / fmt::format("built-{}", ++count);
    std::filesystem::create_directory(request.output);
    RecordingObserver observer;
    return app::build_package(request, observer);
}

const Shop& shop() {
    static const Shop one;
    return one;
}

void migrate_one(const TestDatabase& database, int version, const HistoryNames& names) {
    const std::filesystem::path script = versioned_script(version);
    const std::string text = read_file(script);
    std::string description = script.stem().string().substr(6);
    std::ranges::replace(description, '_', ' ');
    query(
        database,
        fmt::format(
            "SET search_path TO \"{0}\"; {1};\n"
            "INSERT INTO \"{0}\".\"{2}\" SELECT max(installed_rank) + 1, '{3}', '{4}', 'SQL', '{5}', {6}, "
            "current_user, now(), 7, true FROM \"{0}\".\"{2}\"",
            names.schema,
            text,
            names.table,
            version,
            description,
            script.filename().string(),
            core::flyway_checksum(text).value
        )
    );
}

app::ApplyRequest apply_request(
    const TestDatabase& database,
    const std::filesystem::path& package
) {
    app::ApplyRequest request;
    request.plan.package.path = package;
    request.plan.database.connection = executor::parse_connection_url(database.conninfo());
    request.lock_patience = std::chrono::seconds(5);
    request.reason = "INC-4711";
    request.plan.data.accept_all = true;
    return request;
}

app::ApplyResult apply(const app::ApplyRequest& request) {
    RecordingObserver observer;
    return app::apply_package(request, {}, observer);
}

std::string content(const TestDatabase& database, const HistoryNames& names) {
    return dump(
        database,
        {.data = true, .history_table = names.table, .without = {"*.rollpack_journal"}}
    );
}

std::vector<std::string> versions_in_force(
    const TestDatabase& database,
    const HistoryNames& names
) {
    app::StatusRequest request;
    request.database.connection = executor::parse_connection_url(database.conninfo());
    request.database.schema = names.schema;
    request.database.table = names.table;
    RecordingObserver observer;
    std::vector<std::string> versions;
    const app::StatusResult status = app::read_status(request, observer);
    for (const auto& applied : status.history.applied()) {
        versions.push_back(applied.version.text());
    }
    return versions;
}

const std::string& database_at(int version) {
    static_cast<void>(pg_cluster());  // made before the databases, it is gone after them
    static std::map<int, std::unique_ptr<TestDatabase>> databases;
    std::unique_ptr<TestDatabase>& database = databases[version];
    if (!database) {
        database = std::make_unique<TestDatabase>();
        load_dump(*database, sample(version == 129 ? "flyway-v129.sql" : "flyway-v123.sql"));
        for (int next = 124; version != 129 && next <= version; ++next) {
            migrate_one(*database, next);
        }
    }
    return database->name();
}

namespace {

using core::Ending;
using testing::ElementsAre;

const std::string& content_at_target() {
    static const std::string text = [] {
        const TestDatabase database(database_at(123));
        return content(database);
    }();
    return text;
}

class RollBack
    : public testing::TestWithParam<std::tuple<int, core::DialectChoice, core::TransactionMode>> {
protected:
    static app::ApplyResult run(const TestDatabase& database) {
        app::ApplyRequest request = apply_request(database, shop().package());
        request.plan.options.dialect = std::get<1>(GetParam());
        request.plan.options.transaction = std::get<2>(GetParam());
        return apply(request);
    }
};

TEST_P(RollBack, EqualsTheDatabaseThatFlywayLeftAtTheTarget) {
    const TestDatabase database(database_at(std::get<0>(GetParam())));
    const app::ApplyResult result = run(database);
    ASSERT_TRUE(result.report.has_value());
    ASSERT_EQ(
        result.report->ending,
        std::get<0>(GetParam()) == 123 ? Ending::nothing_to_do : Ending::done
    ) << result.report->message;
    EXPECT_EQ(content(database), content_at_target());
    EXPECT_THAT(versions_in_force(database), ElementsAre("120", "121", "122", "123"));
}

TEST_P(RollBack, HasNothingToDoTheSecondTime) {
    const TestDatabase database(database_at(std::get<0>(GetParam())));
    run(database);
    const std::string once =
        dump(database, {.data = true, .history_table = "no such table", .without = {}});
    const app::ApplyResult again = run(database);
    ASSERT_TRUE(again.report.has_value());
    EXPECT_EQ(again.report->ending, Ending::nothing_to_do);
    EXPECT_FALSE(again.planned.plan.nothing_to_do.empty());
    EXPECT_EQ(
        dump(database, {.data = true, .history_table = "no such table", .without = {}}),
        once
    );
}

std::string name_of(const testing::TestParamInfo<RollBack::ParamType>& info) {
    return fmt::format(
        "From{}{}{}",
        std::get<0>(info.param),
        std::get<1>(info.param) == core::DialectChoice::undo_rows ? "WithUndoRows"
                                                                  : "WithDeleteRows",
        std::get<2>(info.param) == core::TransactionMode::script ? "ScriptByScript"
                                                                 : "InOneTransaction"
    );
}

INSTANTIATE_TEST_SUITE_P(
    Shop,
    RollBack,
    testing::Combine(
        testing::Range(123, 130),
        testing::Values(core::DialectChoice::delete_rows, core::DialectChoice::undo_rows),
        testing::Values(core::TransactionMode::package, core::TransactionMode::script)
    ),
    name_of
);

/// What `content` gives for a project in schema app, as if it were in public.
std::string in_public(const std::string& content) {
    std::vector<std::string> lines;
    std::istringstream text(content);
    for (std::string line; std::getline(text, line);) {
        for (std::size_t at = line.find("app."); at != std::string::npos;
             at = line.find("app.", at)) {
            line.replace(at, 4, "public.");
        }
        if (line.find("SCHEMA app") == std::string::npos) {
            lines.push_back(line);
        }
    }
    std::ranges::sort(lines);
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

TEST(RollBackShop, WorksWithAnotherSchemaAndTable) {
    const HistoryNames names{"app", "schema_version"};
    const TestDatabase database;
    load_dump(
        database,
        std::filesystem::path(ROLLPACK_SOURCE_DIR)
            / "tests/data/flyway/flyway-v129-custom-schema.sql"
    );
    app::ApplyRequest request = apply_request(database, shop().package());
    request.plan.database.schema = names.schema;
    request.plan.database.table = names.table;

    const app::ApplyResult result = apply(request);

    ASSERT_TRUE(result.report.has_value());
    ASSERT_EQ(result.report->ending, Ending::done) << result.report->message;
    EXPECT_THAT(versions_in_force(database, names), ElementsAre("120", "121", "122", "123"));
    EXPECT_EQ(in_public(content(database, names)), in_public(content_at_target()));
}

TEST(RollBackShop, WritesTheRowsThatFlywayExpects) {
    const TestDatabase database(database_at(129));
    apply(apply_request(database, shop().package()));
    const auto rows = query(
        database,
        "SELECT version, description, type, script, checksum::text, success::text FROM flyway_schema_history "
        "WHERE installed_rank > 16 ORDER BY installed_rank"
    );
    using Row = TextRow;
    EXPECT_THAT(
        rows,
        ElementsAre(
            Row{"129", "product tags", "DELETE", "V129__product_tags.sql", "406010324", "true"},
            Row{"128",
                "prices in cents",
                "DELETE",
                "V128__prices_in_cents.sql",
                "-1039480867",
                "true"},
            Row{"127",
                "order status log",
                "DELETE",
                "V127__order_status_log.sql",
                "-1643503921",
                "true"},
            Row{"126",
                "currency and discount",
                "DELETE",
                "V126__currency_and_discount.sql",
                "-590219467",
                "true"},
            Row{"125",
                "customer phones",
                "DELETE",
                "V125__customer_phones.sql",
                "-987169377",
                "true"},
            Row{"124",
                "stock movements",
                "DELETE",
                "V124__stock_movements.sql",
                "-1194462020",
                "true"},
            // The checksums that Flyway itself wrote when it ran these texts at V123.
            Row{std::nullopt, "010 functions", "SQL", "R__010_functions.sql", "1404086743", "true"},
            Row{std::nullopt,
                "020 customer overview",
                "SQL",
                "R__020_customer_overview.sql",
                "354672133",
                "true"},
            Row{std::nullopt,
                "030 order totals",
                "SQL",
                "R__030_order_totals.sql",
                "1992881498",
                "true"}
        )
    );
}

TEST(RollBackShop, ChangesNothingWhenAStatementFails) {
    const TestDatabase database(database_at(129));
    query(database, "CREATE VIEW report AS SELECT currency FROM orders");
    const DumpOptions everything{.data = true, .history_table = "no such table", .without = {}};
    const std::string before = dump(database, everything);

    app::ApplyRequest request = apply_request(database, shop().package());
    request.journal = false;  // it would keep a row of the failed run
    request.plan.allowed = {core::FindingCode::dependant_unowned};
    const app::ApplyResult result = apply(request);

    ASSERT_TRUE(result.report.has_value());
    EXPECT_EQ(result.report->ending, Ending::failed_unchanged);
    ASSERT_TRUE(result.report->failure.has_value());
    EXPECT_EQ(result.report->failure->script, "U126__currency_and_discount.sql");
    EXPECT_EQ(result.report->failure->sqlstate, "2BP01");
    EXPECT_GT(result.report->failure->line, 0U);
    EXPECT_EQ(dump(database, everything), before);
}

TEST(RollBackShop, KeepsFinishedScriptsInScriptModeAndGoesOn) {
    const TestDatabase database(database_at(129));
    query(database, "CREATE VIEW report AS SELECT currency FROM orders");
    app::ApplyRequest request = apply_request(database, shop().package());
    request.plan.options.transaction = core::TransactionMode::script;
    request.plan.allowed = {core::FindingCode::dependant_unowned};

    const app::ApplyResult stopped = apply(request);

    ASSERT_TRUE(stopped.report.has_value());
    EXPECT_EQ(stopped.report->ending, Ending::stopped_part_way);
    EXPECT_THAT(
        versions_in_force(database),
        ElementsAre("120", "121", "122", "123", "124", "125", "126")
    );

    query(database, "DROP VIEW report");
    const app::ApplyResult resumed = apply(request);
    ASSERT_TRUE(resumed.report.has_value());
    EXPECT_EQ(resumed.report->ending, Ending::done);
    EXPECT_EQ(content(database), content_at_target());
}

TEST(RollBackShop, DoesNotRunAPlanThatNoLongerHolds) {
    const TestDatabase database(database_at(129));
    RecordingObserver observer;
    const app::Confirm undo_meanwhile = [&](const app::PlanResult&) {
        query(
            database,
            "INSERT INTO flyway_schema_history VALUES (17, '130', 'x', 'SQL', 'V130__x.sql', 1, 'x', now(), 1, true)"
        );
        return true;
    };
    try {
        const app::ApplyResult result =
            app::apply_package(apply_request(database, shop().package()), undo_meanwhile, observer);
        EXPECT_TRUE(result.planned.refused);
        EXPECT_FALSE(result.report.has_value());
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::history_changed);
    }
    EXPECT_EQ(query_value(database, "SELECT count(*) FROM flyway_schema_history"), "17");
}

TEST(RollBackShop, HoldsNoLockWhileAPersonIsAsked) {
    const TestDatabase database(database_at(129));
    RecordingObserver observer;
    std::string locks;
    const app::Confirm look = [&](const app::PlanResult&) {
        locks = query_value(
            database,
            "SELECT count(*) FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = "
            "current_database()) AND pid <> pg_backend_pid()"
        );
        return false;
    };
    EXPECT_THROW(
        app::apply_package(apply_request(database, shop().package()), look, observer),
        core::Error
    );
    EXPECT_EQ(locks, "0");
    EXPECT_EQ(query_value(database, "SELECT count(*) FROM flyway_schema_history"), "16");
}

}  // namespace
}  // namespace rollpack::test
