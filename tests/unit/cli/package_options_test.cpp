#include "package_options.hpp"

#include <gtest/gtest.h>

namespace rollpack::cli {
namespace {

TEST(ParseSize, TakesBytesAndBinaryUnits) {
    EXPECT_EQ(parse_size("65536"), 65536U);
    EXPECT_EQ(parse_size("64KiB"), 65536U);
    EXPECT_EQ(parse_size("16MiB"), 16U << 20U);
    EXPECT_EQ(parse_size("2GiB"), std::uint64_t{2} << 30U);
}

TEST(ParseSize, RefusesWhatIsNoSize) {
    for (const char* const text :
         {"", "0", "-1", "1.5MiB", "64 MiB", "64MB", "MiB", "99999999TiB"}) {
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
    }
}

TEST(PackageOptions, SetTheLimits) {
    CLI::App app;
    PackageOptions options;
    add_package_options(app, options);

    app.parse(
        "p.zip --max-size 1MiB --max-file-size 2KiB --max-total-size 3KiB --max-ratio 7"
        " --max-manifest-size 4KiB --max-entries 5"
    );

    EXPECT_EQ(options.path, "p.zip");
    EXPECT_EQ(options.limits.artifact_bytes, 1U << 20U);
    EXPECT_EQ(options.limits.file_bytes, 2048U);
    EXPECT_EQ(options.limits.total_bytes, 3072U);
    EXPECT_EQ(options.limits.manifest_bytes, 4096U);
    EXPECT_EQ(options.limits.entries, 5U);
    EXPECT_EQ(options.limits.max_ratio, 7U);
}

TEST(PackageOptions, RefuseASizeThatIsNone) {
    CLI::App app;
    PackageOptions options;
    add_package_options(app, options);

    EXPECT_THROW(app.parse("p.zip --max-size 1MB"), CLI::ValidationError);
}

}  // namespace
}  // namespace rollpack::cli
