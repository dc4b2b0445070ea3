#include "fingerprint_kit.hpp"

#include <gmock/gmock.h>

#include <set>

namespace rollpack::executor {
namespace {

using namespace test;
using ::testing::ElementsAreArray;

using Statements = std::vector<std::string>;
using Lines = std::vector<std::string>;

struct ChangeCase {
    std::string name;
    Statements change;
    Lines differences;
    int since = 12;  ///< the first version of the server that knows the change
};

void PrintTo(const ChangeCase& one, std::ostream* out) {
    *out << one.name;
}

EveryKind& every_kind() {
    static EveryKind every;
    return every;
}

class FingerprintSees : public ::testing::TestWithParam<ChangeCase> {};

TEST_P(FingerprintSees, ExactlyWhatWasChanged) {
    ROLLPACK_NEEDS_SERVER(GetParam().since, GetParam().name)
    const core::Fingerprint after = every_kind().after(GetParam().change);
    const core::SchemaComparison comparison = core::compare(every_kind().before(), after);
    EXPECT_THAT(lines_of(comparison), ElementsAreArray(GetParam().differences));
    EXPECT_EQ(comparison.is_equal(), every_kind().before().digest == after.digest);
}

std::string name_of(const ::testing::TestParamInfo<ChangeCase>& test) {
    return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Schemas,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"Schema", {"CREATE SCHEMA more"}, {"left over schema more"}},
        {"SchemaOwner", {"ALTER SCHEMA app OWNER TO shop_owner"}, {"different schema app: owner"}},
        {"SchemaGrants", {"GRANT USAGE ON SCHEMA app TO reader"}, {"different schema app: grants"}},
        {"SchemaComment", {"COMMENT ON SCHEMA app IS 'x'"}, {"different schema app: comment"}},
        {"PublicSchemaOwner",
         {"ALTER SCHEMA public OWNER TO shop_owner"},
         {"different schema public: owner, grants"}},
        {"PublicSchemaGrants",
         {"REVOKE ALL ON SCHEMA public FROM PUBLIC"},
         {"different schema public: grants"}},
        {"Extension",
         {"DROP EXTENSION plpgsql CASCADE"},
         {"missing extension plpgsql",
          "missing language own",
          "missing trigger stamp on app.events",
          "missing trigger touch on app.orders",
          "missing function app.touch()",
          "missing function app.watch()",
          "missing event trigger watch"}},
        {"ExtensionVersion",
         {"UPDATE pg_catalog.pg_extension SET extversion = '0.9' WHERE extname = 'plpgsql'"},
         {"different extension plpgsql: version"}},
        {"Language",
         {"ALTER LANGUAGE own RENAME TO its"},
         {"missing language own", "left over language its"}},
        {"LanguageOwner",
         {"ALTER LANGUAGE own OWNER TO shop_owner"},
         {"different language own: owner"}},
        {"AccessMethod", {"DROP ACCESS METHOD heap2"}, {"missing access method heap2"}},
        {"DefaultPrivileges",
         {"ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT ON TABLES TO reader"},
         {"different default privileges postgres in schema app on tables: grants"}},
        {"DefaultPrivilegesOfAll",
         {"ALTER DEFAULT PRIVILEGES FOR ROLE reader REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"},
         {"left over default privileges reader on functions"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Types,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"CompositeAttribute",
         {"ALTER TYPE app.address ADD ATTRIBUTE zip text"},
         {"different type app.address: attributes"}},
        {"CompositeAttributeComment",
         {"COMMENT ON COLUMN app.address.city IS 'x'"},
         {"left over column app.address.city"}},
        {"TypeOwner",
         {"ALTER TYPE app.span OWNER TO shop_owner"},
         {"different type app.span: owner"}},
        {"TypeGrants",
         {"REVOKE USAGE ON TYPE app.address FROM PUBLIC"},
         {"different type app.address: grants"}},
        {"Range",
         {"DROP TYPE app.span", "CREATE TYPE app.span AS RANGE (subtype = float4)"},
         {"different type app.span: subtype, operator class"}},
        {"BaseType",
         {"ALTER TYPE app.word SET (STORAGE = external)"},
         {"different type app.word: length"},
         13},
        {"EnumLabel",
         {"ALTER TYPE app.mood ADD VALUE 'angry' BEFORE 'ok'"},
         {"different enum app.mood: labels"}},
        {"EnumLabelRenamed",
         {"ALTER TYPE app.mood RENAME VALUE 'sad' TO 'blue'"},
         {"different enum app.mood: labels"}},
        {"DomainDefault",
         {"ALTER DOMAIN app.percent SET DEFAULT 1"},
         {"different domain app.percent: default"}},
        {"DomainNotNull",
         {"ALTER DOMAIN app.percent SET NOT NULL"},
         {"different domain app.percent: not null"}},
        {"DomainConstraint",
         {"ALTER DOMAIN app.percent DROP CONSTRAINT percent_check"},
         {"missing constraint percent_check on app.percent"}},
        {"DomainConstraintNotValid",
         {"ALTER DOMAIN app.percent ADD CONSTRAINT even CHECK (VALUE % 2 = 0) NOT VALID"},
         {"left over constraint even on app.percent"}},
        {"Collation",
         {"DROP COLLATION app.plain", "CREATE COLLATION app.plain FROM \"POSIX\""},
         {"different collation app.plain: locale"}},
        {"CollationOwner",
         {"ALTER COLLATION app.plain OWNER TO shop_owner"},
         {"different collation app.plain: owner"}},
        {"Conversion",
         {"DROP CONVERSION app.to_latin",
          "CREATE DEFAULT CONVERSION app.to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1"},
         {"different conversion app.to_latin: default"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Tables,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"Table",
         {"CREATE TABLE app.more (id int)"},
         {
             "left over table app.more",
             "left over column app.more.id",
         }},
        {"Owner",
         {"ALTER TABLE app.base OWNER TO shop_owner"},
         {"different table app.base: owner"}},
        {"Grants",
         {"REVOKE SELECT ON app.orders FROM reader"},
         {"different table app.orders: grants"}},
        {"GrantOption",
         {"GRANT SELECT ON app.orders TO reader WITH GRANT OPTION"},
         {"different table app.orders: grants"}},
        {"GrantsOfTheOwner",
         {"REVOKE DELETE ON app.base FROM CURRENT_USER"},
         {"different table app.base: grants"}},
        {"Comment",
         {"COMMENT ON TABLE app.orders IS NULL"},
         {"different table app.orders: comment"}},
        {"Unlogged",
         {"ALTER TABLE app.base SET UNLOGGED"},
         {"different table app.base: persistence"}},
        {"Options",
         {"ALTER TABLE app.orders SET (fillfactor = 70)"},
         {"different table app.orders: options"}},
        {"ToastOptions",
         {"ALTER TABLE app.orders SET (toast.autovacuum_enabled = false)"},
         {"different table app.orders: toast options"}},
        {"AccessMethod",
         {"CREATE TABLE app.more () USING heap", "CREATE TABLE app.other () USING heap2"},
         {"left over table app.more", "left over table app.other"}},
        {"RowSecurity",
         {"ALTER TABLE app.customers ENABLE ROW LEVEL SECURITY"},
         {"different table app.customers: row security"}},
        {"RowSecurityForced",
         {"ALTER TABLE app.customers FORCE ROW LEVEL SECURITY"},
         {"different table app.customers: row security forced"}},
        {"ReplicaIdentity",
         {"ALTER TABLE app.customers REPLICA IDENTITY FULL"},
         {"different table app.customers: replica identity"}},
        {"Inheritance",
         {"ALTER TABLE app.child NO INHERIT app.base"},
         {"different table app.child: inherits",
          "different column app.child.a: inherited",
          "different constraint base_a_check on app.child: inherited"}},
        {"PartitionBounds",
         {"ALTER TABLE app.events DETACH PARTITION app.events_2025",
          "ALTER TABLE app.events ATTACH PARTITION app.events_2025 "
          "FOR VALUES FROM ('2025-01-01') TO ('2025-06-01')"},
         {"different table app.events_2025: bounds"}},
        {"Detached",
         {"ALTER TABLE app.events DETACH PARTITION app.events_2025"},
         {"different table app.events_2025: inherits, bounds",
          "different index app.events_2025_what_idx: partition of"}},
        {"PartitionKey",
         {"CREATE TABLE app.more (at date) PARTITION BY LIST (at)"},
         {"left over table app.more", "left over column app.more.at"}},
        {"ForeignTableOptions",
         {"ALTER FOREIGN TABLE app.far OPTIONS (SET table_name 'near')"},
         {"different foreign table app.far: foreign options"}},
        {"NothingThatIsUndone",
         {"ALTER TABLE app.base ADD COLUMN z int, ALTER COLUMN a SET DEFAULT 1",
          "ALTER TABLE app.base DROP COLUMN z, ALTER COLUMN a DROP DEFAULT",
          "GRANT SELECT ON app.base TO reader",
          "REVOKE SELECT ON app.base FROM reader",
          "COMMENT ON TABLE app.base IS 'x'",
          "COMMENT ON TABLE app.base IS NULL"},
         {}},
        {"NoRows",
         {"INSERT INTO app.orders (total) VALUES (1)",
          "ANALYZE app.orders",
          "SELECT pg_catalog.setval('app.numbers', 77)"},
         {}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Columns,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"Column",
         {"ALTER TABLE app.orders ADD COLUMN currency text"},
         {"left over column app.orders.currency"}},
        {"Type",
         {"ALTER TABLE app.customers ALTER COLUMN note TYPE varchar(30)"},
         {"different column app.customers.note: type"}},
        {"Collation",
         {"ALTER TABLE app.customers ALTER COLUMN name TYPE text COLLATE app.plain"},
         {"different column app.customers.name: collation"}},
        {"NotNull",
         {"ALTER TABLE app.customers ALTER COLUMN name DROP NOT NULL"},
         {"different column app.customers.name: not null"}},
        {"Default",
         {"ALTER TABLE app.orders ALTER COLUMN total SET DEFAULT 1"},
         {"different column app.orders.total: default"}},
        {"Identity",
         {"ALTER TABLE app.customers ALTER COLUMN id SET GENERATED ALWAYS"},
         {"different column app.customers.id: identity"}},
        {"Generated",
         {"ALTER TABLE app.orders DROP COLUMN net",
          "ALTER TABLE app.orders ADD COLUMN net numeric GENERATED ALWAYS AS (total * 0.9) STORED"},
         {"different column app.orders.net: generated"}},
        {"Storage",
         {"ALTER TABLE app.customers ALTER COLUMN name SET STORAGE external"},
         {"different column app.customers.name: storage"}},
        {"Compression",
         {"ALTER TABLE app.customers ALTER COLUMN name SET COMPRESSION pglz"},
         {"different column app.customers.name: compression"},
         14},
        {"Statistics",
         {"ALTER TABLE app.customers ALTER COLUMN name SET STATISTICS 500"},
         {"different column app.customers.name: statistics"}},
        {"Options",
         {"ALTER TABLE app.customers ALTER COLUMN name SET (n_distinct = 5)"},
         {"different column app.customers.name: options"}},
        {"ForeignOptions",
         {"ALTER FOREIGN TABLE app.far ALTER COLUMN id OPTIONS (DROP name)"},
         {"different column app.far.id: foreign options"}},
        {"Grants",
         {"GRANT UPDATE (total) ON app.orders TO reader"},
         {"different column app.orders.total: grants"}},
        {"Comment",
         {"COMMENT ON COLUMN app.orders.total IS 'Without tax'"},
         {"different column app.orders.total: comment"}},
        {"CommentOfAView",
         {"COMMENT ON COLUMN app.totals.total IS 'x'"},
         {"left over column app.totals.total"}},
        {"DefaultOfAView",
         {"ALTER VIEW app.totals ALTER COLUMN total SET DEFAULT 1"},
         {"left over column app.totals.total"}},
        {"OrderApart",
         {"ALTER TABLE app.customers RENAME COLUMN note TO old",
          "ALTER TABLE app.customers ADD COLUMN note varchar(20)",
          "ALTER TABLE app.customers DROP COLUMN mood",
          "ALTER TABLE app.customers ADD COLUMN mood app.mood DEFAULT 'ok'",
          "ALTER TABLE app.customers DROP COLUMN old"},
         {"reordered app.customers"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    PartsOfTables,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"Check",
         {"ALTER TABLE app.orders DROP CONSTRAINT total_check"},
         {"missing constraint total_check on app.orders"}},
        {"CheckNotValid",
         {"ALTER TABLE app.orders DROP CONSTRAINT total_check",
          "ALTER TABLE app.orders ADD CONSTRAINT total_check CHECK (total >= 0) NOT VALID"},
         {"different constraint total_check on app.orders: definition"}},
        {"PrimaryKey",
         {"ALTER TABLE app.orders RENAME CONSTRAINT orders_pkey TO orders_key"},
         {"missing constraint orders_pkey on app.orders",
          "left over constraint orders_key on app.orders"}},
        {"Deferrable",
         {"ALTER TABLE app.orders ALTER CONSTRAINT orders_customer_fkey DEFERRABLE"},
         {"different constraint orders_customer_fkey on app.orders: definition"}},
        {"ForeignKeyDisabled",
         {"ALTER TABLE app.orders DISABLE TRIGGER ALL"},
         {"different constraint orders_customer_fkey on app.orders: enforced",
          "different trigger touch on app.orders: enabled"}},
        {"ConstraintComment",
         {"COMMENT ON CONSTRAINT total_check ON app.orders IS 'x'"},
         {"different constraint total_check on app.orders: comment"}},
        {"IndexOfAConstraintComment",
         {"COMMENT ON INDEX app.orders_pkey IS 'x'"},
         {"different constraint orders_pkey on app.orders: index comment"}},
        {"IndexOfAConstraintOptions",
         {"ALTER INDEX app.orders_pkey SET (fillfactor = 50)"},
         {"different constraint orders_pkey on app.orders: index options"}},
        {"Clustered",
         {"ALTER TABLE app.orders CLUSTER ON orders_pkey"},
         {"different constraint orders_pkey on app.orders: clustered"}},
        {"Exclusion",
         {"ALTER TABLE app.base ADD CONSTRAINT once EXCLUDE USING btree (a WITH =)"},
         {"left over constraint once on app.base"}},
        {"Index", {"DROP INDEX app.orders_placed_idx"}, {"missing index app.orders_placed_idx"}},
        {"IndexPredicate",
         {"DROP INDEX app.orders_once_idx",
          "CREATE UNIQUE INDEX orders_once_idx ON app.orders (customer_id, placed) WHERE total > 1"},
         {"different index app.orders_once_idx: definition"}},
        {"IndexNotUnique",
         {"DROP INDEX app.orders_once_idx",
          "CREATE INDEX orders_once_idx ON app.orders (customer_id, placed) WHERE total > 0"},
         {"different index app.orders_once_idx: definition"}},
        {"IndexInvalid",
         {"UPDATE pg_catalog.pg_index SET indisvalid = false "
          "WHERE indexrelid = 'app.orders_placed_idx'::pg_catalog.regclass"},
         {"different index app.orders_placed_idx: valid"}},
        {"IndexComment",
         {"COMMENT ON INDEX app.orders_placed_idx IS 'x'"},
         {"different index app.orders_placed_idx: comment"}},
        {"IndexStatistics",
         {"CREATE INDEX more ON app.orders (pg_catalog.abs(total))"},
         {"left over index app.more"}},
        {"IndexOfAPartition",
         {"DROP INDEX app.events_what_idx"},
         {"missing index app.events_2025_what_idx", "missing index app.events_what_idx"}},
        {"Statistics",
         {"DROP STATISTICS app.order_stats",
          "CREATE STATISTICS app.order_stats (mcv) ON customer_id, total FROM app.orders"},
         {"different statistics app.order_stats: definition"}},
        {"StatisticsTarget",
         {"ALTER STATISTICS app.order_stats SET STATISTICS 500"},
         {"different statistics app.order_stats: target"},
         13},
        {"Rule",
         {"CREATE OR REPLACE RULE keep AS ON DELETE TO app.customers DO ALSO NOTHING"},
         {"different rule keep on app.customers: definition"}},
        {"RuleDisabled",
         {"ALTER TABLE app.customers DISABLE RULE keep"},
         {"different rule keep on app.customers: enabled"}},
        {"Trigger", {"DROP TRIGGER touch ON app.orders"}, {"missing trigger touch on app.orders"}},
        {"TriggerEvents",
         {"DROP TRIGGER touch ON app.orders",
          "CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON app.orders FOR EACH ROW "
          "EXECUTE FUNCTION app.touch()"},
         {"different trigger touch on app.orders: definition"}},
        {"TriggerDisabled",
         {"ALTER TABLE app.orders DISABLE TRIGGER touch"},
         {"different trigger touch on app.orders: enabled"}},
        {"TriggerAlways",
         {"ALTER TABLE app.orders ENABLE ALWAYS TRIGGER touch"},
         {"different trigger touch on app.orders: enabled"}},
        {"TriggerComment",
         {"COMMENT ON TRIGGER touch ON app.orders IS 'x'"},
         {"different trigger touch on app.orders: comment"}},
        {"ConstraintTrigger",
         {"CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.orders DEFERRABLE FOR EACH ROW "
          "EXECUTE FUNCTION app.touch()"},
         {"left over trigger late on app.orders"}},
        {"TriggerOfAPartitionedTable",
         {"CREATE TRIGGER rows AFTER INSERT ON app.events FOR EACH ROW "
          "EXECUTE FUNCTION app.touch()"},
         {"left over trigger rows on app.events"}},
        {"TriggerDisabledInAPartition",
         {"CREATE TRIGGER rows AFTER INSERT ON app.events FOR EACH ROW "
          "EXECUTE FUNCTION app.touch()",
          "ALTER TABLE app.events_2025 DISABLE TRIGGER rows"},
         {"left over trigger rows on app.events", "left over trigger rows on app.events_2025"},
         13},
        {"ForeignKeyToPartitions",
         {"ALTER TABLE app.events ADD PRIMARY KEY (at)",
          "CREATE TABLE app.more (at date REFERENCES app.events)"},
         {"left over table app.more",
          "left over column app.more.at",
          "left over constraint events_2025_pkey on app.events_2025",
          "left over constraint events_pkey on app.events",
          "left over constraint more_at_fkey on app.more"}},
        {"Policy",
         {"ALTER POLICY mine ON app.customers USING (id > 1)"},
         {"different policy mine on app.customers: using"}},
        {"PolicyRoles",
         {"ALTER POLICY mine ON app.customers TO reader"},
         {"different policy mine on app.customers: roles"}},
        {"PolicyCommand",
         {"DROP POLICY mine ON app.customers",
          "CREATE POLICY mine ON app.customers AS RESTRICTIVE FOR ALL USING (id > 0)"},
         {"different policy mine on app.customers: command, restrictive"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    SequencesAndViews,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"SequenceIncrement",
         {"ALTER SEQUENCE app.numbers INCREMENT 2"},
         {"different sequence app.numbers: increment"}},
        {"SequenceCycle",
         {"ALTER SEQUENCE app.numbers CYCLE CACHE 5"},
         {"different sequence app.numbers: cache, cycle"}},
        {"SequenceType",
         {"ALTER SEQUENCE app.numbers AS integer"},
         {"different sequence app.numbers: type, maximum"}},
        {"SequenceOwnedBy",
         {"ALTER SEQUENCE app.orders_id_seq OWNED BY NONE"},
         {"different sequence app.orders_id_seq: owned by"}},
        {"SequenceGrants",
         {"GRANT USAGE ON SEQUENCE app.numbers TO reader"},
         {"different sequence app.numbers: grants"}},
        {"View",
         {"CREATE OR REPLACE VIEW app.totals AS SELECT customer_id, max(total) AS total "
          "FROM app.orders GROUP BY customer_id"},
         {"different view app.totals: definition"}},
        {"ViewOptions",
         {"ALTER VIEW app.totals SET (security_barrier = true)"},
         {"different view app.totals: options"}},
        {"ViewOwner",
         {"ALTER VIEW app.totals OWNER TO shop_owner"},
         {"different view app.totals: owner"}},
        {"ViewGrants",
         {"GRANT SELECT ON app.totals TO PUBLIC"},
         {"different view app.totals: grants"}},
        {"MaterializedView",
         {"DROP MATERIALIZED VIEW app.summary",
          "CREATE MATERIALIZED VIEW app.summary AS SELECT count(*) + 1 AS n FROM app.orders"},
         {"different materialized view app.summary: definition, grants"}},
        {"MaterializedViewNotPopulated",
         {"REFRESH MATERIALIZED VIEW app.summary WITH NO DATA"},
         {"different materialized view app.summary: populated"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Routines,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"FunctionBody",
         {"CREATE OR REPLACE FUNCTION app.add(a int, b int) RETURNS int LANGUAGE sql "
          "AS 'SELECT a + b + 0'"},
         {"different function app.add(integer, integer): definition"}},
        {"FunctionOverload",
         {"CREATE FUNCTION app.add(a int) RETURNS int LANGUAGE sql AS 'SELECT a'"},
         {"left over function app.add(integer)"}},
        {"FunctionVolatility",
         {"ALTER FUNCTION app.add IMMUTABLE"},
         {"different function app.add(integer, integer): definition"}},
        {"FunctionSecurity",
         {"ALTER FUNCTION app.add SECURITY DEFINER"},
         {"different function app.add(integer, integer): definition"}},
        {"FunctionSetting",
         {"ALTER FUNCTION app.add SET search_path = app"},
         {"different function app.add(integer, integer): definition"}},
        {"FunctionGrants",
         {"REVOKE EXECUTE ON FUNCTION app.add FROM PUBLIC"},
         {"different function app.add(integer, integer): grants"}},
        {"FunctionGrantsAsByDefault", {"GRANT EXECUTE ON FUNCTION app.add TO PUBLIC"}, {}},
        {"FunctionComment",
         {"COMMENT ON FUNCTION app.add IS 'x'"},
         {"different function app.add(integer, integer): comment"}},
        {"Procedure",
         {"CREATE OR REPLACE PROCEDURE app.work() LANGUAGE sql AS 'SELECT 2'"},
         {"different procedure app.work(): definition"}},
        {"ProcedureOwner",
         {"ALTER PROCEDURE app.work() OWNER TO shop_owner"},
         {"different procedure app.work(): owner"}},
        {"Aggregate",
         {"CREATE OR REPLACE AGGREGATE app.total_of(int) (SFUNC = int4pl, STYPE = int, "
          "INITCOND = '1')"},
         {"different aggregate app.total_of(integer): initial value"}},
        {"Operator",
         {"ALTER OPERATOR app.=== (int, int) SET (RESTRICT = eqsel)"},
         {"different operator app.===(integer,integer): restrict"}},
        {"OperatorFamily",
         {"ALTER OPERATOR FAMILY app.numbers USING btree ADD FUNCTION 1 (int, bigint) "
          "btint48cmp(int, bigint)"},
         {"different operator family app.numbers using btree: functions"}},
        {"OperatorClass",
         {"ALTER OPERATOR CLASS app.numbers USING btree OWNER TO shop_owner"},
         {"different operator class app.numbers using btree: owner"}},
        {"Cast",
         {"DROP CAST (app.address AS text)",
          "CREATE CAST (app.address AS text) WITH INOUT AS ASSIGNMENT"},
         {"different cast app.address as text: context"}},
        {"EventTrigger",
         {"DROP EVENT TRIGGER watch",
          "CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') "
          "EXECUTE FUNCTION app.watch()"},
         {"different event trigger watch: tags"}},
        {"EventTriggerDisabled",
         {"ALTER EVENT TRIGGER watch DISABLE"},
         {"different event trigger watch: enabled"}},
    }),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Others,
    FingerprintSees,
    ::testing::ValuesIn(std::vector<ChangeCase>{
        {"Dictionary",
         {"ALTER TEXT SEARCH DICTIONARY app.words (accept = false)"},
         {"different text search dictionary app.words: options"}},
        {"Configuration",
         {"ALTER TEXT SEARCH CONFIGURATION app.english ALTER MAPPING FOR asciiword "
          "WITH app.words, simple"},
         {"different text search configuration app.english: mappings"}},
        {"ConfigurationOwner",
         {"ALTER TEXT SEARCH CONFIGURATION app.english OWNER TO shop_owner"},
         {"different text search configuration app.english: owner"}},
        {"Parser",
         {"CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, "
          "END = prsd_end, LEXTYPES = prsd_lextype)"},
         {"left over text search parser app.parser"}},
        {"Template",
         {"CREATE TEXT SEARCH TEMPLATE app.template (LEXIZE = dsimple_lexize)"},
         {"left over text search template app.template"}},
        {"Wrapper",
         {"ALTER FOREIGN DATA WRAPPER wrapper OPTIONS (SET debug 'false')"},
         {"different foreign data wrapper wrapper: options"}},
        {"Server",
         {"ALTER SERVER remote VERSION '2' OPTIONS (SET host 'near.example')"},
         {"different foreign server remote: options, version"}},
        {"ServerGrants",
         {"GRANT USAGE ON FOREIGN SERVER remote TO reader"},
         {"different foreign server remote: grants"}},
        {"UserMapping",
         {"ALTER USER MAPPING FOR reader SERVER remote OPTIONS (SET username 'other')"},
         {"different user mapping reader on remote: options"}},
        {"NoPasswordOfAUserMapping",
         {"ALTER USER MAPPING FOR reader SERVER remote OPTIONS (SET password 'other')"},
         {}},
        {"Publication",
         {"ALTER PUBLICATION news ADD TABLE app.customers"},
         {"different publication news: tables"}},
        {"PublicationEvents",
         {"ALTER PUBLICATION news SET (publish = 'insert')"},
         {"different publication news: publishes"}},
        {"PublicationFilter",
         {"ALTER PUBLICATION news SET TABLE app.orders (id, total) WHERE (id > 5)"},
         {"different publication news: tables"},
         15},
        {"PublicationSchema",
         {"ALTER PUBLICATION news ADD TABLES IN SCHEMA other"},
         {"different publication news: schemas"},
         15},
        {"Subscription",
         {"CREATE SUBSCRIPTION their_news CONNECTION 'dbname=far password=hidden-word' "
          "PUBLICATION news WITH (connect = false, slot_name = NONE)"},
         {"left over subscription their_news"}},
    }),
    name_of
);

TEST(FingerprintKinds, HaveAnObjectEachInTheseTests) {
    std::set<core::SchemaKind> seen;
    for (const core::SchemaObject& object : every_kind().before().objects) {
        seen.insert(object.kind);
    }
    std::vector<std::string> missing;
    for (const core::SchemaKindInfo& info : core::schema_kind_table()) {
        if (!seen.contains(info.kind)) {
            missing.emplace_back(info.name);
        }
    }
    // No server of the tests has a provider of labels, or functions for a transform. The others are
    // made by a test of their own.
    const Lines made_elsewhere{
        "transform",
        "text_search_parser",
        "text_search_template",
        "subscription",
        "security_label"};
    EXPECT_EQ(missing, made_elsewhere);
}

}  // namespace
}  // namespace rollpack::executor
