#include "rollpack/packager/package_writer.hpp"

#include <gtest/gtest.h>

namespace rollpack::packager {
namespace {

struct FormatCase {
    std::string_view name;
    PackageFormat format;
    std::string_view suffix;
};

class PackageFormats : public testing::TestWithParam<FormatCase> {};

TEST_P(PackageFormats, HaveANameAndASuffix) {
    EXPECT_EQ(parse_package_format(GetParam().name), GetParam().format);
    EXPECT_EQ(suffix(GetParam().format), GetParam().suffix);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    PackageFormats,
    testing::Values(
        FormatCase{"tar.gz", PackageFormat::tar_gz, ".tar.gz"},
        FormatCase{"tar.zst", PackageFormat::tar_zst, ".tar.zst"},
        FormatCase{"zip", PackageFormat::zip, ".zip"},
        FormatCase{"dir", PackageFormat::directory, ""}
    )
);

TEST(ParsePackageFormat, RefusesAnUnknownName) {
    EXPECT_EQ(parse_package_format("tar.xz"), std::nullopt);
    EXPECT_EQ(parse_package_format(""), std::nullopt);
}

}  // namespace
}  // namespace rollpack::packager
