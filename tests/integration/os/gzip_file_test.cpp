#include "rollpack/os/gzip_file.hpp"

#include "rollpack/core/error.hpp"
#include "support/command.hpp"
#include "support/error_of.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollpack::os {
namespace {

using test::error_of;
using test::TempDir;

std::string unpacked(const std::filesystem::path& path) {
    return test::must_run({"gzip", "-dc", path.string()});
}

TEST(GzipFile, RefusesAFileThatIsThere) {
    const TempDir folder;
    test::write_file(folder / "a.gz", "mine");

    const core::Error error = error_of([&] { return GzipFile{folder / "a.gz"}.size_bytes(); });
    EXPECT_EQ(error.code(), core::ErrorCode::file_unwritable);
    EXPECT_EQ(read_file(folder / "a.gz", 100), "mine");
}

TEST(GzipFile, HoldsWhatWasAppended) {
    const TempDir folder;
    GzipFile file{folder / "a.gz"};
    file.append("one ");
    file.append("");
    file.append("two");
    file.finish();
    EXPECT_EQ(unpacked(folder / "a.gz"), "one two");
    EXPECT_EQ(file.size_bytes(), std::filesystem::file_size(folder / "a.gz"));
}

TEST(GzipFile, MayBeEmpty) {
    const TempDir folder;
    GzipFile file{folder / "a.gz"};
    file.finish();
    EXPECT_EQ(unpacked(folder / "a.gz"), "");
}

TEST(GzipFile, TakesMoreThanItsBuffersAtOnce) {
    const TempDir folder;
    std::string text;
    for (int i = 0; i < 300'000; ++i) {
        text += std::to_string(i * 7919);
    }
    GzipFile file{folder / "a.gz"};
    file.append(text);
    file.finish();
    EXPECT_TRUE(unpacked(folder / "a.gz") == text);
}

TEST(GzipFile, IsTheSameForTheSameBytes) {
    const TempDir folder;
    for (const char* const name : {"a.gz", "b.gz"}) {
        GzipFile file{folder / name};
        file.append("text");
        file.finish();
    }
    EXPECT_EQ(read_file(folder / "a.gz", 1000), read_file(folder / "b.gz", 1000));
}

}  // namespace
}  // namespace rollpack::os
