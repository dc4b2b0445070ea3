#include "rehearse_project.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/plan_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rollpack::test {

namespace {

using app::Outcome;
using core::FindingCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* base = "CREATE TABLE a (id int PRIMARY KEY, note text)";

/// A database as production is before the release: Flyway's history, and rows.
class Production {
public:
    explicit Production(int version = 1) {
        query(
            database_,
            history_sql({"public", "flyway_schema_history"}, version) + base
                + "; INSERT INTO a VALUES (1, 'one'), (2, 'two');"
                + fmt::format(
                    "UPDATE flyway_schema_history SET checksum = {} WHERE version = '1'",
                    core::flyway_checksum(core::ScriptText{base}).value
                )
        );
    }

    Production& sql(const std::string& text) {
        query(database_, text);
        return *this;
    }

    std::filesystem::path dump(const std::vector<std::string>& options) {
        const std::filesystem::path path = folder_.path() / "shop.dump";
        std::vector<std::string> command{
            (pg_cluster().bin_dir() / "pg_dump").string(),
            "--dbname=" + database_.conninfo(),
            "--file=" + path.string()};
        command.insert(command.end(), options.begin(), options.end());
        must_run(command);
        return path;
    }

private:
    TestDatabase database_;
    TempDir folder_;
};

class OneColumnAbove : public Project {
public:
    OneColumnAbove()
        : Project(base) {
        above({{"ALTER TABLE a ADD COLUMN more int", "ALTER TABLE a DROP COLUMN more"}});
    }
};

void skip_without_dump() {
    if (is_pg_dump_older()) {
        GTEST_SKIP() << "pg_dump is older than the server";
    }
}

class DumpOfEachForm : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override { skip_without_dump(); }
};

class Snapshot : public testing::Test {
protected:
    void SetUp() override { skip_without_dump(); }
};

TEST_P(DumpOfEachForm, IsRestoredAndComesBack) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    request.snapshot = production.dump({GetParam()});

    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_TRUE(result.proven);
    EXPECT_TRUE(result.has_data);
    EXPECT_TRUE(result.recorded);
    ASSERT_TRUE(result.snapshot);
    EXPECT_THAT(result.snapshot->drift, IsEmpty());
    for (const app::RehearsedRollback& rollback : result.rollbacks) {
        EXPECT_EQ(rollback.data, Outcome::equal);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    DumpOfEachForm,
    testing::Values("-Fc", "-Fd", "-Ft", "-Fp"),
    [](const testing::TestParamInfo<std::string>& form) { return form.param.substr(1); }
);

TEST_F(Snapshot, ShowsRowsOfTheDumpThatDoNotComeBack) {
    Project project{base};
    project.above({{"UPDATE a SET note = upper(note)", "UPDATE a SET note = note || '?'"}});
    app::RehearseRequest request = project.request();
    Production production;
    request.snapshot = production.dump({"-Fc"});

    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_FALSE(result.proven);
    ASSERT_FALSE(result.rollbacks.empty());
    ASSERT_EQ(result.rollbacks.front().rows.size(), 1U);
    const core::RowDifferences& rows = result.rollbacks.front().rows.front();
    EXPECT_EQ(rows.table, "public.a");
    EXPECT_EQ(rows.changed, 2);
    ASSERT_FALSE(rows.examples.empty());
    EXPECT_THAT(rows.examples.front().expected, HasSubstr("one"));
    EXPECT_THAT(rows.examples.front().found, HasSubstr("ONE?"));
}

TEST_F(Snapshot, IsComparedWithItsOwnSchemaAndSaysHowItDiffers) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    request.snapshot = production
                           .sql(
                               "CREATE INDEX by_hand ON a (note); ALTER TABLE a ALTER note SET "
                               "NOT NULL"
                           )
                           .dump({"-Fc"});

    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_TRUE(result.proven);
    EXPECT_FALSE(result.recorded);
    EXPECT_THAT(
        result.snapshot->drift,
        ElementsAre(
            HasSubstr("has index public.by_hand"),
            HasSubstr("has column public.a.note changed")
        )
    );
}

TEST_F(Snapshot, IsRefusedWithDriftWhereTheRehearsalIsToBeRecorded) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    request.is_to_be_recorded = true;
    Production production;
    request.snapshot = production.sql("CREATE INDEX by_hand ON a (note)").dump({"-Fc"});

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_THAT(
        error.message(),
        HasSubstr("nothing could be recorded: it has index public.by_hand")
    );
}

TEST_F(Snapshot, IsMigratedUpToTheTarget) {
    Project project{base};
    project.repeatable_of_target("v", "CREATE VIEW v AS SELECT id FROM a;");
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}});
    app::RehearseRequest request = project.request();
    Production production;
    request.snapshot = production.dump({"-Fc"});

    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_TRUE(result.proven);
    EXPECT_THAT(result.snapshot->drift, IsEmpty());
}

