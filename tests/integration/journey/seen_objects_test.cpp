#include "rehearse_project.hpp"
#include "rollpack/app/record_rehearsal.hpp"
#include "rollpack/app/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace rollpack::test {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string hidden(const std::string& sql) {
    return "DO $$ BEGIN EXECUTE $x$" + sql + "$x$; END $$;";
}

/// By description: "view public.a, function public.b()", and behind "; now: " the current text's.
std::map<std::string, std::string> seen_in(const app::RehearsalResult& result) {
    const auto list = [](const std::vector<core::DatabaseObject>& objects) {
        std::string text;
        for (const core::DatabaseObject& object : objects) {
            text += (text.empty() ? "" : ", ") + core::describe(object);
        }
        return text.empty() ? "nothing" : text;
    };
    std::map<std::string, std::string> seen;
    for (const core::RehearsedObjects& each : result.seen) {
        seen[each.description] = (each.objects ? list(*each.objects) : "told")
            + (each.current_objects ? "; now: " + list(*each.current_objects) : "");
    }
    return seen;
}

TEST(SeenObjects, AreThoseThatComeIntoBeingWhileTheScriptRuns) {
    Project project{"CREATE TABLE a (id int PRIMARY KEY)"};
    project.repeatable_of_target("grants", "DO $$ BEGIN GRANT SELECT ON a TO PUBLIC; END $$;")
        .repeatable_of_target("told", "CREATE OR REPLACE VIEW told AS SELECT id FROM a;")
        .repeatable_of_target(
            "untold",
            hidden("CREATE OR REPLACE VIEW b AS SELECT id FROM a") + "\n"
                + hidden("CREATE TYPE pair AS (x int, y int)")
        );
    project.above({{"CREATE TABLE b_table (id int)", "DROP TABLE b_table"}});

    const app::RehearsalResult result = project.rehearse();

    EXPECT_THAT(
        seen_in(result),
        ElementsAre(
            testing::Pair("grants", "nothing"),
            testing::Pair("untold", "view public.b, type public.pair")
        )
    );
}

TEST(SeenObjects, AreDroppedWhereTheTargetHasThemNot) {
    Project project{"CREATE TABLE a (id int PRIMARY KEY)"};
    project.repeatable_of_target(
        "restored",
        hidden("CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
    );
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}})
        .repeatable("retired", hidden("CREATE OR REPLACE VIEW r AS SELECT id FROM a"))
        .repeatable(
            "restored",
            hidden("CREATE OR REPLACE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'")
        );

    const app::RehearsalResult result = project.rehearse();

    EXPECT_TRUE(result.proven);
    EXPECT_THAT(
        seen_in(result),
        ElementsAre(
            testing::Pair("restored", "function public.f(integer); now: function public.f(bigint)"),
            testing::Pair("retired", "view public.r")
        )
    );
}

TEST(SeenObjects, AreOutOfTheWayOfAnUndoScript) {
    Project project{"CREATE TABLE a (id int PRIMARY KEY, total int)"};
    project.repeatable_of_target(
        "hidden",
        hidden("CREATE OR REPLACE VIEW v AS SELECT id, total FROM a")
    );
    project.above(
        {{"CREATE TABLE b (id int)", "DROP TABLE b;\nALTER TABLE a ALTER total TYPE int;"}}
    );

    const app::RehearsalResult result = project.rehearse();

    EXPECT_TRUE(result.proven);
}

TEST(SeenObjects, AreInThePackageOnceTheRehearsalIsRecorded) {
    Project project{"CREATE TABLE a (id int PRIMARY KEY)"};
    project.above({{"CREATE TABLE b (id int)", "DROP TABLE b"}}
    ).repeatable("retired", hidden("CREATE OR REPLACE VIEW r AS SELECT id FROM a"));
    const app::RehearseRequest request = project.request();
    const app::RehearsalResult result = project.rehearse(request);
    RecordingObserver observer;
    app::PackageFile file = request.package;
    const app::OpenedPackage before = app::open_package_file(file, observer);
    EXPECT_FALSE(before.package.selection().repeatables.front().objects);

    const packager::WrittenPackage written =
        app::record_rehearsal(file.path, before.package, *result.recorded, observer);

    const app::OpenedPackage after = app::open_package_file(file, observer);
    const core::Repeatable& retired = after.package.selection().repeatables.front();
    EXPECT_TRUE(retired.are_objects_rehearsed);
    ASSERT_TRUE(retired.objects);
    EXPECT_EQ(core::describe(retired.objects->front()), "view public.r");
    EXPECT_THAT(seen_in(project.rehearse(request)), testing::SizeIs(1));
    EXPECT_EQ(
        app::record_rehearsal(file.path, after.package, *result.recorded, observer).artifact_sha256,
        written.artifact_sha256
    );
    app::VerifyRequest verify;
    verify.package = file;
    verify.repository = request.repository;
    const app::VerifiedArtifact verified = app::verify_package(verify, observer);
    ASSERT_TRUE(verified.rebuild);
    EXPECT_THAT(verified.rebuild->differences, IsEmpty());
    EXPECT_TRUE(verified.rebuild->same_bytes);
}

}  // namespace

}  // namespace rollpack::test
