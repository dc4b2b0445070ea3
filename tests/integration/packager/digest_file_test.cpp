#include "integration/packager/hostile_kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DigestFile : public testing::TestWithParam<PackageFormat> {
protected:
    DigestFile()
        : written_(test::write(test::small_selection(), GetParam(), folder_.path())) {}

    const WrittenPackage& written() const { return written_; }

    std::string fault() const {
        try {
            open_package(written_.artifact);
            return {};
        } catch (const core::Error& error) {
            EXPECT_EQ(error.code(), core::ErrorCode::package_invalid);
            return error.message();
        }
    }

private:
    test::TempDir folder_;
    WrittenPackage written_;
};

TEST_P(DigestFile, OfThisPackageIsTaken) {
    EXPECT_EQ(fault(), "");
}

TEST_P(DigestFile, IsNotNeeded) {
    fs::remove(written().digest_file);

    EXPECT_EQ(fault(), "");
}

TEST_P(DigestFile, OfAnotherPackageIsRefusedWithBothDigests) {
    const std::string other(64, '0');
    test::write_file(written().digest_file, other + "  x\n");

    EXPECT_THAT(fault(), HasSubstr("the SHA-256 is " + written().artifact_sha256.hex() + ", but"));
    EXPECT_THAT(fault(), HasSubstr("says " + other));
}

TEST_P(DigestFile, ThatIsNoLineOfADigestIsRefused) {
    test::write_file(written().digest_file, "hello\n");

    EXPECT_THAT(fault(), HasSubstr(".sha256 is not the line that sha256sum writes"));
}

TEST_P(DigestFile, ThatIsAFolderIsRefused) {
    fs::remove(written().digest_file);
    fs::create_directory(written().digest_file);

    EXPECT_THAT(fault(), HasSubstr(".sha256 is not the line that sha256sum writes"));
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    DigestFile,
    testing::Values(PackageFormat::tar_gz, PackageFormat::zip, PackageFormat::directory),
    [](const auto& test) { return test::format_name(test.param); }
);

}  // namespace
}  // namespace rollpack::packager
