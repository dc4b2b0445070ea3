#include "rollpack/app/plan_document.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/plan_builder.hpp"
#include "unit/app/example_plan.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using test::error_of;
using test::example_plan;
using testing::HasSubstr;
using testing::Not;

struct Damage {
    std::string name;
    std::string from;
    std::string to;
    std::string message;
};

std::ostream& operator<<(std::ostream& out, const Damage& damage) {
    return out << damage.name;
}

std::string name_of(const testing::TestParamInfo<Damage>& info) {
    return info.param.name;
}

class ParsePlanDocument : public testing::TestWithParam<Damage> {};

TEST_P(ParsePlanDocument, RefusesWhatIsNoPlan) {
    std::string text = write_plan_document(example_plan());
    const std::size_t at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, GetParam().from.size(), GetParam().to);

    const core::Error error = error_of([&] { return parse_plan_document(text); });

    EXPECT_EQ(error.code(), ErrorCode::plan_invalid);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Damages,
    ParsePlanDocument,
    testing::Values(
        Damage{"NoJson", "{", "plan:", "$"},
        Damage{"OtherFormat", "\"format\": 1", "\"format\": 2", "format 2"},
        Damage{"UnknownMember", "\"refused\"", "\"x\": 1, \"refused\"", "x"},
        Damage{"MissingMember", "\"refused\": false,", "", "refused"},
        Damage{
            "ShortDigest",
            "\"content_sha256\": \"",
            "\"content_sha256\": \"0",
            "content_sha256"},
        Damage{"UnknownKind", "\"kind\": \"undo\"", "\"kind\": \"do\"", "$.steps[0].kind"},
        Damage{"WrongNumber", "\"number\": 2", "\"number\": 1", "$.steps[1].number"},
        Damage{"StepBeyondTheLast", "\"step\": 2", "\"step\": 6", "$.locks[0].step"},
        Damage{"NoVersion", "\"125\"\n      ]", "\"a\"\n      ]", "versions"},
        Damage{"UnknownFinding", "\"out-of-order\"", "\"all-fine\"", "allow"},
        Damage{"NegativeForecast", "\"duration_ms\": 20", "\"duration_ms\": -1", "duration_ms"},
        Damage{
            "OtherNumberOfObservations",
            "\"losses\": [\n      {\n        \"rows\"",
            "\"losses\": [], \"x\": [\n      {\n        \"rows\"",
            "$.observed.losses"}
    ),
    name_of
);

TEST(PlanDocument, IsReadBackAsItWasWritten) {
    const std::string text = write_plan_document(example_plan());
    EXPECT_EQ(write_plan_document(parse_plan_document(text)), text);
}

TEST(PlanDocument, BringsBackWhatItTakesBackHalfWay) {
    PlanDocument document = example_plan();
    document.options.include_failed = {true, {core::parse_version("127").value()}};
    document.steps[0].kind = StepKind::repair;
    document.steps[0].row.reset();
    document.steps[0].failed_rank = 11;

    const PlanDocument read = parse_plan_document(write_plan_document(document));

    EXPECT_EQ(read.options.include_failed, document.options.include_failed);
    EXPECT_EQ(read.steps, document.steps);
}

TEST(PlanDocument, WritesNamesThatAreNotUtf8) {
    PlanDocument document = example_plan();
    document.assessment.locks[0].relation = "public.caf\xE9";
    EXPECT_THAT(write_plan_document(document), HasSubstr(R"("public.caf\\xe9")"));
}

PlanResult planned(core::Plan plan) {
    core::ServerFacts facts;
    facts.database = "shop";
    facts.user = "deploy";
    return {std::move(plan), std::move(facts), {}, false, std::nullopt};
}

TEST(DescribePlan, NeverHoldsTheValueOfAPlaceholder) {
    core::Plan plan = test::PlanBuilder().undo("2", "create role a password 'swordfish'").build();
    PlanInputs inputs;
    inputs.options.placeholders = {{"secret", "swordfish"}};

    const std::string text = plan_document(planned(std::move(plan)), inputs);

    EXPECT_THAT(text, HasSubstr("\"secret\""));
    EXPECT_THAT(text, Not(HasSubstr("swordfish")));
}

TEST(DescribePlan, BindsTheTextThatRuns) {
    const PlanDocument one =
        describe_plan(planned(test::PlanBuilder().undo("2", "select 1").build()), {});
    const PlanDocument other =
        describe_plan(planned(test::PlanBuilder().undo("2", "select 2").build()), {});
    EXPECT_NE(one.steps.at(0).script->text_sha256, other.steps.at(0).script->text_sha256);
}

TEST(DescribePlan, TellsEveryKindOfStep) {
    core::Plan plan = test::PlanBuilder()
                          .undo("2", "select 1")
                          .retire("totals", {{core::ObjectKind::view, "public", "totals", {}, {}}})
                          .repeatable("view", "select 2")
                          .build();
    plan.steps.push_back(core::CallbackStep{"afterUndo", {"afterUndo.sql", {}, "", {}}, "runs"});
    plan.steps.push_back(core::FailedStep{
        core::parse_version("3").value(),
        "x",
        {"U3__x.sql", {}, "", {}},
        7,
        "V3 failed"});

    const PlanDocument document = describe_plan(planned(std::move(plan)), {});

    ASSERT_EQ(document.steps.size(), 5U);
    EXPECT_EQ(document.steps[0].kind, StepKind::undo);
    EXPECT_EQ(document.steps[1].kind, StepKind::retire);
    EXPECT_EQ(document.steps[1].name, "totals");
    EXPECT_EQ(document.steps[1].drops, std::vector<std::string>{"view public.totals"});
    EXPECT_EQ(document.steps[2].kind, StepKind::restore);
    EXPECT_EQ(document.steps[3].event, "afterUndo");
    EXPECT_EQ(document.steps[3].row, std::nullopt);
    EXPECT_EQ(document.steps[4].kind, StepKind::repair);
    EXPECT_EQ(document.steps[4].failed_rank, 7);
}

}  // namespace
}  // namespace rollpack::app
