#include "fingerprint_kit.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace rollpack::executor {
namespace {

using namespace test;

enum class Seen {
    by_both,
    by_neither,
    by_the_dump_only,
    by_the_fingerprint_only
};

struct DumpCase {
    std::string name;
    std::string change;
    Seen seen = Seen::by_both;
};

void PrintTo(const DumpCase& one, std::ostream* out) {
    *out << one.name;
}

/// One database, which every case changes further.
class FingerprintAndDump : public ::testing::TestWithParam<DumpCase> {
protected:
    struct State {
        std::string dump;
        core::Fingerprint fingerprint;
    };

    static State look(const TestDatabase& database) {
        return {dump(database, {.data = false, .without = {}}), fingerprint_of(database)};
    }

    static const TestDatabase& database() {
        static const EveryKind every;
        return every.database();
    }

    static inline std::optional<State> last_;

    static void TearDownTestSuite() { last_.reset(); }
};

TEST_P(FingerprintAndDump, SeeTheSameChanges) {
    if (is_pg_dump_older()) {
        GTEST_SKIP() << "pg_dump is older than the server";
    }
    const State before = last_ ? *last_ : look(database());
    static_cast<void>(query(database(), GetParam().change));
    last_ = look(database());
    const Seen seen = GetParam().seen;
    EXPECT_EQ(before.dump != last_->dump, seen == Seen::by_both || seen == Seen::by_the_dump_only);
    EXPECT_EQ(
        before.fingerprint.digest != last_->fingerprint.digest,
        seen == Seen::by_both || seen == Seen::by_the_fingerprint_only
    );
}

INSTANTIATE_TEST_SUITE_P(
    Changes,
    FingerprintAndDump,
    ::testing::ValuesIn(std::vector<DumpCase>{
        {"AddColumn", "ALTER TABLE app.orders ADD COLUMN currency text"},
        {"ColumnDefault", "ALTER TABLE app.orders ALTER COLUMN currency SET DEFAULT 'EUR'"},
        {"ColumnNotNull", "ALTER TABLE app.orders ALTER COLUMN currency SET NOT NULL"},
        {"ColumnType", "ALTER TABLE app.orders ALTER COLUMN currency TYPE char(3)"},
        {"ColumnStorage", "ALTER TABLE app.orders ALTER COLUMN currency SET STORAGE plain"},
        {"ColumnStatistics", "ALTER TABLE app.orders ALTER COLUMN currency SET STATISTICS 10"},
        {"ColumnOptions", "ALTER TABLE app.orders ALTER COLUMN total SET (n_distinct = 9)"},
        {"ColumnGrants", "GRANT UPDATE (currency) ON app.orders TO reader"},
        {"ColumnComment", "COMMENT ON COLUMN app.orders.currency IS 'ISO 4217'"},
        {"ColumnIdentity", "ALTER TABLE app.customers ALTER COLUMN id SET GENERATED ALWAYS"},
        {"DropColumn", "ALTER TABLE app.orders DROP COLUMN currency"},
        {"AddAndDropColumn",
         "ALTER TABLE app.base ADD COLUMN z int; ALTER TABLE app.base DROP COLUMN z",
         Seen::by_neither},
        {"ColumnOrder",
         "ALTER TABLE app.customers DROP COLUMN mood; "
         "ALTER TABLE app.customers ADD COLUMN mood app.mood DEFAULT 'ok'",
         Seen::by_the_dump_only},
        {"TableOwner", "ALTER TABLE app.base OWNER TO shop_owner"},
        {"TableGrants", "GRANT INSERT, DELETE ON app.base TO reader WITH GRANT OPTION"},
        {"TableGrantsTwice", "GRANT INSERT ON app.base TO reader", Seen::by_neither},
        {"TableRevokeFromOwner", "REVOKE TRUNCATE ON app.base FROM shop_owner"},
        {"TableComment", "COMMENT ON TABLE app.base IS 'the base'"},
        {"TableOptions", "ALTER TABLE app.base SET (fillfactor = 80)"},
        {"TableUnlogged", "ALTER TABLE app.child SET UNLOGGED"},
        {"RowSecurity", "ALTER TABLE app.customers ENABLE ROW LEVEL SECURITY"},
        {"ReplicaIdentity", "ALTER TABLE app.customers REPLICA IDENTITY FULL"},
        {"NewPartition",
         "CREATE TABLE app.events_2026 PARTITION OF app.events "
         "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"},
        {"Detach", "ALTER TABLE app.events DETACH PARTITION app.events_2026"},
        {"NoInheritance", "ALTER TABLE app.child NO INHERIT app.base"},
        {"Rows", "INSERT INTO app.orders (total) VALUES (1), (2)", Seen::by_neither},
        {"SequenceValue", "SELECT setval('app.numbers', 44)", Seen::by_neither},
        {"SequenceIncrement", "ALTER SEQUENCE app.numbers INCREMENT 3"},
        {"SequenceOwnedBy", "ALTER SEQUENCE app.numbers OWNED BY app.customers.name"},
        {"Index", "CREATE INDEX base_idx ON app.base (a)"},
        {"IndexStatistics",
         "CREATE INDEX base_abs_idx ON app.base (abs(a)); "
         "ALTER INDEX app.base_abs_idx ALTER COLUMN 1 SET STATISTICS 7"},
        {"IndexOptions", "ALTER INDEX app.base_idx SET (fillfactor = 60)"},
        {"IndexRename", "ALTER INDEX app.base_idx RENAME TO base_a_idx"},
        {"Cluster", "ALTER TABLE app.base CLUSTER ON base_a_idx"},
        {"SameIndexAgain",
         "DROP INDEX app.orders_placed_idx; CREATE INDEX orders_placed_idx ON app.orders (placed)",
         Seen::by_neither},
        {"CheckNotValid",
         "ALTER TABLE app.orders ADD CONSTRAINT low CHECK (total < 9999) NOT VALID"},
        {"CheckValidated", "ALTER TABLE app.orders VALIDATE CONSTRAINT low"},
        {"ForeignKeyDeferrable",
         "ALTER TABLE app.orders ALTER CONSTRAINT orders_customer_fkey DEFERRABLE"},
        {"PrimaryKeyOptions", "ALTER INDEX app.orders_pkey SET (fillfactor = 50)"},
        {"ConstraintComment", "COMMENT ON CONSTRAINT low ON app.orders IS 'x'"},
        {"View",
         "CREATE OR REPLACE VIEW app.totals AS SELECT customer_id, min(total) AS total "
         "FROM app.orders GROUP BY customer_id"},
        {"ViewOptions", "ALTER VIEW app.totals SET (security_barrier)"},
        {"ViewColumnDefault", "ALTER VIEW app.totals ALTER COLUMN total SET DEFAULT 5"},
        {"MaterializedViewIndex", "CREATE UNIQUE INDEX ON app.summary (n)"},
        {"MaterializedViewNotPopulated",
         "REFRESH MATERIALIZED VIEW app.summary WITH NO DATA",
         Seen::by_the_fingerprint_only},
        {"Rule", "ALTER TABLE app.customers DISABLE RULE keep"},
        {"TriggerDisabled", "ALTER TABLE app.orders DISABLE TRIGGER touch"},
        {"ForeignKeyDisabled",
         "ALTER TABLE app.orders DISABLE TRIGGER ALL",
         Seen::by_the_fingerprint_only},
        {"Trigger", "DROP TRIGGER stamp ON app.events"},
        {"Policy", "ALTER POLICY mine ON app.customers USING (id > 9)"},
        {"FunctionBody",
         "CREATE OR REPLACE FUNCTION app.add(a int, b int) RETURNS int LANGUAGE sql "
         "AS 'SELECT b + a'"},
        {"FunctionSetting", "ALTER FUNCTION app.add SET work_mem = '8MB'"},
        {"FunctionGrants", "REVOKE ALL ON FUNCTION app.add FROM PUBLIC"},
        {"FunctionGrantsAgain", "GRANT EXECUTE ON FUNCTION app.add TO PUBLIC"},
        {"ArgumentNames",
         "DROP FUNCTION app.add; CREATE FUNCTION app.add(x int, y int) RETURNS int LANGUAGE sql "
         "AS 'SELECT x + y'"},
        {"Procedure", "ALTER PROCEDURE app.work() SECURITY DEFINER"},
        {"Aggregate",
         "CREATE OR REPLACE AGGREGATE app.total_of(int) (SFUNC = int4pl, STYPE = int)"},
        {"Operator", "ALTER OPERATOR app.=== (int, int) SET (RESTRICT = eqsel, JOIN = eqjoinsel)"},
        {"EnumLabel", "ALTER TYPE app.mood ADD VALUE 'angry' AFTER 'sad'"},
        {"CompositeAttribute", "ALTER TYPE app.address ALTER ATTRIBUTE city TYPE varchar(40)"},
        {"DomainConstraint", "ALTER DOMAIN app.percent DROP CONSTRAINT percent_check"},
        {"DomainDefault", "ALTER DOMAIN app.percent DROP DEFAULT"},
        {"CollationOwner", "ALTER COLLATION app.plain OWNER TO shop_owner"},
        {"DefaultPrivileges",
         "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO reader"},
        {"SchemaGrants", "GRANT USAGE ON SCHEMA app TO reader"},
        {"PublicSchemaGrants", "REVOKE ALL ON SCHEMA public FROM PUBLIC"},
        {"Publication", "ALTER PUBLICATION news SET (publish = 'insert, delete')"},
        {"EventTrigger", "ALTER EVENT TRIGGER watch DISABLE"},
        {"TextSearch", "ALTER TEXT SEARCH CONFIGURATION app.english DROP MAPPING FOR email"},
        {"Dictionary", "ALTER TEXT SEARCH DICTIONARY app.words (accept = false)"},
        {"Server", "ALTER SERVER remote OPTIONS (ADD port '5433')"},
        {"ForeignColumn", "ALTER FOREIGN TABLE app.far ALTER COLUMN id OPTIONS (SET name 'nr')"},
        {"UserMapping",
         "ALTER USER MAPPING FOR reader SERVER remote OPTIONS (SET username 'other')"},
        {"PasswordOfAUserMapping",
         "ALTER USER MAPPING FOR reader SERVER remote OPTIONS (SET password 'other')",
         Seen::by_the_dump_only},
        {"Statistics", "ALTER STATISTICS app.order_stats RENAME TO orders_stats"},
        {"ExtensionMember",
         "ALTER EXTENSION plpgsql ADD TABLE app.base; GRANT SELECT ON app.base TO PUBLIC"},
        {"GrantsOnAnExtensionMember", "GRANT UPDATE ON app.base TO PUBLIC", Seen::by_the_dump_only},
        {"DatabaseComment",
         "DO $$ BEGIN EXECUTE 'COMMENT ON DATABASE ' || current_database() || ' IS ''x'''; END $$",
         Seen::by_neither},
    }),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollpack::executor
