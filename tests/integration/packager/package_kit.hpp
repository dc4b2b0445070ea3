#pragma once

#include "rollpack/packager/package_writer.hpp"
#include "support/recording_observer.hpp"
#include "support/selection_builder.hpp"
#include "support/temp_dir.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>

namespace rollpack::test {

/// Every kind of script, names that are not ASCII in both Unicode forms, settings, findings,
/// placeholders with and without values.
inline core::Selection rich_selection() {
    SelectionBuilder builder{"123"};
    builder.edit().history = {"app", "schema_version"};
    builder.edit().locations = {"db/migration"};
    builder.edit().placeholder_names_used = {"owner", "secret"};
    builder.edit().placeholders.values = {
        {"owner", "shop \"main\" ${x}"},
        {"secret", std::nullopt}};
    builder.versioned("V123__base.sql", "create table base (id int);\n")
        .undo("U124__drop_tax.sql", "-- takes the tax away\ndrop table tax;\n")
        .undo(
            "later/U1000.1__gr\xC3\xB6\xC3\x9F"
            "e.sql",
            "/* size\n * more */\nselect 1;\n"
        )
        .script_config(
            "later/U1000.1__gr\xC3\xB6\xC3\x9F"
            "e.sql.conf",
            "executeInTransaction=false\n"
        )
        .restore(
            "R__010_functions.sql",
            "\xEF\xBB\xBF"
            "select 'bom';\r\n"
        )
        .creating({{core::ObjectKind::function, "app", "price", {"bigint", "text"}, std::nullopt}})
        .unchanged("R__cafe\xCC\x81.sql", "select 'decomposed';\n")
        .revive("views/R__totals.sql", "create view totals as select 1;\n")
        .creating({})
        .retire("old helper")
        .callback("beforeEachUndo.sql", "select 'before';\n")
        .accepted(core::FindingCode::name_suspicious, "sql/v1__x.sql");
    return builder.build();
}

inline packager::WrittenPackage write(
    const core::Selection& selection,
    packager::PackageFormat format,
    const std::filesystem::path& folder,
    const packager::PackageNotes& notes = {}
) {
    RecordingObserver observer;
    return packager::write_package(selection, notes, format, folder, observer);
}

/// Changes this process's time zone. Meant for run_in_child(), which has one thread.
inline void set_time_zone(const char* zone) {
    setenv("TZ", zone, 1);  // NOLINT(concurrency-mt-unsafe): one thread
    tzset();
}

/// Changes this process's locale. Meant for run_in_child(), which has one thread.
inline void set_locale(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    if (setlocale(LC_ALL, name) == nullptr) {
        throw std::runtime_error("there is no such locale");
    }
}

/// Makes files of this process fail at some size, as on a full disk.
inline void limit_file_size(std::size_t bytes) {
    if (std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR) {
        throw std::runtime_error("cannot ignore SIGXFSZ");
    }
    const rlimit limit{bytes, bytes};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        throw std::runtime_error("cannot limit the size of files");
    }
}

/// Runs `body` in a process of its own, which ends with what body gives, 111 for an exception.
inline int run_in_child(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child < 0) {
        throw std::runtime_error("cannot fork");
    }
    if (child == 0) {
        int status = 111;
        try {
            status = body();
        } catch (...) {
        }
        _exit(status);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) {
        throw std::runtime_error("cannot wait");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline std::string format_name(packager::PackageFormat format) {
    switch (format) {
    case packager::PackageFormat::tar_gz:
        return "tar_gz";
    case packager::PackageFormat::tar_zst:
        return "tar_zst";
    case packager::PackageFormat::zip:
        return "zip";
    case packager::PackageFormat::directory:
        break;
    }
    return "directory";
}

}  // namespace rollpack::test
