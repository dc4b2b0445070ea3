#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

/// POSIX files with every status checked. Writing throws Error file_unwritable, reading
/// file_unreadable, each with the system's reason.
namespace rollpack::os {

/// Owns a file descriptor.
class Descriptor {
public:
    Descriptor() = default;

    explicit Descriptor(int number) noexcept
        : number_(number) {}

    ~Descriptor() { reset(); }

    Descriptor(Descriptor&& other) noexcept
        : number_(std::exchange(other.number_, -1)) {}

    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const noexcept { return number_; }

    explicit operator bool() const noexcept { return number_ >= 0; }

    void reset() noexcept;

    int release() noexcept { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

/// open() and openat(), with O_CLOEXEC added: an empty Descriptor and errno when they fail. A new file
/// is for everybody whom the umask allows.
Descriptor open_file(const std::filesystem::path& path, int flags);
Descriptor open_below(const Descriptor& folder, const std::string& name, int flags);

/// The text of errno's value.
std::string system_reason(int error_number);

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error_number);
[[noreturn]] void cannot_read(const std::filesystem::path& path, int error_number);

/// Writes all of `bytes`; `path` is for the message.
void write_all(const Descriptor& file, std::string_view bytes, const std::filesystem::path& path);

/// Closes and checks: a network file system reports a full disk here.
void close_written(Descriptor file, const std::filesystem::path& path);

/// Makes the entries of a folder durable.
void sync_folder(const std::filesystem::path& folder);

/// Gives a file piece by piece. False, at once, when there is more than `limit`.
/// @throws Error file_unreadable, and what `take` throws.
bool read_pieces(
    const Descriptor& file,
    std::uint64_t limit,
    const std::filesystem::path& path,
    const std::function<void(std::string_view)>& take
);

/// A whole file. @throws Error file_unreadable, also for one that is longer than `limit`.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit);

/// A file that comes into being as a whole. What is appended goes to a hidden file beside
/// `destination`; commit() syncs it and renames it over the destination. Without commit() nothing
/// stays behind.
class AtomicFile {
public:
    explicit AtomicFile(std::filesystem::path destination);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    AtomicFile(AtomicFile&&) = delete;
    AtomicFile& operator=(AtomicFile&&) = delete;

    void append(std::string_view bytes);
    void commit();

private:
    std::filesystem::path destination_;
    std::filesystem::path temporary_;
    Descriptor file_;
};

/// Writes a file as AtomicFile does.
void write_file(const std::filesystem::path& destination, std::string_view bytes);

/// A new folder for this process alone, below TMPDIR or /tmp; removed with everything in it.
class TemporaryFolder {
public:
    /// `name` begins the folder's name. @throws Error file_unwritable.
    explicit TemporaryFolder(std::string_view name);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder(TemporaryFolder&&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// "<path><suffix>", beside a file or a folder, also when the folder's path ends with "/".
std::filesystem::path beside(const std::filesystem::path& path, std::string_view suffix);

/// A name beside `destination` that is hidden and belongs to this process.
std::filesystem::path hidden_sibling(const std::filesystem::path& destination);

}  // namespace rollpack::os
