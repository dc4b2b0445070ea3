#include "output_file.hpp"

#include "rollpack/os/files.hpp"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace rollpack::cli {

namespace {

void write_through(const std::filesystem::path& path, std::string_view text, int flags) {
    os::Descriptor file = os::open_file(path, O_WRONLY | flags);
    if (!file) {
        os::cannot_write(path, errno);
    }
    os::write_all(file, text, path);
    os::close_written(std::move(file), path);
}

bool is_special(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::symlink_status(path, ignored);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace

void write_output_file(const std::filesystem::path& path, std::string_view text) {
    if (is_special(path)) {
        write_through(path, text, O_TRUNC);
    } else {
        os::write_file(path, text);
    }
}

void append_to_file(const std::filesystem::path& path, std::string_view text) {
    write_through(path, text, O_CREAT | O_APPEND);
}

}  // namespace rollpack::cli
