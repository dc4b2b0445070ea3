#include "rollpack/packager/package_writer.hpp"

#include "detail/archive_writer.hpp"
#include "detail/contents.hpp"
#include "detail/directory_writer.hpp"
#include "detail/files.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rollpack::packager {

namespace {

namespace fs = std::filesystem;

struct FormatName {
    PackageFormat format;
    std::string_view name;
    std::string_view suffix;
};

constexpr auto format_names = std::to_array<FormatName>({
    {PackageFormat::tar_gz, "tar.gz", ".tar.gz"},
    {PackageFormat::tar_zst, "tar.zst", ".tar.zst"},
    {PackageFormat::zip, "zip", ".zip"},
    {PackageFormat::directory, "dir", ""},
});

/// Tells the observer of every 256th file, and of the last.
class Progress {
public:
    Progress(core::Observer& observer, std::size_t total)
        : observer_(observer)
        , total_(total) {}

    void operator()(std::size_t done) const {
        if (done % 256 == 0 || done == total_) {
            observer_.on(core::PhaseProgress{done, total_});
        }
    }

private:
    core::Observer& observer_;
    std::size_t total_;
};

/// What an archive's bytes amount to.
struct Written {
    core::Sha256 sha256;
    std::uint64_t size_bytes = 0;
};

Written write_archive(
    const detail::Contents& contents,
    const core::Selection& selection,
    PackageFormat format,
    const fs::path& artifact,
    const Progress& progress
) {
    detail::AtomicFile file{artifact};
    core::Sha256Stream digest;
    Written written;
    detail::ArchiveWriter archive{
        format,
        selection.release.committed_at_unix,
        [&](std::string_view bytes) {
            digest.update(bytes);
            written.size_bytes += bytes.size();
            file.append(bytes);
        }};
    std::size_t done = 0;
    for (const detail::PackedFile& packed : contents.files()) {
        archive.add(contents.folder() + "/" + packed.path, packed.bytes);
        progress(++done);
    }
    archive.close();
    file.commit();
    written.sha256 = digest.finish();
    return written;
}

/// The digest file's line names what it is the digest of, as seen from the file's own folder.
void write_digest_file(
    const fs::path& digest_file,
    const core::Sha256& sha256,
    std::string_view name
) {
    detail::AtomicFile file{digest_file};
    file.append(fmt::format("{}  {}\n", sha256.hex(), name));
    file.commit();
}

WrittenPackage write_contents(
    const detail::Contents& contents,
    const core::Selection& selection,
    PackageFormat format,
    const fs::path& output_directory,
    core::Observer& observer
) {
    const std::string name = contents.folder() + std::string{suffix(format)};
    const fs::path artifact = output_directory / name;
    const fs::path digest_file = output_directory / (name + ".sha256");
    const Progress progress{observer, contents.files().size()};
    observer.on(core::PhaseStarted{"writing " + name});
    if (format == PackageFormat::directory) {
        detail::write_directory(contents, artifact, progress);
        write_digest_file(digest_file, contents.sums_sha256(), name + "/SHA256SUMS");
        return {
            artifact,
            digest_file,
            contents.sums_sha256(),
            contents.content_sha256(),
            contents.size_bytes()};
    }
    const Written written = write_archive(contents, selection, format, artifact, progress);
    write_digest_file(digest_file, written.sha256, name);
    return {artifact, digest_file, written.sha256, contents.content_sha256(), written.size_bytes};
}

}  // namespace

std::string_view suffix(PackageFormat format) noexcept {
    return std::ranges::find(format_names, format, &FormatName::format)->suffix;
}

std::string_view to_string(PackageFormat format) noexcept {
    return std::ranges::find(format_names, format, &FormatName::format)->name;
}

std::optional<PackageFormat> parse_package_format(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(format_names, text, &FormatName::name);
    return found == format_names.end() ? std::nullopt : std::optional{found->format};
}

WrittenPackage write_package(
    const core::Selection& selection,
    const PackageNotes& notes,
    PackageFormat format,
    const fs::path& output_directory,
    core::Observer& observer
) {
    const detail::Contents contents{selection, notes};
    return write_contents(contents, selection, format, output_directory, observer);
}

WrittenPackage write_rehearsed_package(
    const VerifiedPackage& package,
    const core::RecordedRehearsal& rehearsal,
    PackageFormat format,
    const fs::path& output_directory,
    core::Observer& observer
) {
    const detail::Contents contents{package, rehearsal};
    return write_contents(contents, package.selection(), format, output_directory, observer);
}

}  // namespace rollpack::packager
