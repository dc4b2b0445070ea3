#include "kit.hpp"
#include "rollpack/core/error.hpp"
#include "support/error_of.hpp"

#include <gmock/gmock.h>

namespace rollpack::app {
namespace {

using core::ErrorCode;
using test::error_of;
using testing::HasSubstr;
using testing::StartsWith;

using OpenPackageFile = test::Trust;

PackageFile demanding(const std::filesystem::path& artifact, const TrustedSigners& trusted) {
    return {artifact, {}, {trusted}, std::nullopt};
}

TEST_F(OpenPackageFile, RefusesAPackageWithoutTheDemandedSignature) {
    const std::filesystem::path artifact = build();

    EXPECT_EQ(
        error_of([&] { return open_package_file(demanding(artifact, trusted()), observer); }
        ).code(),
        ErrorCode::signature_missing
    );
}

TEST_F(OpenPackageFile, ParsesNothingOfBytesThatNobodySigned) {
    const std::filesystem::path artifact = build();
    sign_package({{artifact, {}, {}, {}}, key()}, observer);
    std::string bytes = test::read_file(artifact);
    bytes.back() ^= 1;
    test::write_file(artifact, bytes);

    const core::Error error = error_of([&] {
        return open_package_file(demanding(artifact, trusted()), observer);
    });

    // Without a demanded signature the same bytes are refused by the reader, with another code.
    EXPECT_EQ(error.code(), ErrorCode::signature_invalid);
    EXPECT_EQ(
        error_of([&] {
            return open_package_file({artifact, {}, {}, {}}, observer);
        }).code(),
        ErrorCode::package_invalid
    );
}

TEST_F(OpenPackageFile, WantsASignerOfEveryListThatIsDemanded) {
    const std::filesystem::path artifact = build();
    sign_package({{artifact, {}, {}, {}}, key()}, observer);
    test::write_file(folder / "others", "");
    PackageFile file = demanding(artifact, trusted());
    file.trusted.push_back({folder / "others", {}});

    const core::Error error = error_of([&] { return open_package_file(file, observer); });

    EXPECT_EQ(error.code(), ErrorCode::signature_invalid);
    EXPECT_THAT(error.message(), HasSubstr("others"));
}

TEST_F(OpenPackageFile, RefusesAKeyThatIsOutOfItsTime) {
    const std::filesystem::path artifact = build();
    sign_package({{artifact, {}, {}, {}}, key()}, observer);
    test::write_file(
        folder / "allowed_signers",
        "release@shop.example valid-before=\"20200101\" " + test::read_file(folder / "key.pub")
    );

    EXPECT_EQ(
        error_of([&] { return open_package_file(demanding(artifact, trusted()), observer); }
        ).code(),
        ErrorCode::signature_invalid
    );
}

TEST_F(OpenPackageFile, NamesWhoSigned) {
    const std::filesystem::path artifact = build();
    sign_package({{artifact, {}, {}, {}}, key()}, observer);

    const OpenedPackage opened = open_package_file(demanding(artifact, trusted()), observer);

    ASSERT_TRUE(opened.signature.has_value());
    EXPECT_EQ(opened.signature->signer, "release@shop.example");
    EXPECT_THAT(opened.signature->key, StartsWith("ED25519 SHA256:"));
}

TEST_F(OpenPackageFile, HoldsAFolderToTheListThatIsSigned) {
    BuildRequest wanted = request();
    wanted.format = packager::PackageFormat::directory;
    const std::filesystem::path package = build(wanted).package->artifact;
    sign_package({{package, {}, {}, {}}, key()}, observer);
    ASSERT_TRUE(open_package_file(demanding(package, trusted()), observer).signature.has_value());

    test::write_file(package / "RUNBOOK.md", "do something else\n");

    EXPECT_EQ(
        error_of([&] { return open_package_file(demanding(package, trusted()), observer); }).code(),
        ErrorCode::package_invalid
    );
}

TEST_F(OpenPackageFile, AsksForTheSignatureOfAFolderThatLacksItsList) {
    BuildRequest wanted = request();
    wanted.format = packager::PackageFormat::directory;
    const std::filesystem::path package = build(wanted).package->artifact;
    sign_package({{package, {}, {}, {}}, key()}, observer);
    std::filesystem::remove(package / "SHA256SUMS");

    EXPECT_EQ(
        error_of([&] { return open_package_file(demanding(package, trusted()), observer); }).code(),
        ErrorCode::package_invalid
    );
}

using SignPackage = test::Trust;

TEST_F(SignPackage, SignsTheProvenanceToo) {
    BuildRequest wanted = request();
    wanted.builder = packager::Builder{"https://ci.example", ""};
    const BuildResult built = build(wanted);

    const SignResult result =
        sign_package({{built.package->artifact, {}, {}, {}}, key()}, observer);

    ASSERT_TRUE(result.provenance_signature.has_value());
    const VerifiedArtifact verified = verify(
        {demanding(built.package->artifact, trusted()), std::nullopt}
    );
    ASSERT_TRUE(verified.provenance.has_value());
    EXPECT_EQ(verified.provenance->builder.id, "https://ci.example");
}

TEST_F(SignPackage, WritesNothingForAKeyThatCannotSign) {
    const std::filesystem::path artifact = build();
    test::write_file(folder / "no_key", "this is no key\n");

    const core::Error error = error_of([&] {
        return sign_package({{artifact, {}, {}, {}}, folder / "no_key"}, observer);
    });

    EXPECT_EQ(error.code(), ErrorCode::signing_failed);
    EXPECT_FALSE(std::filesystem::exists(signature_path(artifact)));
}

TEST_F(SignPackage, SignsNothingOfADamagedPackage) {
    const std::filesystem::path artifact = build();
    test::write_file(artifact, test::read_file(artifact).substr(0, 1000));

    EXPECT_EQ(
        error_of([&] {
            return sign_package({{artifact, {}, {}, {}}, key()}, observer);
        }).code(),
        ErrorCode::package_invalid
    );
    EXPECT_FALSE(std::filesystem::exists(signature_path(artifact)));
}

}  // namespace
}  // namespace rollpack::app