TEST_F(Snapshot, HasTheRolesThatItNamesMade) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    production.sql(
        "CREATE ROLE \"shop owner\"; CREATE ROLE shop_reader;"
        "GRANT SELECT ON a TO shop_reader; ALTER TABLE a OWNER TO \"shop owner\""
    );
    const std::string plain = production.dump({"-Fp"});
    request.snapshot = plain;
    production.sql(
        "REVOKE SELECT ON a FROM shop_reader; ALTER TABLE a OWNER TO postgres;"
        "DROP OWNED BY \"shop owner\"; DROP ROLE \"shop owner\"; DROP ROLE shop_reader"
    );

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });
    request.server.reset();
    const app::RehearsalResult result = project.rehearse(request);

    EXPECT_THAT(error.message(), HasSubstr("the server has no role shop owner, shop_reader"));
    EXPECT_THAT(result.roles, ElementsAre("shop owner", "shop_reader"));
    EXPECT_TRUE(result.proven);
}

TEST_F(Snapshot, IsRefusedAboveTheTarget) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production{3};
    request.snapshot = production.dump({"-Fc"});

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_THAT(error.message(), HasSubstr("it is at version 3, above the target 1"));
    EXPECT_EQ(error.hint(), "Dump a database that is at version 1.");
}

TEST_F(Snapshot, IsRefusedWithoutAHistory) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    request.snapshot = production.dump({"-Fc", "--exclude-table=flyway_schema_history"});

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_THAT(error.message(), HasSubstr("it has no history table flyway_schema_history"));
}

TEST_F(Snapshot, IsRefusedWithAFailedRow) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    production.sql("UPDATE flyway_schema_history SET success = false");
    request.snapshot = production.dump({"-Fc"});

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_THAT(error.message(), HasSubstr("failed"));
}

TEST_F(Snapshot, IsRefusedWithAnotherTextOfAVersion) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    production.sql("UPDATE flyway_schema_history SET checksum = 12345");
    request.snapshot = production.dump({"-Fc"});

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_THAT(
        error.message(),
        HasSubstr("V1__base.sql was applied to it with the checksum 12345, ")
    );
}

TEST_F(Snapshot, MayHaveABaseline) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    production.sql(
        "UPDATE flyway_schema_history SET type = 'BASELINE', script = '<< Flyway Baseline >>', "
        "checksum = NULL"
    );
    request.snapshot = production.dump({"-Fc"});

    EXPECT_TRUE(project.rehearse(request).proven);
}

TEST_F(Snapshot, MayHaveRowsOfAnEarlierRollback) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    Production production;
    production.sql(
        "INSERT INTO flyway_schema_history SELECT 2, '2', 'x', 'SQL', 'V2__x.sql', 7, installed_by, "
        "now(), 1, true FROM flyway_schema_history WHERE installed_rank = 1;"
        "INSERT INTO flyway_schema_history SELECT 3, '2', 'x', 'UNDO_SQL', 'U2__x.sql', 8, installed_by, "
        "now(), 1, true FROM flyway_schema_history WHERE installed_rank = 1"
    );
    request.snapshot = production.dump({"-Fc"});

    EXPECT_TRUE(project.rehearse(request).proven);
}

TEST(SnapshotFile, SaysWhatTheProgramSaid) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    request.snapshot =
        project.seed("CREATE TABLE a (id int);\nINSERT INTO nowhere VALUES (1);").file;

    const core::Error error = error_of([&] { static_cast<void>(project.rehearse(request)); });

    EXPECT_EQ(error.code(), core::ErrorCode::checks_failed);
    EXPECT_THAT(
        error.message(),
        HasSubstr("seed.sql:2: ERROR:  relation \"nowhere\" does not exist")
    );
}

TEST(SnapshotFile, IsRefusedWhereItIsNoDumpOfOneDatabase) {
    OneColumnAbove project;
    app::RehearseRequest request = project.request();
    const auto refused = [&](const std::string& text) {
        request.snapshot = project.seed(text).file;
        return error_of([&] { static_cast<void>(project.rehearse(request)); }).message();
    };
    EXPECT_THAT(refused(""), HasSubstr("seed.sql: it is empty"));
    EXPECT_THAT(refused("\x1f\x8b..."), HasSubstr("it is compressed; unpack it first"));
    EXPECT_THAT(refused(std::string{"a\0b", 3}), HasSubstr("it is no dump"));
    EXPECT_THAT(
        refused("SET lock_timeout = 0;\n\\connect shop\n"),
        HasSubstr("it goes to a database of its own (\\connect)")
    );
    EXPECT_THAT(
        refused("CREATE DATABASE shop;\n"),
        HasSubstr("it goes to a database of its own (CREATE DATABASE)")
    );
    request.snapshot = "/nowhere/shop.dump";
    EXPECT_EQ(
        error_of([&] { static_cast<void>(project.rehearse(request)); }).code(),
        core::ErrorCode::file_unreadable
    );
}

}  // namespace

}  // namespace rollpack::test
