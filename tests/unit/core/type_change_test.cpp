#include "unit/core/assessment_fixture.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace rollpack::core {
namespace {

struct Sample {
    std::string name;
    std::string from;  ///< as the server writes it
    std::string to;  ///< as a script has it
    LossVerdict verdict;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) {
    return out << sample.name;
}

class TypeChange : public ::testing::TestWithParam<Sample> {};

TEST_P(TypeChange, IsALossWhenItNarrows) {
    test::Assessed assessed;
    assessed.has_table("t", 3).columns = {test::column("a", GetParam().from, 3)};
    assessed.undoes("124", "ALTER TABLE t ALTER a TYPE " + GetParam().to);
    const Assessment assessment = assessed.assess();
    ASSERT_EQ(assessment.losses.size(), 1U);
    EXPECT_EQ(to_string(assessment.losses.front().verdict), to_string(GetParam().verdict));
}

constexpr LossVerdict nothing = LossVerdict::nothing;
constexpr LossVerdict data = LossVerdict::data;
constexpr LossVerdict unknown = LossVerdict::unknown;

INSTANTIATE_TEST_SUITE_P(
    Types,
    TypeChange,
    ::testing::Values(
        Sample{"SameType", "bigint", "int8", nothing},
        Sample{"WiderInteger", "integer", "bigint", nothing},
        Sample{"NarrowerInteger", "bigint", "int", data},
        Sample{"IntegerToNumeric", "bigint", "numeric", nothing},
        Sample{"IntegerToShortNumeric", "integer", "numeric(8)", data},
        Sample{"IntegerToLongNumeric", "integer", "numeric(12,2)", nothing},
        Sample{"IntegerToDouble", "integer", "float8", nothing},
        Sample{"BigintToDouble", "bigint", "float8", data},
        Sample{"NumericToInteger", "numeric(12,2)", "int", data},
        Sample{"WholeNumericToInteger", "numeric(9,0)", "int", nothing},
        Sample{"NumericWithoutScale", "numeric", "numeric(10,2)", data},
        Sample{"NumericWithLessScale", "numeric(10,2)", "numeric(10,1)", data},
        Sample{"NumericWithLessInFront", "numeric(10,2)", "numeric(10,4)", data},
        Sample{"WiderNumeric", "numeric(10,2)", "numeric(14,4)", nothing},
        Sample{"UnlimitedNumeric", "numeric(10,2)", "numeric", nothing},
        Sample{"NarrowerFloat", "double precision", "real", data},
        Sample{"WiderFloat", "real", "double precision", nothing},
        Sample{"FloatToNumeric", "double precision", "numeric", data},
        Sample{"LongerText", "character varying(20)", "varchar(40)", nothing},
        Sample{"ShorterText", "character varying(40)", "varchar(20)", data},
        Sample{"LimitedText", "text", "varchar(20)", data},
        Sample{"UnlimitedText", "character varying(40)", "text", nothing},
        Sample{"TextToOneCharacter", "character varying(2)", "char", data},
        Sample{"TextToInteger", "text", "int", data},
        Sample{"IntegerToText", "integer", "text", nothing},
        Sample{"IntegerToLimitedText", "integer", "varchar(3)", unknown},
        Sample{"DateToTimestamp", "date", "timestamptz", nothing},
        Sample{"TimestampToDate", "timestamp with time zone", "date", data},
        Sample{"TimestampToTime", "timestamp without time zone", "time", data},
        Sample{"TimestampWithLessPrecision", "timestamp without time zone", "timestamp(0)", data},
        Sample{
            "TimestampWithMorePrecision",
            "timestamp(0) without time zone",
            "timestamp",
            nothing},
        Sample{"TimeZone", "timestamp with time zone", "timestamp", unknown},
        Sample{"Json", "jsonb", "json", nothing},
        Sample{"Array", "integer[]", "bigint[]", nothing},
        Sample{"NarrowerArray", "bigint[]", "int[]", data},
        Sample{"OwnType", "app.money", "app.amount", unknown},
        Sample{"Boolean", "boolean", "int", unknown}
    ),
    [](const ::testing::TestParamInfo<Sample>& sample) { return sample.param.name; }
);

TEST(ATypeChange, OfAColumnWithoutValuesLosesNothing) {
    test::Assessed assessed;
    assessed.has_table("t", 3).columns = {test::column("a", "app.money", 0)};
    assessed.undoes("124", "ALTER TABLE t ALTER a TYPE app.amount");
    EXPECT_THAT(assessed.verdicts(), ::testing::ElementsAre("public.t.a: nothing"));
}

}  // namespace
}  // namespace rollpack::core
