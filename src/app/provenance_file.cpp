#include "detail/provenance_file.hpp"

#include "rollpack/core/error.hpp"
#include "rollpack/os/files.hpp"

#include <system_error>

namespace rollpack::app::detail {

std::optional<ProvenanceFile> find_provenance(
    const std::filesystem::path& artifact,
    const packager::VerifiedPackage& package
) {
    constexpr std::uint64_t longest = std::uint64_t{16} << 20U;
    std::filesystem::path path = packager::provenance_path(artifact);
    std::error_code ignored;  // whatever is there but cannot be looked at fails when it is read
    if (std::filesystem::symlink_status(path, ignored).type()
        == std::filesystem::file_type::not_found) {
        return std::nullopt;
    }
    return core::in_context("reading " + path.string(), [&] {
        std::string text = os::read_file(path, longest);
        packager::Provenance provenance = packager::parse_provenance(text);
        packager::check_provenance(provenance, package.manifest(), package.artifact_sha256());
        return ProvenanceFile{std::move(path), std::move(text), std::move(provenance)};
    });
}

}  // namespace rollpack::app::detail
