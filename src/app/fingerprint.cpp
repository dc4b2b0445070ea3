#include "rollpack/app/fingerprint.hpp"

#include "detail/connect.hpp"
#include "rollpack/app/fingerprint_document.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/git/text_diff.hpp"
#include "rollpack/os/files.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace rollpack::app {

namespace {

using core::Error;
using core::ErrorCode;

constexpr std::uint64_t longest_file = std::uint64_t{1} << 30U;

bool is_package(const std::filesystem::path& path) {
    constexpr auto endings = std::to_array<std::string_view>(
        {".tar.gz", ".tar.zst", ".tar", ".tgz", ".zip"}
    );
    const std::string name = path.string();
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored)
        || std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

/// The recorded schema of the target: what the database is to be.
core::Fingerprint read_package(const std::filesystem::path& path) {
    const packager::VerifiedPackage package = packager::open_package(path);
    if (!package.rehearsal()) {
        throw Error{
            ErrorCode::checks_failed,
            fmt::format("{} was not rehearsed and carries no fingerprint", path.string()),
            "Rehearse it with `rollpack rehearse --record`, or give a database or a file that `rollpack "
            "fingerprint --out` wrote."};
    }
    return package.rehearsal()->target;
}

core::Fingerprint read_file(
    const std::filesystem::path& path,
    const std::vector<std::string>& ignored
) {
    if (is_package(path)) {
        return core::leave_out(read_package(path), ignored);
    }
    const std::string text = os::read_file(path, longest_file);
    try {
        return core::leave_out(parse_fingerprint_document(text), ignored);
    } catch (const Error& error) {
        throw Error{
            error.code(),
            fmt::format("{} cannot be used as a fingerprint: {}", path.string(), error.message()),
            error.hint().empty() ? "Give a file that `rollpack fingerprint --out` wrote."
                                 : error.hint()};
    }
}

core::Fingerprint read_database(
    const DatabaseTarget& database,
    const std::vector<std::string>& ignored,
    core::Observer& observer
) {
    executor::FingerprintOptions options;
    options.history_schema = database.schema;
    options.history_table = database.table.value_or(options.history_table);
    options.ignored = ignored;
    const std::unique_ptr<executor::Database> session = connect(database, observer);
    observer.on(core::PhaseStarted{"reading the schema"});
    return session->fingerprint(options);
}

ComparedSchema side_of(const SchemaSource& source, const core::Fingerprint& fingerprint) {
    return {
        describe(source),
        fingerprint.server_version,
        fingerprint.digest,
        fingerprint.objects.size()};
}

std::string text_of(const core::SchemaObject& object) {
    std::string text;
    for (const std::string& line : core::definition_lines(object)) {
        text += line + "\n";
    }
    return text;
}

}  // namespace

std::string describe(const SchemaSource& source) {
    if (const auto* const path = std::get_if<std::filesystem::path>(&source)) {
        return path->string();
    }
    return executor::describe(std::get<DatabaseTarget>(source).connection);
}

core::Fingerprint read_fingerprint(
    const SchemaSource& source,
    const std::vector<std::string>& ignored,
    core::Observer& observer
) {
    if (const auto* const path = std::get_if<std::filesystem::path>(&source)) {
        return read_file(*path, ignored);
    }
    return read_database(std::get<DatabaseTarget>(source), ignored, observer);
}

ComparedSchemas compare_schemas(
    const SchemaSource& expected,
    const SchemaSource& found,
    const std::vector<std::string>& ignored,
    core::Observer& observer
) {
    core::Fingerprint left = read_fingerprint(expected, ignored, observer);
    core::Fingerprint right = read_fingerprint(found, ignored, observer);
    left = core::leave_out(std::move(left), right.ignored);
    right = core::leave_out(std::move(right), left.ignored);
    return {side_of(expected, left), side_of(found, right), core::compare(left, right)};
}

std::vector<std::string> definition_difference(const core::ChangedObject& changed) {
    const std::string diff =
        git::unified_diff(text_of(changed.expected), text_of(changed.found), "expected", "found");
    std::vector<std::string> lines;
    bool in_hunk = false;
    for (std::size_t begin = 0; begin < diff.size();) {
        const std::size_t end = std::min(diff.find('\n', begin), diff.size());
        std::string line = diff.substr(begin, end - begin);
        begin = end + 1;
        if (line.starts_with("@@")) {
            in_hunk = true;
        } else if (in_hunk) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

}  // namespace rollpack::app
