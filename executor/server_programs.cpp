#include "detail/server_programs.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace rollpack::executor::detail {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view install_hint =
    "Install the server's programs with \"apt-get install postgresql\", or name their folder in "
    "ROLLPACK_PG_BINDIR.";

bool has_programs(const fs::path& folder) {
    return access((folder / "initdb").c_str(), X_OK) == 0
        && access((folder / "postgres").c_str(), X_OK) == 0;
}

std::string environment_variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program changes its environment
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

struct ClosePipe {
    // NOLINTNEXTLINE(cert-err33-c): a missing pg_config is no error, the next place is searched
    void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
};

fs::path folder_of_pg_config() {
    // NOLINTNEXTLINE(cert-env33-c): a constant text
    const std::unique_ptr<std::FILE, ClosePipe> pipe{popen("pg_config --bindir 2>/dev/null", "re")};
    if (!pipe) {
        return {};
    }
    std::array<char, 4096> line{};
    if (std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr) {
        return {};
    }
    std::string folder{line.data()};
    folder.erase(folder.find_last_not_of('\n') + 1);
    return folder;
}

/// The folders of Debian's packages, newest major version first.
std::vector<fs::path> packaged_folders() {
    std::vector<std::pair<int, fs::path>> found;
    std::error_code ignored;
    for (const fs::directory_entry& entry :
         fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const std::string name = entry.path().filename().string();
        int major = 0;
        std::from_chars(name.data(), name.data() + name.size(), major);
        found.emplace_back(major, entry.path() / "bin");
    }
    std::ranges::sort(found, std::greater{}, &std::pair<int, fs::path>::first);
    std::vector<fs::path> folders;
    folders.reserve(found.size());
    for (auto& [major, folder] : found) {
        folders.push_back(std::move(folder));
    }
    return folders;
}

std::vector<fs::path> folders_on_path() {
    const std::string path = environment_variable("PATH");
    std::vector<fs::path> folders;
    std::size_t begin = 0;
    while (begin < path.size()) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        if (end > begin) {
            folders.emplace_back(path.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return folders;
}

std::optional<fs::path> first_with_programs(const std::vector<fs::path>& folders) {
    const auto found = std::ranges::find_if(folders, has_programs);
    return found == folders.end() ? std::nullopt : std::optional{*found};
}

fs::path require_programs(const fs::path& folder) {
    if (!has_programs(folder)) {
        throw core::Error{
            core::ErrorCode::programs_missing,
            fmt::format("no initdb and postgres in {}", folder.string()),
            std::string{install_hint}};
    }
    return fs::absolute(folder);
}

}  // namespace

fs::path find_server_programs(const fs::path& wanted) {
    if (!wanted.empty()) {
        return require_programs(wanted);
    }
    if (const std::string named = environment_variable("ROLLPACK_PG_BINDIR"); !named.empty()) {
        return require_programs(named);
    }
    if (fs::path configured = folder_of_pg_config(); has_programs(configured)) {
        return configured;
    }
    if (const auto packaged = first_with_programs(packaged_folders())) {
        return *packaged;
    }
    if (const auto found = first_with_programs(folders_on_path())) {
        return fs::absolute(*found);
    }
    throw core::Error{
        core::ErrorCode::programs_missing,
        "PostgreSQL's server programs (initdb, postgres) are not on this machine",
        std::string{install_hint}};
}

}  // namespace rollpack::executor::detail
