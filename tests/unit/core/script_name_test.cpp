#include "rollpack/core/script_name.hpp"

#include "unit/core/vectors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rollpack::core {
namespace {

using test::Vector;
using testing::HasSubstr;

std::string file_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

NameReading read(const std::string& path) {
    return parse_script_name(file_name(path), Naming{});
}

/// Flyway takes its own words for versions; rollpack refuses them.
const std::set<std::string> reserved_words = {
    "Vlatest__x.sql",
    "Vcurrent__x.sql",
    "Vnext__x.sql",
    "V9223372036854775807__x.sql",
};

/// Free Flyway, from which the vectors come, knows no undo scripts.
bool is_undo(const Vector& vector) {
    return vector.label.starts_with("U") && vector.label != "Ultra__x.sql";
}

std::vector<Vector> vectors(const std::string& kind) {
    std::vector<Vector> chosen = test::read_vectors("flyway-names.json", "names", "name");
    std::erase_if(chosen, [&](const Vector& vector) {
        const bool hidden = vector.label.starts_with(".hidden/");
        const bool deviates = is_undo(vector) || reserved_words.contains(vector.label);
        return vector.data.at("kind") != kind || hidden || deviates;
    });
    return chosen;
}

ScriptKind kind_of(const Vector& vector) {
    const auto kind = vector.data.at("kind").get<std::string>();
    return kind == "repeatable" ? ScriptKind::repeatable
        : kind == "baseline"    ? ScriptKind::baseline
                                : ScriptKind::versioned;
}

class TakenName : public testing::TestWithParam<Vector> {};

TEST_P(TakenName, IsReadAsFlywayReadsIt) {
    const auto reading = read(GetParam().label);
    const auto& expected = GetParam().data;

    const auto* name = std::get_if<ScriptName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->kind, kind_of(GetParam()));
    EXPECT_EQ(name->version.has_value(), expected.at("version").is_string());
    EXPECT_EQ(
        name->version ? name->version->text() : "",
        expected.at("version").is_string() ? expected.at("version").get<std::string>() : ""
    );
    EXPECT_EQ(name->description, expected.at("description").get<std::string>());
    EXPECT_EQ(name->file_name, file_name(GetParam().label));
    EXPECT_EQ(name->is_sql, expected.at("kind") != "script");
}

INSTANTIATE_TEST_SUITE_P(
    Versioned,
    TakenName,
    testing::ValuesIn(vectors("versioned")),
    test::case_name
);
INSTANTIATE_TEST_SUITE_P(
    Repeatable,
    TakenName,
    testing::ValuesIn(vectors("repeatable")),
    test::case_name
);
INSTANTIATE_TEST_SUITE_P(
    Baseline,
    TakenName,
    testing::ValuesIn(vectors("baseline")),
    test::case_name
);
INSTANTIATE_TEST_SUITE_P(
    OtherLanguage,
    TakenName,
    testing::ValuesIn(vectors("script")),
    test::case_name
);

class CallbackName : public testing::TestWithParam<Vector> {};

TEST_P(CallbackName, TellsItsEvent) {
    const auto reading = read(GetParam().label);

    const auto* name = std::get_if<ScriptName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->kind, ScriptKind::callback);
    EXPECT_EQ(name->event, GetParam().data.at("event").get<std::string>());
    EXPECT_FALSE(name->version);
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    CallbackName,
    testing::ValuesIn(vectors("callback")),
    test::case_name
);

class RefusedName : public testing::TestWithParam<Vector> {};

TEST_P(RefusedName, IsRejectedWithAReason) {
    const auto reading = read(GetParam().label);

    const auto* name = std::get_if<RejectedName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->file_name, file_name(GetParam().label));
    EXPECT_NE(name->reason, "");
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    RefusedName,
    testing::ValuesIn(vectors("rejected")),
    test::case_name
);

class UnseenName : public testing::TestWithParam<Vector> {};

TEST_P(UnseenName, IsNoScript) {
    const auto reading = read(GetParam().label);

    EXPECT_EQ(
        std::holds_alternative<ScriptConfigName>(reading),
        GetParam().label == "V1__a.sql.conf"
    );
    EXPECT_FALSE(std::holds_alternative<ScriptName>(reading));
    EXPECT_FALSE(std::holds_alternative<RejectedName>(reading));
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    UnseenName,
    testing::ValuesIn(vectors("ignored")),
    test::case_name
);

