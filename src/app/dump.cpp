#include "detail/dump.hpp"

#include "detail/missing_needs.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"
#include "rollpack/os/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace rollpack::app::detail {

namespace {

namespace fs = std::filesystem;

/// The database that a dump goes to is named before its first row.
constexpr std::size_t looked_at = std::size_t{1} << 20U;

constexpr std::string_view dump_hint =
    "Give what pg_dump wrote of one database: -Fc, -Fd, -Ft, or plain SQL without --create.";

[[noreturn]] void refuse(const fs::path& path, std::string_view what) {
    throw core::Error(
        core::ErrorCode::usage,
        fmt::format("--snapshot {}: {}", path.string(), what),
        std::string{dump_hint}
    );
}

std::string beginning_of(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text(looked_at, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || !file.is_open()) {
        throw core::Error(
            core::ErrorCode::file_unreadable,
            fmt::format("--snapshot {}: {}", path.string(), os::system_reason(errno))
        );
    }
    return text;
}

bool is_compressed(std::string_view text) {
    constexpr auto beginnings = std::to_array<std::string_view>(
        {"\x1f\x8b",
         "\x28\xb5\x2f\xfd",
         "PK\x03\x04",
         "BZh",
         "\xfd"
         "7zXZ"}
    );
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) {
        return text.starts_with(beginning);
    });
}

Dump::Form form_of_file(const fs::path& path) {
    // The first entry of a tar archive that pg_dump wrote.
    constexpr std::string_view first_of_tar{"toc.dat\0", 8};
    const std::string text = beginning_of(path);
    if (text.empty()) {
        refuse(path, "it is empty");
    }
    if (text.starts_with("PGDMP") || text.starts_with(first_of_tar)) {
        return Dump::Form::archive;
    }
    if (is_compressed(text)) {
        refuse(path, "it is compressed; unpack it first");
    }
    if (text.find('\0') != std::string::npos) {
        refuse(path, "it is no dump");
    }
    for (const std::string_view line : {"\\connect", "\\c ", "CREATE DATABASE", "DROP DATABASE"}) {
        if (text.starts_with(line) || text.find(fmt::format("\n{}", line)) != std::string::npos) {
            refuse(path, fmt::format("it goes to a database of its own ({})", line));
        }
    }
    return Dump::Form::sql;
}

Dump::Form form_of(const fs::path& path) {
    if (!fs::is_directory(path)) {
        return form_of_file(path);
    }
    if (!fs::exists(path / "toc.dat")) {
        refuse(path, "the folder has no toc.dat");
    }
    return Dump::Form::archive;
}

enum class Extent {
    all,
    what_is_found_first  ///< goes on behind errors; of an archive no rows
};

os::ProgramResult run(
    const Dump& dump,
    Dump::Form form,
    Extent extent,
    const executor::ConnectionSettings& database,
    const fs::path& programs
) {
    const auto program = [&](const char* name) {
        return programs.empty() ? std::string{name} : (programs / name).string();
    };
    const executor::ChildConnection child = executor::for_child(database);
    const bool all = extent == Extent::all;
    std::vector<std::string> words;
    if (form == Dump::Form::archive) {
        words = {program("pg_restore"), "--no-password"};
        words.emplace_back(all ? "--exit-on-error" : "--schema-only");
        words.insert(words.end(), {"--dbname=" + child.conninfo, dump.path().string()});
    } else {
        words = {program("psql"), "--no-psqlrc", "--no-password", "--quiet", "--output=/dev/null"};
        words.push_back(fmt::format("--set=ON_ERROR_STOP={}", all ? "on" : "off"));
        words.insert(words.end(), {"--dbname=" + child.conninfo, "--file=" + dump.path().string()});
    }
    std::vector<std::string> environment = child.environment;
    environment.emplace_back("LC_ALL=C");
    return os::run_program({std::move(words), {}, std::move(environment)});
}

/// Its errors without what it says of every statement, at most as many lines as help.
std::string what_it_said(const std::string& err) {
    constexpr std::size_t most_lines = 5;
    std::string text;
    std::size_t lines = 0;
    std::size_t begin = 0;
    while (begin < err.size() && lines < most_lines) {
        const std::size_t end = std::min(err.find('\n', begin), err.size());
        const std::string line = err.substr(begin, end - begin);
        if (line.find("rror") != std::string::npos || line.find("ERROR") != std::string::npos) {
            text += (text.empty() ? "" : "\n") + line;
            ++lines;
        }
        begin = end + 1;
    }
    return text.empty() ? os::last_line(err) : text;
}

}  // namespace

Dump::Dump(fs::path path)
    : path_(std::move(path))
    , form_(form_of(path_)) {}

std::set<std::string> Dump::missing_roles(
    const executor::ConnectionSettings& database,
    const fs::path& programs
) const {
    return roles_missing_in(run(*this, form_, Extent::what_is_found_first, database, programs).err);
}

bool Dump::restore(
    const executor::ConnectionSettings& database,
    const fs::path& programs,
    int server_version
) const {
    const os::ProgramResult result = run(*this, form_, Extent::all, database, programs);
    if (result.status == 0 || !roles_missing_in(result.err).empty()) {
        return result.status == 0;
    }
    throw core::Error(
        core::ErrorCode::checks_failed,
        fmt::format("{} cannot be restored: {}", path_.string(), what_it_said(result.err)),
        extension_hint(result.err, server_version)
            .value_or(
                "Rehearse with the programs of the dump's PostgreSQL or newer ones "
                "(ROLLPACK_PG_BINDIR names their folder), or on a server that has what it needs: "
                "--server."
            )
    );
}

}  // namespace rollpack::app::detail
