#include "integration/journey/shop.hpp"
#include "support/command.hpp"
#include "support/git_program.hpp"
#include "support/recording_observer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>

/// SQL of a server that is newer than the parser that is built in.
namespace rollpack::test {
namespace {

using core::FindingCode;
using core::LossVerdict;

/// The shop, whose last undo script begins with a further statement.
class ShopOfTomorrow {
public:
    explicit ShopOfTomorrow(const std::string& sql)
        : built_(build(sql)) {}

    const app::BuildResult& built() const noexcept { return built_; }

    app::ApplyResult apply_to(const TestDatabase& database) const {
        return apply(apply_request(database, built_.package->artifact));
    }

private:
    app::BuildResult build(const std::string& sql) const {
        const auto repository = folder_ / "shop";
        git_clone(shop().repository(), repository, {"--branch=v129"});
        const auto script = repository / "sql/U129__product_tags.sql";
        write_file(script, sql + "\n" + read_file(script));
        git(repository, {"commit", "--all", "--message", "statement of tomorrow"});

        app::BuildRequest request;
        request.repository = repository;
        request.target_version = "123";
        request.output = folder_.path();
        RecordingObserver observer;
        return app::build_package(request, observer);
    }

    TempDir folder_;
    app::BuildResult built_;
};

bool is_doubted(const std::vector<core::Finding>& findings) {
    const auto found =
        std::ranges::find(findings, FindingCode::sql_unparsable, &core::Finding::code);
    return found != findings.end() && found->severity == core::Severity::warning;
}

TEST(LaterSyntax, ThatTheServerDoesNotKnowEitherFailsAndChangesNothing) {
    const ShopOfTomorrow tomorrow{"FORGET TABLE tag;"};
    const TestDatabase database(database_at(129));

    const app::ApplyResult result = tomorrow.apply_to(database);

    EXPECT_TRUE(is_doubted(result.planned.findings));
    ASSERT_TRUE(result.report.has_value());
    EXPECT_EQ(result.report->ending, core::Ending::failed_unchanged);
    ASSERT_TRUE(result.report->failure.has_value());
    EXPECT_EQ(result.report->failure->sqlstate, "42601");
    EXPECT_EQ(content(database), content(TestDatabase(database_at(129))));
}

struct Later {
    std::string name;
    std::string sql;
    int since;  ///< major version of the server that understands it
};

std::ostream& operator<<(std::ostream& out, const Later& later) {
    return out << later.name;
}

class LaterSyntaxThatTheServerKnows : public testing::TestWithParam<Later> {};

TEST_P(LaterSyntaxThatTheServerKnows, IsRunAndItsLossIsUnknown) {
    ROLLPACK_NEEDS_SERVER(GetParam().since, GetParam().name);
    const ShopOfTomorrow tomorrow{GetParam().sql};
    const TestDatabase database(database_at(129));

    const app::ApplyResult result = tomorrow.apply_to(database);

    EXPECT_TRUE(is_doubted(tomorrow.built().findings));
    EXPECT_TRUE(is_doubted(result.planned.findings));
    const auto& losses = result.planned.assessment.losses;
    ASSERT_FALSE(losses.empty());
    EXPECT_EQ(losses.front().script, "U129__product_tags.sql");
    EXPECT_EQ(losses.front().verdict, LossVerdict::unknown);
    ASSERT_TRUE(result.report.has_value());
    EXPECT_EQ(result.report->ending, core::Ending::done) << result.report->message;
    EXPECT_EQ(query_value(database, "SELECT to_regclass('tag') IS NULL"), "t");
    EXPECT_EQ(query_value(database, "SELECT count(*) FROM made_by_undo"), "1");
    EXPECT_THAT(versions_in_force(database), testing::Contains("123").Times(1));
    EXPECT_THAT(versions_in_force(database), testing::Not(testing::Contains("129")));
}

INSTANTIATE_TEST_SUITE_P(
    Statements,
    LaterSyntaxThatTheServerKnows,
    testing::Values(
        Later{
            "IsJson",
            "CREATE TABLE made_by_undo AS SELECT 1 AS n WHERE '{}' IS JSON OBJECT;",
            16},
        Later{
            "MergeReturning",
            "CREATE TABLE made_by_undo (n int); MERGE INTO made_by_undo AS m USING (SELECT 1) AS s (n) "
            "ON m.n = s.n WHEN NOT MATCHED THEN INSERT VALUES (s.n) RETURNING merge_action();",
            17},
        Later{
            "VirtualColumn",
            "CREATE TABLE made_by_undo (n int, twice int GENERATED ALWAYS AS (n * 2) VIRTUAL);"
            "INSERT INTO made_by_undo VALUES (1);",
            18},
        Later{
            "NotNullThatIsNotValid",
            "CREATE TABLE made_by_undo AS SELECT 1 AS n;"
            "ALTER TABLE made_by_undo ADD CONSTRAINT known NOT NULL n NOT VALID;",
            18}
    ),
    [](const auto& each) { return each.param.name; }
);

}  // namespace
}  // namespace rollpack::test