class ReservedName : public testing::TestWithParam<std::string> {};

TEST_P(ReservedName, IsRejectedThoughFlywayTakesIt) {
    const auto reading = read(GetParam());

    const auto* name = std::get_if<RejectedName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_THAT(name->reason, HasSubstr("a word that Flyway reserves"));
}

INSTANTIATE_TEST_SUITE_P(Flyway, ReservedName, testing::ValuesIn(reserved_words));

TEST(ReservedNames, AreExactlyTheVectorsThatFlywayTakesForSpecialVersions) {
    std::set<std::string> special;
    for (const Vector& vector : test::read_vectors("flyway-names.json", "names", "name")) {
        const auto version = vector.data.find("version");
        if (version != vector.data.end() && version->is_string()
            && version->get<std::string>().starts_with("<<")) {
            special.insert(vector.label);
        }
    }
    EXPECT_EQ(special, reserved_words);
}

struct UndoCase {
    std::string file_name;
    std::string version;
    std::string description;
};

class UndoName : public testing::TestWithParam<UndoCase> {};

TEST_P(UndoName, IsReadLikeAVersionedOne) {
    const auto reading = read(GetParam().file_name);

    const auto* name = std::get_if<ScriptName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->kind, ScriptKind::undo);
    EXPECT_EQ(name->version->text(), GetParam().version);
    EXPECT_EQ(name->description, GetParam().description);
}

INSTANTIATE_TEST_SUITE_P(
    Flyway,
    UndoName,
    testing::Values(
        UndoCase{"U1__a.sql", "1", "a"},
        UndoCase{"U1.sql", "1", ""},
        UndoCase{"U1_1__b.sql", "1.1", "b"}
    )
);

TEST(UndoNames, WithoutAVersionAreRejectedLikeVersionedOnes) {
    for (const std::string name : {"U__a.sql", "U__x.sql"}) {
        const auto reading = read(name);
        const auto* rejected = std::get_if<RejectedName>(&reading);
        ASSERT_NE(rejected, nullptr) << name;
        EXPECT_TRUE(rejected->near_match) << name;
        EXPECT_EQ(rejected->reason, "there is no version after \"U\"");
    }
}

TEST(UndoNames, OfTheVectorsAreAllTestedHere) {
    std::set<std::string> names;
    for (const Vector& vector : test::read_vectors("flyway-names.json", "names", "name")) {
        if (is_undo(vector)) {
            names.insert(vector.label);
        }
    }
    const std::set<std::string> tested = {
        "U1__a.sql",
        "U1.sql",
        "U1_1__b.sql",
        "U__a.sql",
        "U__x.sql",
    };
    EXPECT_EQ(names, tested);
}

class NearName : public testing::TestWithParam<std::string> {};

TEST_P(NearName, WasProbablyMeantAsAScript) {
    const auto reading = read(GetParam());

    const auto* name = std::get_if<RejectedName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_TRUE(name->near_match);
}

INSTANTIATE_TEST_SUITE_P(
    ScriptName,
    NearName,
    testing::Values(
        "v1__x.sql",
        "u1__x.sql",
        "b1__x.sql",
        "r__x.sql",
        "u5.sql",
        "V5_x.sql",
        "U5_x.sql",
        "v5_x.sql",
        "R_x.sql",
        "V1_.sql",
        "V__x.sql",
        "U__x.sql",
        "V__.sql",
        "V1 __x.sql",
        "V 1__x.sql",
        "U1 x.sql",
        "R __x.sql",
        "R1__x.sql",
        "R1.1__x.sql",
        "V1a__x.sql",
        "V1-1__x.sql",
        "V1-x.sql",
        "V1..1__x.sql",
        "V.1__x.sql",
        "VV1__x.sql",
        "Version1__x.sql",
        "AfterMigrate.sql",
        "aftermigrate__x.sql",
        "afterMigrateX.sql",
        "beforeUndo_x.sql"
    )
);

class UnrelatedName : public testing::TestWithParam<std::string> {};

TEST_P(UnrelatedName, IsRejectedWithoutSuspicion) {
    const auto reading = read(GetParam());

    const auto* name = std::get_if<RejectedName>(&reading);
    ASSERT_NE(name, nullptr);
    EXPECT_FALSE(name->near_match);
}

