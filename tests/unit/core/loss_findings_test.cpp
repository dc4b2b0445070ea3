#include "unit/core/assessment_fixture.hpp"
#include "unit/core/found.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::core {
namespace {

using test::Assessed;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Assessed shop() {
    Assessed shop;
    shop.has_table("orders", 1234).columns.push_back(test::column("total", "numeric(12,2)", 7));
    shop.has("s", LiveRelation::Kind::sequence).was_used = true;
    return shop;
}

struct Sample {
    std::string name;
    std::string sql;
    std::string message;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class LossFinding : public ::testing::TestWithParam<Sample> {};

TEST_P(LossFinding, SaysWhatWouldBeLost) {
    Assessed assessed = shop().undoes("124", GetParam().sql);
    assessed.assess();
    EXPECT_THAT(test::messages_of(assessed.findings), ElementsAre(GetParam().message));
    EXPECT_TRUE(assessed.findings.has_errors());
}

INSTANTIATE_TEST_SUITE_P(
    Actions,
    LossFinding,
    ::testing::Values(
        Sample{"Table", "DROP TABLE orders", "drops table public.orders with 1,234 rows (160 kB)"},
        Sample{
            "Truncate",
            "TRUNCATE orders",
            "empties table public.orders with 1,234 rows (160 kB)"},
        Sample{
            "Delete",
            "DELETE FROM orders",
            "deletes rows of public.orders, all 1,234 rows (160 kB)"},
        Sample{
            "DeleteOfSome",
            "DELETE FROM orders WHERE id = 1",
            "deletes rows of public.orders, up to 1,234 rows (of 160 kB)"},
        Sample{
            "Column",
            "ALTER TABLE orders DROP total",
            "drops column public.orders.total with 7 values"},
        Sample{
            "Update",
            "UPDATE orders SET total = 0",
            "updates rows of public.orders.total, up to 7 values"},
        Sample{
            "Type",
            "ALTER TABLE orders ALTER total TYPE numeric(10,2)",
            "changes the type of public.orders.total from numeric(12,2) to numeric(10,2) with 7 values"},
        Sample{"Sequence", "DROP SEQUENCE s", "drops sequence public.s, whose last value is lost"}
    ),
    [](const ::testing::TestParamInfo<Sample>& sample) { return sample.param.name; }
);

TEST(ALossFinding, NamesScriptAndLineAndTheWaysOn) {
    Assessed assessed = shop().undoes("124", "\n\nDROP TABLE orders");
    assessed.assess();
    const Finding& finding = assessed.findings.all().at(0);
    EXPECT_EQ(finding.code, FindingCode::data_loss);
    EXPECT_EQ(finding.subject, "U124__undo.sql");
    EXPECT_EQ(finding.line, 3U);
    EXPECT_EQ(
        finding.hint,
        "Save it with --keep-data, accept it with --accept-data-loss=V124 (without a version: "
        "whatever is lost), or move it by hand."
    );
}

TEST(ALossFinding, OffersNoKeepingOfWhatCannotBeKept) {
    Assessed assessed = shop().undoes("124", "DROP SEQUENCE s");
    assessed.assess();
    EXPECT_EQ(
        assessed.findings.all().at(0).hint,
        "Accept it with --accept-data-loss=V124 (without a version: whatever is lost), or note down "
        "by hand what is needed."
    );
}

TEST(ALossFinding, OfACallbackIsAcceptedWithoutAVersion) {
    Assessed assessed = shop().calls("beforeUndo", "TRUNCATE orders");
    assessed.assess();
    EXPECT_THAT(
        assessed.findings.all().at(0).hint,
        HasSubstr("accept it with --accept-data-loss,")
    );
}

TEST(ALossFinding, IsAWarningWhenItIsAccepted) {
    Assessed assessed = shop().undoes("124", "DROP TABLE orders");
    assessed.policy.accepted = {*parse_version("124")};
    assessed.assess();
    EXPECT_FALSE(assessed.findings.has_errors());
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(EndsWith("; accepted by --accept-data-loss"))
    );
}

TEST(ALossFinding, IsAWarningWhenTheDataIsSaved) {
    Assessed assessed = shop().undoes("124", "DROP TABLE orders");
    assessed.policy.keep = DataPolicy::Keep::in_files;
    assessed.assess();
    EXPECT_FALSE(assessed.findings.has_errors());
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(EndsWith("; saved by --keep-data"))
    );
}

TEST(ALossFinding, StaysAnErrorForWhatCannotBeSaved) {
    Assessed assessed = shop().undoes("124", "DROP SEQUENCE s");
    assessed.policy.keep = DataPolicy::Keep::in_schema;
    assessed.assess();
    EXPECT_TRUE(assessed.findings.has_errors());
}

TEST(ALossFinding, SaysWhenACountIsAGuess) {
    Assessed assessed = shop().undoes("124", "DROP TABLE orders");
    assessed.facts.relations[test::relation("orders")].rows = Count{2000000, false};
    assessed.assess();
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(HasSubstr("with about 2,000,000 rows"))
    );
}

TEST(ALossFinding, SaysWhenThereIsNoCount) {
    Assessed assessed = shop().undoes("124", "DROP TABLE orders");
    assessed.facts.relations[test::relation("orders")].rows.reset();
    assessed.assess();
    EXPECT_THAT(
        test::messages_of(assessed.findings),
        ElementsAre(HasSubstr("with an unknown number of rows"))
    );
}

TEST(AnUnknownLoss, IsToldOnceForAScript) {
    Assessed assessed =
        shop().undoes("125", "SELECT 1;\nDO 'x';\nCALL f();\nDO 'y'").undoes("124", "DO ''");
    assessed.assess();
    EXPECT_THAT(
        test::names_of(assessed.findings),
        ElementsAre("data-loss-unknown", "data-loss-unknown")
    );
    const Finding& finding = assessed.findings.all().at(0);
    EXPECT_EQ(finding.severity, Severity::warning);
    EXPECT_EQ(finding.subject, "U125__undo.sql");
    EXPECT_EQ(finding.line, 2U);
    EXPECT_EQ(finding.message, "what DO and 2 more statements do to data is not seen in the text");
    EXPECT_EQ(
        assessed.findings.all().at(1).message,
        "what DO does to data is not seen in the text"
    );
}

TEST(NoLoss, IsNoFinding) {
    Assessed assessed = shop();
    assessed.has_table("empty", 0);
    assessed.undoes("124", "DROP TABLE empty; DROP TABLE IF EXISTS nowhere").assess();
    EXPECT_THAT(assessed.findings.all(), IsEmpty());
}

}  // namespace
}  // namespace rollpack::core
