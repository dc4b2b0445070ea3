#include "support/select_scripts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ScriptReader : public test::SelectScripts {
protected:
    void SetUp() override {
        in_main("sql/V3__x.sql");
        in_main("sql/U3__x.sql");
    }
};

TEST_F(ScriptReader, RefusesAGitLfsPointer) {
    in_main("sql/U3__x.sql", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");

    const Selection selection = select();

    EXPECT_THAT(found(), ElementsAre("lfs-pointer sql/U3__x.sql"));
    EXPECT_THAT(selection.undo, IsEmpty());
}

struct BrokenFile {
    std::string name;
    std::string release;
    std::string path;
};

class NotUtf8
    : public ScriptReader
    , public testing::WithParamInterface<BrokenFile> {};

TEST_P(NotUtf8, IsFoundWhereverItIsPacked) {
    source.add(GetParam().release, GetParam().path, "SELECT '\xE9'");

    select();

    EXPECT_THAT(found(), ElementsAre("not-utf8 " + GetParam().path));
}

INSTANTIATE_TEST_SUITE_P(
    ScriptReader,
    NotUtf8,
    testing::Values(
        BrokenFile{"versioned", "main", "sql/V3__x.sql"},
        BrokenFile{"undo", "main", "sql/U3__x.sql"},
        BrokenFile{"callback", "main", "sql/beforeUndo.sql"},
        BrokenFile{"settings", "main", "sql/U3__x.sql.conf"},
        BrokenFile{"revived_repeatable", "v2", "sql/R__x.sql"},
        BrokenFile{"retired_repeatable", "main", "sql/R__x.sql"}
    ),
    [](const auto& file) { return file.param.name; }
);

TEST_F(ScriptReader, FindsBothTextsOfARepeatableThatAreNotUtf8) {
    in_main("sql/R__x.sql", "\xE9");
    in_target("sql/R__x.sql", "VIEW x");

    EXPECT_THAT(select().repeatables, IsEmpty());
    EXPECT_THAT(found(), ElementsAre("not-utf8 sql/R__x.sql"));
}

TEST_F(ScriptReader, ReadsAScriptsSettingsAndPacksTheirFile) {
    const std::string text = "executeInTransaction=false\n";
    in_main("sql/U3__x.sql.conf", text);

    const Selection selection = select();

    EXPECT_THAT(found(), IsEmpty());
    EXPECT_EQ(selection.undo.at(0).script.settings.execute_in_transaction, false);
    ASSERT_EQ(selection.script_configs.size(), 1U);
    EXPECT_EQ(selection.script_configs[0].path, "U3__x.sql.conf");
    EXPECT_EQ(selection.script_configs[0].text, text);
    EXPECT_EQ(selection.script_configs[0].sha256, sha256(text));
    EXPECT_EQ(selection.script_configs[0].origin.path, "sql/U3__x.sql.conf");
}

TEST_F(ScriptReader, PacksTheSettingsOfPackedScriptsOnlyByPath) {
    for (const std::string path : {"V1__a", "beforeUndo", "U3__x", "U2__b", "R__x", "R__gone"}) {
        in_main("sql/" + path + ".sql");
        in_main("sql/" + path + ".sql.conf", "");
    }
    in_target("sql/R__x.sql", "VIEW x");
    in_target("sql/R__x.sql.conf", "placeholderReplacement=false");
    in_target("sql/V1__a.sql.conf", "");

    const Selection selection = select();

    std::vector<std::string> paths;
    for (const ConfigFile& config : selection.script_configs) {
        paths.push_back(config.path);
    }
    EXPECT_THAT(
        paths,
        ElementsAre("R__x.sql.conf", "U3__x.sql.conf", "V1__a.sql.conf", "beforeUndo.sql.conf")
    );
    EXPECT_EQ(selection.script_configs[0].origin.commit, request.target.commit);
    EXPECT_EQ(selection.repeatables.back().script->settings.placeholder_replacement, false);
}

TEST_F(ScriptReader, FindsSettingsThatFlywayRefuses) {
    in_main("sql/U3__x.sql.conf", "# settings\nnoSuchSetting=1\n");

    select();

    EXPECT_THAT(found(), ElementsAre("script-config-invalid sql/U3__x.sql.conf"));
    EXPECT_EQ(only_finding().line, 2U);
}

}  // namespace
}  // namespace rollpack::core
