#include "rollpack/core/digest.hpp"

#include "unit/core/vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

namespace rollpack::core {
namespace {

using test::Vector;

constexpr std::string_view abc_digest =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string bytes_of(const Vector& vector) {
    const auto hex = vector.data.at("bytes_hex").get<std::string>();
    std::string bytes;
    for (std::size_t index = 0; index < hex.size(); index += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(index, 2), nullptr, 16));
    }
    return bytes;
}

std::vector<Vector> vectors(const std::string& list, bool with_checksum, bool with_placeholders) {
    std::vector<Vector> chosen = test::read_vectors("flyway-checksums.json", list, "name");
    std::erase_if(chosen, [&](const Vector& vector) {
        const bool replaced = bytes_of(vector).find("${") != std::string::npos
            && vector.data.contains("placeholders")
            && vector.data.value("placeholder_replacement", true);
        return vector.data.at("checksum").is_null() == with_checksum
            || replaced != with_placeholders;
    });
    return chosen;
}

/// The value that the vectors' database gives to a placeholder.
std::string value_of(const Vector& vector, const std::string& name) {
    static const std::map<std::string, std::string> built_in{
        {"flyway:defaultSchema", "public"},
        {"flyway:table", "flyway_schema_history"},
        {"flyway:filename", "R__x.sql"},
        {"flyway:environment", "default"},
        {"flyway:database", "vectors"},
        {"flyway:user", "postgres"},
    };
    const auto found = built_in.find(name);
    if (found != built_in.end()) {
        return found->second;
    }
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
    });
    return vector.data.at("placeholders").at(lower).get<std::string>();
}

std::string replaced(const Vector& vector) {
    const std::string text = bytes_of(vector);
    std::string result;
    std::size_t position = 0;
    for (std::size_t start = text.find("${"); start != std::string::npos;
         start = text.find("${", position)) {
        const std::size_t end = text.find('}', start);
        result += text.substr(position, start - position);
        result += value_of(vector, text.substr(start + 2, end - start - 2));
        position = end + 1;
    }
    return result + text.substr(position);
}

class ChecksumOfText : public testing::TestWithParam<Vector> {};

TEST_P(ChecksumOfText, EqualsFlyways) {
    const std::string text = bytes_of(GetParam());

    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(flyway_checksum(text).value, GetParam().data.at("checksum").get<std::int32_t>());
}

INSTANTIATE_TEST_SUITE_P(
    Versioned,
    ChecksumOfText,
    testing::ValuesIn(vectors("versioned", true, false)),
    test::case_name
);
INSTANTIATE_TEST_SUITE_P(
    Repeatable,
    ChecksumOfText,
    testing::ValuesIn(vectors("repeatable", true, false)),
    test::case_name
);

class ChecksumOfReplacedText : public testing::TestWithParam<Vector> {};

TEST_P(ChecksumOfReplacedText, EqualsFlyways) {
    const std::int32_t expected = GetParam().data.at("checksum").get<std::int32_t>();

    EXPECT_EQ(flyway_checksum(replaced(GetParam())).value, expected);
    EXPECT_NE(flyway_checksum(bytes_of(GetParam())).value, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Repeatable,
    ChecksumOfReplacedText,
    testing::ValuesIn(vectors("repeatable", true, true)),
    test::case_name
);

class MalformedText : public testing::TestWithParam<Vector> {};

TEST_P(MalformedText, IsNotUtf8) {
    EXPECT_FALSE(is_utf8(bytes_of(GetParam())));
}

INSTANTIATE_TEST_SUITE_P(
    Versioned,
    MalformedText,
    testing::ValuesIn(vectors("versioned", false, false)),
    test::case_name
);

TEST(FlywayChecksum, DropsOneByteOrderMarkOnly) {
    EXPECT_EQ(
        flyway_checksum("\xEF\xBB\xBF"
                        "a"),
        flyway_checksum("a")
    );
    EXPECT_NE(
        flyway_checksum("\xEF\xBB\xBF\xEF\xBB\xBF"
                        "a"),
        flyway_checksum("a")
    );
}

TEST(FlywayChecksum, KeepsAByteOrderMarkAfterTheFirstLine) {
    EXPECT_NE(
        flyway_checksum("\n\xEF\xBB\xBF"
                        "a"),
        flyway_checksum("a")
    );
}

TEST(IsUtf8, KnowsTheBoundsOfEachLength) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("\xC2\x80 \xE0\xA0\x80 \xED\x9F\xBF \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF"));
    EXPECT_FALSE(is_utf8("\xC1\xBF"));
    EXPECT_FALSE(is_utf8("\xE0\x9F\xBF"));
    EXPECT_FALSE(is_utf8("\xF0\x8F\xBF\xBF"));
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
    EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));
}

TEST(IsUtf8, RefusesACharacterThatIsCutOff) {
    EXPECT_FALSE(is_utf8("a\xC3"));
    EXPECT_FALSE(is_utf8("\xE2\x82"));
    EXPECT_FALSE(
        is_utf8("\xE2\x82"
                "a")
    );
    EXPECT_FALSE(is_utf8("\xF0\x9F\x98"));
    EXPECT_FALSE(
        is_utf8("\xF0\x9F\x98"
                "a")
    );
}

TEST(Sha256, OfKnownTextsIsTheStandards) {
    EXPECT_EQ(sha256("abc").hex(), abc_digest);
    EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, IsReadBackFromItsDigits) {
    EXPECT_EQ(parse_sha256(abc_digest), sha256("abc"));
}

TEST(ParseSha256, RefusesAnythingButSixtyFourLowerCaseDigits) {
    EXPECT_FALSE(parse_sha256(""));
    EXPECT_FALSE(parse_sha256(abc_digest.substr(1)));
    EXPECT_FALSE(parse_sha256(std::string{abc_digest} + "0"));
    EXPECT_FALSE(parse_sha256("BA7816" + std::string{abc_digest.substr(6)}));
    EXPECT_FALSE(parse_sha256("g" + std::string{abc_digest.substr(1)}));
}

TEST(Sha256Stream, GivesTheDigestOfAllItsPieces) {
    Sha256Stream stream;
    stream.update("a");
    stream.update("");
    stream.update("bc");

    EXPECT_EQ(stream.finish(), sha256("abc"));
}

TEST(Sha256Stream, GoesOnAfterAMove) {
    Sha256Stream first;
    first.update("a");
    Sha256Stream second = std::move(first);
    second.update("bc");

    EXPECT_EQ(second.finish(), sha256("abc"));
}

TEST(Sha256StreamDeathTest, EndsTheProcessWhenFinishedTwice) {
    Sha256Stream stream;
    stream.finish();

    EXPECT_DEATH(stream.finish(), "broken invariant");
}

}  // namespace
}  // namespace rollpack::core