INSTANTIATE_TEST_SUITE_P(
    ScriptName,
    UnrelatedName,
    testing::Values(
        "README.sql",
        "seed.sql",
        "undo.sql",
        "views.sql",
        "base_data.sql",
        "roles.sql",
        "users__all.sql",
        "u2f_keys.sql",
        "b2b.sql",
        "Rename__x.sql",
        "Ultra__x.sql",
        ".hidden.sql"
    )
);

TEST(ParseScriptName, UsesTheProjectsPrefixesSeparatorAndSuffixes) {
    const Naming naming{"ver-", "undo-", "rep-", "base-", "~", {".pgsql", ".ddl"}};

    const auto undo = parse_script_name("undo-1_2~drop_it.DDL", naming);
    const auto repeatable = parse_script_name("rep-~views.pgsql", naming);
    const auto other = parse_script_name("V1__x.sql", naming);

    ASSERT_TRUE(std::holds_alternative<ScriptName>(undo));
    EXPECT_EQ(std::get<ScriptName>(undo).kind, ScriptKind::undo);
    EXPECT_EQ(std::get<ScriptName>(undo).version->text(), "1.2");
    EXPECT_EQ(std::get<ScriptName>(undo).description, "drop it");
    ASSERT_TRUE(std::holds_alternative<ScriptName>(repeatable));
    EXPECT_EQ(std::get<ScriptName>(repeatable).description, "views");
    EXPECT_TRUE(std::holds_alternative<IgnoredName>(other));
}

TEST(ParseScriptName, TakesTheLongestPrefixThatFits) {
    Naming naming;
    naming.undo_prefix = "VU";

    const auto reading = parse_script_name("VU1__x.sql", naming);

    ASSERT_TRUE(std::holds_alternative<ScriptName>(reading));
    EXPECT_EQ(std::get<ScriptName>(reading).kind, ScriptKind::undo);
}

TEST(ParseScriptName, KnowsScriptsInOtherLanguages) {
    for (const std::string name : {"U1__x.sh", "U1__x.PY", "U1__x.ps1", "U1__x.bash", "U1__x"}) {
        const auto reading = read(name);
        ASSERT_TRUE(std::holds_alternative<ScriptName>(reading)) << name;
        EXPECT_FALSE(std::get<ScriptName>(reading).is_sql) << name;
    }
}

TEST(ParseScriptName, PassesOverFilesWithoutASqlSuffixThatAreNoScripts) {
    for (const std::string name : {"Makefile", "LICENSE", "Rakefile", "v1__x.sh", "V1__x.sqlx"}) {
        EXPECT_TRUE(std::holds_alternative<IgnoredName>(read(name))) << name;
    }
}

TEST(ParseScriptName, KnowsAScriptsSettings) {
    const auto reading = read("U1__x.sql.conf");

    ASSERT_TRUE(std::holds_alternative<ScriptConfigName>(reading));
    EXPECT_EQ(std::get<ScriptConfigName>(reading).script_file_name, "U1__x.sql");
    EXPECT_TRUE(std::holds_alternative<ScriptConfigName>(read("afterMigrate.sql.conf")));
    EXPECT_TRUE(std::holds_alternative<ScriptConfigName>(read("u1__x.sql.conf")));
    EXPECT_TRUE(std::holds_alternative<IgnoredName>(read("flyway.conf")));
    EXPECT_TRUE(std::holds_alternative<IgnoredName>(read("seed.sql.conf")));
}

TEST(CallbackEvents, AreDistinct) {
    const std::set<std::string_view> events(callback_events().begin(), callback_events().end());

    EXPECT_EQ(events.size(), callback_events().size());
    EXPECT_TRUE(events.contains("beforeEachUndo"));
}

TEST(ScriptKind, HasANameForEachKind) {
    EXPECT_EQ(to_string(ScriptKind::versioned), "versioned");
    EXPECT_EQ(to_string(ScriptKind::undo), "undo");
    EXPECT_EQ(to_string(ScriptKind::repeatable), "repeatable");
    EXPECT_EQ(to_string(ScriptKind::baseline), "baseline");
    EXPECT_EQ(to_string(ScriptKind::callback), "callback");
}

}  // namespace
}  // namespace rollpack::core
