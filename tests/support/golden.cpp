#include "support/golden.hpp"

#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace rollpack::test {

namespace {

bool is_recording() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no test changes its environment in another thread
    const char* const setting = std::getenv("ROLLPACK_UPDATE_GOLDEN");
    return setting != nullptr && std::string_view{setting} == "1";
}

std::string_view line_at(std::string_view text, std::size_t position) {
    const std::size_t begin = position == 0
        ? 0
        : text.rfind('\n', std::min(position, text.size()) - 1) + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

bool equals_golden(std::string_view actual, const std::string& name, std::ostream* difference) {
    const std::filesystem::path file = std::filesystem::path{ROLLPACK_SOURCE_DIR} / "tests/golden"
        / name;
    if (is_recording()) {
        write_file(file, actual);
    }
    const std::string expected = std::filesystem::exists(file) ? read_file(file) : std::string{};
    if (actual == expected) {
        return true;
    }
    if (difference != nullptr) {
        const auto position = static_cast<std::size_t>(
            std::ranges::mismatch(actual, expected).in1 - actual.begin()
        );
        *difference << "which differs in line "
                    << 1 + std::ranges::count(actual.substr(0, position), '\n') << ": \""
                    << line_at(actual, position) << "\" instead of \""
                    << line_at(expected, position)
                    << "\" (ROLLPACK_UPDATE_GOLDEN=1 records it anew)";
    }
    return false;
}

}  // namespace rollpack::test
