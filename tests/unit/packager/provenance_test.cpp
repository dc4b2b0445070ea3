#include "rollpack/packager/provenance.hpp"

#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"
#include "support/selection_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

using core::ErrorCode;
using test::error_of;
using testing::HasSubstr;

core::Selection selection() {
    core::Selection selection =
        test::SelectionBuilder("123").undo("U124__stock.sql", "drop table stock;\n").build();
    selection.parameters.target_version = "123";
    selection.parameters.release = "v1.29";
    selection.parameters.overrides.placeholders["owner"] = "shop";
    selection.parameters.allowed = {core::FindingCode::undo_empty};
    return selection;
}

Provenance provenance_for(const core::Selection& packed) {
    const WrittenPackage written{
        "dist/Rollback-V123.tar.gz",
        {},
        core::sha256("artifact"),
        describe(packed, {}).content_sha256,
        1};
    return provenance_of(
        packed,
        written,
        PackageFormat::tar_gz,
        {"https://ci.example/job", "https://ci.example/job/7"}
    );
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    return text.replace(text.find(what), what.size(), with);
}

struct Faulty {
    const char* name;
    const char* what;
    const char* with;
    const char* message;
};

class ParseFaultyProvenance : public testing::TestWithParam<Faulty> {};

TEST_P(ParseFaultyProvenance, IsRefusedWithTheMember) {
    const std::string json =
        replaced(to_json(provenance_for(selection())), GetParam().what, GetParam().with);

    const core::Error error = error_of([&] { return parse_provenance(json); });

    EXPECT_EQ(error.code(), ErrorCode::provenance_invalid);
    EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    ParseFaultyProvenance,
    testing::Values(
        Faulty{"OtherStatement", "Statement/v1", "Statement/v0.1", "$._type"},
        Faulty{"OtherPredicate", "provenance/v1", "provenance/v0.2", "$.predicateType"},
        Faulty{"OtherBuildType", "urn:rollpack:build:v1", "urn:x", "buildType"},
        Faulty{"NoCommit", "\"gitCommit\"", "\"sha1\"", "resolvedDependencies[0].digest"},
        Faulty{
            "OtherOrder",
            "\"release\",\n          \"digest\"",
            "\"x\",\n          \"digest\"",
            "resolvedDependencies"},
        Faulty{"UnknownMember", "\"invocationId\"", "\"invocationID\"", "invocationI"},
        Faulty{"NotJson", "{", "", ""}
    ),
    [](const auto& instance) { return instance.param.name; }
);

TEST(ParseProvenance, IsTheInverseOfToJson) {
    const Provenance provenance = provenance_for(selection());

    EXPECT_EQ(parse_provenance(to_json(provenance)), provenance);
}

TEST(ToJson, DiffersBetweenTwoBuildersInNothingButTheBuilder) {
    Provenance other = provenance_for(selection());
    other.builder = {"https://other.example", ""};
    std::string json = replaced(to_json(other), "https://other.example", "https://ci.example/job");
    json = replaced(json, R"("invocationId": "")", R"("invocationId": "https://ci.example/job/7")");

    EXPECT_EQ(json, to_json(provenance_for(selection())));
}

TEST(ProvenanceOf, NamesTheDigestListOfAFolder) {
    const core::Selection packed = selection();
    const WrittenPackage written{"dist/Rollback-V123", {}, core::sha256("sums"), {}, 1};

    const Provenance provenance =
        provenance_of(packed, written, PackageFormat::directory, {"https://ci.example", ""});

    EXPECT_EQ(provenance.subject, "Rollback-V123/SHA256SUMS");
    EXPECT_EQ(provenance.format, "dir");
}

TEST(CheckProvenance, AcceptsThatOfThePackageUnderAnyFileName) {
    Provenance provenance = provenance_for(selection());
    provenance.subject = "renamed.tar.gz";

    EXPECT_NO_THROW(
        check_provenance(provenance, describe(selection(), {}), core::sha256("artifact"))
    );
}

TEST(CheckProvenance, AcceptsAPackageWhoseTagsWereVerified) {
    core::Selection packed = selection();
    packed.release.signature = {"tag", packed.release.commit, "release@shop.example", "SHA256:x"};

    EXPECT_NO_THROW(
        check_provenance(provenance_for(packed), describe(packed, {}), core::sha256("artifact"))
    );
}

TEST(CheckProvenance, RefusesAnotherArtifactAndShowsBothDigests) {
    const core::Error error = error_of([] {
        check_provenance(
            provenance_for(selection()),
            describe(selection(), {}),
            core::sha256("another")
        );
        return true;
    });

    EXPECT_EQ(error.code(), ErrorCode::provenance_invalid);
    EXPECT_THAT(error.message(), HasSubstr(core::sha256("artifact").hex()));
    EXPECT_THAT(error.message(), HasSubstr(core::sha256("another").hex()));
}

TEST(CheckProvenance, RefusesParametersThatTheManifestDoesNotHave) {
    Provenance provenance = provenance_for(selection());
    provenance.parameters.release = "v1.30";

    const core::Error error = error_of([&] {
        check_provenance(provenance, describe(selection(), {}), core::sha256("artifact"));
        return true;
    });

    EXPECT_THAT(error.message(), HasSubstr("externalParameters"));
}

TEST(CheckProvenance, RefusesAnotherCommit) {
    Provenance provenance = provenance_for(selection());
    provenance.release.commit = provenance.target.commit;

    const core::Error error = error_of([&] {
        check_provenance(provenance, describe(selection(), {}), core::sha256("artifact"));
        return true;
    });

    EXPECT_THAT(error.message(), HasSubstr("resolvedDependencies"));
}

}  // namespace
}  // namespace rollpack::packager
