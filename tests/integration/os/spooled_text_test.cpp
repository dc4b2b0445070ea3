#include "rollpack/os/spooled_text.hpp"

#include "rollpack/core/digest.hpp"
#include "rollpack/core/error.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace rollpack::os {
namespace {

using core::ScriptText;
using test::TempDir;

constexpr std::size_t long_size = 3 * longest_text_in_memory + 7;

/// Sets TMPDIR as long as it lives.
class TmpDirVariable {
public:
    explicit TmpDirVariable(const std::filesystem::path& value) {
        if (const char* const before = std::getenv("TMPDIR")) {
            before_ = before;
        }
        EXPECT_EQ(setenv("TMPDIR", value.c_str(), 1), 0);
    }

    ~TmpDirVariable() {
        static_cast<void>(before_ ? setenv("TMPDIR", before_->c_str(), 1) : unsetenv("TMPDIR"));
    }

    TmpDirVariable(const TmpDirVariable&) = delete;
    TmpDirVariable& operator=(const TmpDirVariable&) = delete;

private:
    std::optional<std::string> before_;
};

/// No file of this process grows beyond `bytes` as long as it lives, as on a disk that is full.
class LongestFile {
public:
    explicit LongestFile(rlim_t bytes)
        : handler_before_(std::signal(SIGXFSZ, SIG_IGN)) {
        EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
        const rlimit limited{bytes, before_.rlim_max};
        EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limited), 0);
    }

    ~LongestFile() {
        static_cast<void>(setrlimit(RLIMIT_FSIZE, &before_));
        static_cast<void>(std::signal(SIGXFSZ, handler_before_));
    }

    LongestFile(const LongestFile&) = delete;
    LongestFile& operator=(const LongestFile&) = delete;

private:
    rlimit before_{};
    void (*handler_before_)(int);
};

std::string text_of(std::size_t size) {
    std::string text(size, '\0');
    std::size_t number = 0;
    std::ranges::generate(text, [&] { return static_cast<char>('a' + number++ % 26); });
    return text;
}

ScriptText spooled(const std::string& text) {
    constexpr std::size_t piece = 100'000;
    SpooledText spool;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        spool.append(std::string_view{text}.substr(at, piece));
    }
    return spool.finish();
}

/// Whether a file without a name is mapped into this process.
bool maps_a_file_without_a_name() {
    std::ifstream maps{"/proc/self/maps"};
    const std::string all{std::istreambuf_iterator<char>{maps}, {}};
    return all.find("rollpack-text-") != std::string::npos;
}

TEST(SpooledText, HoldsAShortTextInMemory) {
    const ScriptText text = spooled("SELECT 1;\n");
    EXPECT_EQ(text, ScriptText{"SELECT 1;\n"});
    EXPECT_FALSE(maps_a_file_without_a_name());
    EXPECT_TRUE(SpooledText{}.finish().empty());
}

TEST(SpooledText, HoldsALongTextInAFileWithoutAName) {
    const TempDir folder;
    const TmpDirVariable variable{folder.path()};
    {
        const ScriptText text = spooled(text_of(long_size));
        EXPECT_EQ(text, ScriptText{text_of(long_size)});
        EXPECT_TRUE(maps_a_file_without_a_name());
        EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    }
    EXPECT_FALSE(maps_a_file_without_a_name());
}

TEST(SpooledText, StaysWhatItIsWhenItIsForgotten) {
    const ScriptText text = spooled(text_of(long_size));
    const core::Sha256 digest = core::digest_of(text);
    EXPECT_EQ(core::digest_of(text), digest);
    EXPECT_EQ(core::sha256(text), digest);
    text.forget(5, long_size);
    text.forget(long_size - 1, 10);
    EXPECT_EQ(core::sha256(text), digest);
}

TEST(SpooledText, HoldsALongTextInMemoryWhereThereCanBeNoFile) {
    const TempDir folder;
    const TmpDirVariable variable{folder / "is-not-there"};
    EXPECT_EQ(spooled(text_of(long_size)), ScriptText{text_of(long_size)});
    EXPECT_FALSE(maps_a_file_without_a_name());
}

TEST(SpooledText, SaysWhatToDoWhereTheDiskIsFull) {
    const TempDir folder;
    const TmpDirVariable variable{folder.path()};
    const LongestFile limit{longest_text_in_memory + 1};

    try {
        static_cast<void>(spooled(text_of(long_size)));
        FAIL() << "nothing was thrown";
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::file_unwritable);
        EXPECT_NE(error.message().find(folder.path().string()), std::string::npos);
        EXPECT_NE(error.hint().find("TMPDIR"), std::string::npos);
    }
}

}  // namespace
}  // namespace rollpack::os
