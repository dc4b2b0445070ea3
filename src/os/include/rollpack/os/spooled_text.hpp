#pragma once

#include "rollpack/core/script_text.hpp"
#include "rollpack/os/files.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace rollpack::os {

/// Texts up to this length are held in memory.
inline constexpr std::size_t longest_text_in_memory = std::size_t{2} << 20U;

/// Takes a text piece by piece. A long one goes to a file below TMPDIR or /var/tmp that has no name and
/// that only this user can read; it is gone when the last ScriptText of it is. Where there can be no
/// such file it is held in memory as any other.
class SpooledText {
public:
    /// @throws Error file_unwritable, when the file system is full.
    void append(std::string_view piece);

    /// What was appended; nothing may be appended afterwards. @throws Error internal.
    core::ScriptText finish();

private:
    void begin_file();
    void write_to_file(std::string_view piece);

    std::string buffer_;  ///< of what is not in the file
    Descriptor file_;
    std::filesystem::path folder_;  ///< of the file
    std::size_t filed_bytes_ = 0;
    bool in_memory_ = false;  ///< for want of a file
};

}  // namespace rollpack::os
