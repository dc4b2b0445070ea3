#include "rollpack/app/flyway_configuration.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace rollpack::app {
namespace {

using test::error_of;
using testing::ElementsAre;
using testing::IsEmpty;

/// Two empty folders, of which one is $HOME and one the working folder.
class ReadFlywayConfiguration : public testing::Test {
protected:
    ReadFlywayConfiguration()
        : before_(std::filesystem::current_path()) {
        std::filesystem::create_directory(folder_ / "home");
        std::filesystem::create_directory(folder_ / "work");
        std::filesystem::current_path(folder_ / "work");
        variables["HOME"] = (folder_ / "home").string();
    }

    ~ReadFlywayConfiguration() override { std::filesystem::current_path(before_); }

    /// A file of either kind that sets the table's name; gives its own name as it is told.
    std::string write(const std::string& name, const std::string& table) {
        const std::string text = name.ends_with(".toml") ? "flyway.table = '" + table + "'"
                                                         : "flyway.table = " + table;
        test::write_file(folder_ / name, text);
        return name.starts_with("work/") ? name.substr(5) : (folder_ / name).string();
    }

    FlywayConfiguration read() const { return read_flyway_configuration(files, variables); }

    std::string table() const { return read().files.settings.at("flyway.table").values.front(); }

    std::vector<std::string> files;
    core::Variables variables;

private:
    test::TempDir folder_;
    std::filesystem::path before_;
};

TEST_F(ReadFlywayConfiguration, RefusesTomlAndOthersTogether) {
    files = {write("work/a.toml", "a")};
    variables["FLYWAY_CONFIG_FILES"] = write("work/b.conf", "b");
    EXPECT_EQ(error_of([&] { return read(); }).code(), core::ErrorCode::usage);
}

TEST_F(ReadFlywayConfiguration, WantsTheFilesThatAreNamed) {
    files = {"nowhere.toml"};
    EXPECT_EQ(error_of([&] { return read(); }).code(), core::ErrorCode::file_unreadable);
}

TEST_F(ReadFlywayConfiguration, NamesTheFileThatIsNoToml) {
    test::write_file(std::filesystem::current_path() / "flyway.toml", "[");
    EXPECT_EQ(error_of([&] { return read(); }).code(), core::ErrorCode::configuration_invalid);
}

TEST_F(ReadFlywayConfiguration, NeedsNoFile) {
    variables.erase("HOME");
    EXPECT_EQ(read(), FlywayConfiguration{});
}

TEST_F(ReadFlywayConfiguration, ReadsGeneralFilesFirst) {
    const std::string listed = write("work/listed.toml", "listed");
    const std::string option = write("work/option.toml", "option");
    const std::string own = write("work/flyway.user.toml", "own");
    const std::string project = write("work/flyway.toml", "project");
    const std::string home_own = write("home/flyway.user.toml", "home own");
    const std::string home = write("home/flyway.toml", "home");
    files = {option};
    variables["FLYWAY_CONFIG_FILES"] = " " + listed + " ,";
    EXPECT_THAT(read().read, ElementsAre(home, home_own, project, own, listed, option));
    EXPECT_EQ(table(), "option");
}

TEST_F(ReadFlywayConfiguration, LetsTheWorkingFolderWinOverHome) {
    write("home/flyway.user.toml", "home");
    write("work/flyway.toml", "work");
    EXPECT_EQ(table(), "work");
}

TEST_F(ReadFlywayConfiguration, PassesOverAConfBesideAToml) {
    const std::string conf = write("work/flyway.conf", "conf");
    write("home/flyway.toml", "toml");
    EXPECT_EQ(table(), "toml");
    EXPECT_THAT(read().passed_over, ElementsAre(conf));
}

TEST_F(ReadFlywayConfiguration, ReadsTheConfsWhereThereIsNoToml) {
    const std::string home = write("home/flyway.conf", "home");
    const std::string work = write("work/flyway.conf", "work");
    EXPECT_THAT(read().read, ElementsAre(home, work));
    EXPECT_THAT(read().passed_over, IsEmpty());
    EXPECT_EQ(table(), "work");
}

TEST_F(ReadFlywayConfiguration, ReadsTheConfsWhereAConfIsNamed) {
    write("work/flyway.toml", "toml");
    const std::string conf = write("work/flyway.conf", "conf");
    files = {write("work/mine.conf", "mine")};
    EXPECT_THAT(read().read, ElementsAre(conf, "mine.conf"));
}

TEST_F(ReadFlywayConfiguration, ReadsAFileThatIsNamedTooOnceAndLast) {
    const std::string own = write("work/flyway.user.toml", "own");
    files = {write("work/flyway.toml", "project")};
    EXPECT_THAT(read().read, ElementsAre(own, "flyway.toml"));
}

TEST_F(ReadFlywayConfiguration, ReadsAFolderThatIsHomeTooOnce) {
    variables["HOME"] = std::filesystem::current_path().string();
    const std::string project = write("work/flyway.toml", "project");
    EXPECT_THAT(read().read, ElementsAre(project));
}

}  // namespace
}  // namespace rollpack::app
