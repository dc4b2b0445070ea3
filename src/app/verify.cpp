#include "rollpack/app/verify.hpp"

#include "detail/provenance_file.hpp"
#include "detail/rebuild.hpp"

namespace rollpack::app {

VerifiedArtifact verify_package(const VerifyRequest& request, core::Observer& observer) {
    VerifiedArtifact result{
        open_package_file(request.package, observer),
        std::nullopt,
        std::nullopt,
        std::nullopt};
    if (auto found = detail::find_provenance(request.package.path, result.opened.package)) {
        for (const TrustedSigners& trusted : request.package.trusted) {
            verify_signature(found->text, signature_path(found->path), trusted);
        }
        result.provenance = std::move(found->provenance);
        result.provenance_file = std::move(found->path);
    }
    if (request.repository) {
        result.rebuild = detail::rebuild(
            result.opened.package,
            request.package.path,
            *request.repository,
            observer
        );
    }
    return result;
}

}  // namespace rollpack::app
