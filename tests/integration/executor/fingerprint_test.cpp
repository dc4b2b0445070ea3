#include "fingerprint_kit.hpp"
#include "rollpack/executor/database.hpp"

#include <gmock/gmock.h>

namespace rollpack::executor {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> names(const core::Fingerprint& fingerprint) {
    std::vector<std::string> names;
    for (const core::SchemaObject& object : fingerprint.objects) {
        names.push_back(describe(object));
    }
    return names;
}

std::unique_ptr<Database> open(const TestDatabase& database) {
    return open_database(parse_connection_url(database.conninfo()));
}

TEST(ReadFingerprint, TellsLittleOfAnEmptyDatabase) {
    const TestDatabase database;
    const core::Fingerprint fingerprint = open(database)->fingerprint({});
    EXPECT_THAT(names(fingerprint), ElementsAre("schema public", "extension plpgsql"));
    EXPECT_THAT(fingerprint.objects.front().definition, IsEmpty());
    EXPECT_EQ(fingerprint.server_version / 10000, server_version());
}

TEST(ReadFingerprint, LeavesTheSessionAsItWas) {
    const TestDatabase database;
    const auto session = detail::open_session(parse_connection_url(database.conninfo()));
    const auto settings = [&] {
        return session->connection
            .query(
                "SELECT pg_catalog.concat_ws(' ', pg_catalog.current_setting('search_path'), "
                "pg_catalog.current_setting('TimeZone'), pg_catalog.current_setting('jit'))"
            )
            .text(0, 0);
    };
    const std::string before = settings();
    detail::read_fingerprint(*session, {});
    EXPECT_FALSE(session->connection.in_transaction());
    EXPECT_EQ(settings(), before);
    static_cast<void>(session->connection.query("BEGIN"));
    detail::read_fingerprint(*session, {});
    EXPECT_TRUE(session->connection.in_transaction());
    EXPECT_EQ(settings(), before);
}

TEST(ReadFingerprint, FailsInAFailedTransactionAndLeavesTheConnectionUsable) {
    const TestDatabase database;
    const auto session = detail::open_session(parse_connection_url(database.conninfo()));
    static_cast<void>(session->connection.query("BEGIN"));
    EXPECT_ANY_THROW(static_cast<void>(session->connection.query("SELECT 1/0")));
    EXPECT_THROW(detail::read_fingerprint(*session, {}), core::Error);
    static_cast<void>(session->connection.query("ROLLBACK"));
    EXPECT_THAT(names(detail::read_fingerprint(*session, {})), Contains("schema public"));
}

TEST(ReadFingerprint, LeavesOutTheHistoryAndWhatRollpackMade) {
    const TestDatabase database;
    static_cast<void>(query(database, R"(
        CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, success bool DEFAULT true);
        CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
        CREATE TABLE rollpack_journal (run_id uuid PRIMARY KEY, started serial CHECK (started > 0));
        CREATE SCHEMA rollpack_kept_12345678;
        COMMENT ON SCHEMA rollpack_kept_12345678 IS 'Kept by rollpack: {"format":1}';
        CREATE TABLE rollpack_kept_12345678.t1 (id int PRIMARY KEY);
        CREATE SCHEMA rollpack_kept_of_theirs;
    )"));
    const core::Fingerprint fingerprint = fingerprint_of(database);
    EXPECT_THAT(
        names(fingerprint),
        ElementsAre("schema public", "schema rollpack_kept_of_theirs", "extension plpgsql")
    );
    EXPECT_THAT(
        fingerprint.left_out,
        ElementsAre(
            "public.flyway_schema_history",
            "public.rollpack_journal",
            "rollpack_kept_12345678"
        )
    );
}

TEST(ReadFingerprint, LeavesOutOnlyTheHistoryThatIsNamed) {
    const TestDatabase database;
    static_cast<void>(query(
        database,
        "CREATE SCHEMA app; CREATE TABLE app.log (); CREATE TABLE log (); "
        "CREATE TABLE flyway_schema_history ()"
    ));
    FingerprintOptions options;
    options.history_schema = "app";
    options.history_table = "log";
    const core::Fingerprint fingerprint = fingerprint_of(database, options);
    EXPECT_THAT(fingerprint.left_out, ElementsAre("app.log"));
    EXPECT_THAT(names(fingerprint), Contains("table public.log"));
    EXPECT_THAT(names(fingerprint), Contains("table public.flyway_schema_history"));
    EXPECT_THAT(names(fingerprint), Not(Contains("table app.log")));
}

TEST(ReadFingerprint, LeavesOutWhatAnExtensionOwns) {
    const TestDatabase database;
    const core::Fingerprint before = fingerprint_of(database);
    static_cast<void>(query(database, R"(
        CREATE TABLE t (id int PRIMARY KEY, total int CHECK (total > 0));
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TYPE mood AS ENUM ('sad');
        CREATE SCHEMA theirs;
        ALTER EXTENSION plpgsql ADD TABLE t;
        ALTER EXTENSION plpgsql ADD FUNCTION f();
        ALTER EXTENSION plpgsql ADD TYPE mood;
        ALTER EXTENSION plpgsql ADD SCHEMA theirs;
    )"));
    EXPECT_THAT(lines_of(core::compare(before, fingerprint_of(database))), IsEmpty());
}

TEST(ReadFingerprint, LeavesOutWhatAPatternFits) {
    const TestDatabase database;
    static_cast<void>(
        query(database, "CREATE TABLE audit (id int PRIMARY KEY); CREATE TABLE orders (id int)")
    );
    FingerprintOptions options;
    options.ignored = {"public.aud*"};
    EXPECT_THAT(
        names(fingerprint_of(database, options)),
        ElementsAre(
            "schema public",
            "extension plpgsql",
            "table public.orders",
            "column public.orders.id"
        )
    );
}

TEST(ReadFingerprint, DoesNotDependOnTheOrderOfCreation) {
    const TestDatabase one;
    const TestDatabase other;
    static_cast<void>(query(one, R"(
        CREATE SCHEMA app;
        CREATE TABLE app.a (id int PRIMARY KEY, name text, CHECK (id > 0));
        CREATE TABLE app.b (id int REFERENCES app.a, note text);
        CREATE INDEX a_idx ON app.a (name);
        CREATE INDEX b_idx ON app.b (note);
        CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE VIEW app.v AS SELECT id FROM app.a;
        GRANT SELECT, INSERT ON app.a TO PUBLIC;
        COMMENT ON TABLE app.a IS 'first';
    )"));
    static_cast<void>(query(other, R"(
        CREATE TABLE junk (id serial PRIMARY KEY); DROP TABLE junk;
        CREATE SCHEMA app;
        CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TABLE app.b (note text, junk int, id int);
        ALTER TABLE app.b DROP COLUMN junk;
        CREATE INDEX b_idx ON app.b (note);
        CREATE TABLE app.a (id int, name text);
        GRANT INSERT ON app.a TO PUBLIC;
        COMMENT ON TABLE app.a IS 'first';
        CREATE VIEW app.v AS SELECT id FROM app.a;
        CREATE INDEX a_idx ON app.a (name);
        GRANT SELECT ON app.a TO PUBLIC;
        ALTER TABLE app.a ADD CHECK (id > 0), ADD PRIMARY KEY (id);
        ALTER TABLE app.b ADD FOREIGN KEY (id) REFERENCES app.a;
    )"));
    const core::Fingerprint left = fingerprint_of(one);
    const core::Fingerprint right = fingerprint_of(other);
    EXPECT_THAT(lines_of(core::compare(left, right)), ElementsAre("reordered app.b"));
    EXPECT_EQ(left.digest, right.digest);
}

TEST(ReadFingerprint, QuotesNamesAndQualifiesThemWhateverTheSearchPath) {
    const TestDatabase database;
    static_cast<void>(query(database, R"(
        CREATE SCHEMA "The Shop";
        CREATE TABLE "The Shop"."select" ("a.b" int DEFAULT 1);
        CREATE VIEW "The Shop".v AS SELECT "a.b" FROM "The Shop"."select";
    )"));
    static_cast<void>(
        query(database, "ALTER DATABASE " + database.name() + " SET search_path = \"The Shop\"")
    );
    const core::Fingerprint fingerprint = fingerprint_of(database);
    EXPECT_THAT(names(fingerprint), Contains(R"(column "The Shop"."select"."a.b")"));
    EXPECT_THAT(
        definition_lines(fingerprint.objects.back()),
        Contains(HasSubstr(R"(FROM "The Shop"."select")"))
    );
}

TEST(ReadFingerprint, ShowsNoPassword) {
    EveryKind every;
    for (const core::SchemaObject& object : every.before().objects) {
        EXPECT_THAT(definition_lines(object), Not(Contains(HasSubstr("hidden-word"))))
            << describe(object);
    }
    EXPECT_THAT(names(every.before()), Contains("user mapping reader on remote"));
}

TEST(ReadFingerprint, ReadsMoreRowsThanAreFetchedAtOnce) {
    const TestDatabase database;
    static_cast<void>(query(
        database,
        "DO $$ BEGIN FOR i IN 1..9 LOOP EXECUTE (SELECT format('CREATE TABLE t%s (%s)', i, "
        "string_agg(format('c%s int', n), ', ')) FROM generate_series(1, 500) AS n); "
        "END LOOP; END $$"
    ));
    const core::Fingerprint fingerprint = fingerprint_of(database);
    EXPECT_EQ(
        std::ranges::count(
            fingerprint.objects,
            core::SchemaKind::column,
            &core::SchemaObject::kind
        ),
        4500
    );
}

}  // namespace
}  // namespace rollpack::executor
