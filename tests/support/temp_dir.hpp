#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace rollpack::test {

/// A fresh folder that is removed with everything in it at the end of its life.
class TempDir {
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    TempDir(TempDir&&) = delete;
    TempDir& operator=(TempDir&&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Writes a file, making its folders. Throws on failure.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// A file's bytes. Throws on failure.
std::string read_file(const std::filesystem::path& path);

}  // namespace rollpack::test
