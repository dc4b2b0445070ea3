#include "rollpack/executor/sql_script.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

/// "1 ACCESS EXCLUSIVE shop.orders", with "scans" or "rewrites" behind.
std::vector<std::string> locks_of(std::string_view sql) {
    std::vector<std::string> texts;
    for (const core::TableLock& lock : analyze_sql(sql).locks) {
        texts.push_back(
            std::to_string(lock.line) + " " + std::string{to_string(lock.mode)} + " "
            + full_name(lock.relation) + (lock.rewrites ? " rewrites" : "")
            + (lock.scans ? " scans" : "")
        );
    }
    return texts;
}

struct Sample {
    std::string name;
    std::string sql;
    std::vector<std::string> locks;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class LocksOf : public ::testing::TestWithParam<Sample> {};

TEST_P(LocksOf, AStatement) {
    EXPECT_THAT(locks_of(GetParam().sql), ElementsAreArray(GetParam().locks));
}

std::string name_of(const ::testing::TestParamInfo<Sample>& sample) {
    return sample.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    AlterTable,
    LocksOf,
    ::testing::Values(
        Sample{"Column", "ALTER TABLE a.t ADD b int", {"1 ACCESS EXCLUSIVE a.t"}},
        Sample{
            "OneValue",
            "ALTER TABLE t ADD b text NOT NULL DEFAULT 'x'",
            {"1 ACCESS EXCLUSIVE t"}},
        Sample{"Now", "ALTER TABLE t ADD b timestamptz DEFAULT now()", {"1 ACCESS EXCLUSIVE t"}},
        Sample{
            "VolatileDefault",
            "ALTER TABLE t ADD b uuid DEFAULT gen_random_uuid()",
            {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{
            "VolatilePartOfADefault",
            "ALTER TABLE t ADD b text DEFAULT 'x' || random()",
            {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{
            "Generated",
            "ALTER TABLE t ADD b int GENERATED ALWAYS AS (a + 1) STORED",
            {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{
            "Identity",
            "ALTER TABLE t ADD b int GENERATED ALWAYS AS IDENTITY",
            {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{"Serial", "ALTER TABLE t ADD b serial", {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{"NotNull", "ALTER TABLE t ADD b int NOT NULL", {"1 ACCESS EXCLUSIVE t scans"}},
        Sample{"SetNotNull", "ALTER TABLE t ALTER b SET NOT NULL", {"1 ACCESS EXCLUSIVE t scans"}},
        Sample{"Type", "ALTER TABLE t ALTER b TYPE int", {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{"Check", "ALTER TABLE t ADD CHECK (b > 0)", {"1 ACCESS EXCLUSIVE t scans"}},
        Sample{
            "CheckNotValid",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID",
            {"1 ACCESS EXCLUSIVE t"}},
        Sample{
            "Validate",
            "ALTER TABLE t VALIDATE CONSTRAINT c",
            {"1 SHARE UPDATE EXCLUSIVE t scans"}},
        Sample{
            "ForeignKey",
            "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES a.u",
            {"1 SHARE ROW EXCLUSIVE t scans", "1 SHARE ROW EXCLUSIVE a.u"}},
        Sample{
            "ColumnWithForeignKey",
            "ALTER TABLE t ADD b int REFERENCES a.u",
            {"1 ACCESS EXCLUSIVE t", "1 SHARE ROW EXCLUSIVE a.u"}},
        Sample{
            "TheStrongestOfItsParts",
            "ALTER TABLE t VALIDATE CONSTRAINT c, DISABLE TRIGGER x",
            {"1 SHARE ROW EXCLUSIVE t scans"}},
        Sample{
            "Attach",
            "ALTER TABLE t ATTACH PARTITION u DEFAULT",
            {"1 SHARE UPDATE EXCLUSIVE t", "1 ACCESS EXCLUSIVE u scans"}},
        Sample{
            "UniqueUsingIndex",
            "ALTER TABLE t ADD UNIQUE USING INDEX i",
            {"1 ACCESS EXCLUSIVE t"}}
    ),
    name_of
);

INSTANTIATE_TEST_SUITE_P(
    Others,
    LocksOf,
    ::testing::Values(
        Sample{
            "Tables",
            "CREATE TABLE n (a int REFERENCES u);\nDROP TABLE a.t, v",
            {"1 SHARE ROW EXCLUSIVE u", "2 ACCESS EXCLUSIVE a.t", "2 ACCESS EXCLUSIVE v"}},
        Sample{
            "IndexConcurrently",
            "CREATE INDEX CONCURRENTLY ON a.t (b)",
            {"1 SHARE UPDATE EXCLUSIVE a.t scans"}},
        Sample{
            "PartOfATable",
            R"(DROP TRIGGER x ON shop."Order lines")",
            {"1 ACCESS EXCLUSIVE shop.Order lines"}},
        Sample{"VacuumFull", "VACUUM (FULL) t", {"1 ACCESS EXCLUSIVE t rewrites"}},
        Sample{"Vacuum", "VACUUM t", {"1 SHARE UPDATE EXCLUSIVE t scans"}},
        Sample{
            "ReindexConcurrently",
            "REINDEX TABLE CONCURRENTLY t",
            {"1 SHARE UPDATE EXCLUSIVE t scans"}},
        Sample{
            "RowsThatAreLocked",
            "SELECT 1 FROM a.t x JOIN u ON true FOR UPDATE OF x",
            {"1 ROW SHARE a.t"}},
        Sample{
            "AllRowsThatAreRead",
            "SELECT 1 FROM a.t x JOIN u ON true FOR UPDATE",
            {"1 ROW SHARE a.t", "1 ROW SHARE u"}},
        Sample{"ReadingTables", "CREATE VIEW v AS SELECT 1 FROM t; SELECT 1 FROM t", {}},
        Sample{
            "WithInSelect",
            "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d",
            {"1 ROW EXCLUSIVE t"}},
        Sample{"AccessShareIsLeftOut", "LOCK TABLE t IN ACCESS SHARE MODE", {}},
        Sample{"TemporaryTable", "CREATE INDEX ON pg_temp.t (a)", {}},
        Sample{
            "BodyOfAFunction",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM t'",
            {}},
        Sample{"Block", "DO $$ BEGIN DELETE FROM t; END $$", {}}
    ),
    name_of
);

TEST(LocksOfAScript, AreThoseOfEachStatement) {
    EXPECT_THAT(
        locks_of("UPDATE t SET a = 1;\nALTER TABLE t DROP a;\n"),
        ElementsAre("1 ROW EXCLUSIVE t", "2 ACCESS EXCLUSIVE t")
    );
}

}  // namespace
}  // namespace rollpack::executor
