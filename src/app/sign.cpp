#include "rollpack/app/sign.hpp"

#include "detail/provenance_file.hpp"
#include "rollpack/os/files.hpp"

namespace rollpack::app {

SignResult sign_package(const SignRequest& request, core::Observer& observer) {
    observer.on(core::PhaseStarted{"checking the package"});
    const SignedBytes signed_bytes = read_signed_bytes(request.package);
    const auto provenance = detail::find_provenance(request.package.path, signed_bytes.package);

    observer.on(core::PhaseStarted{"signing"});
    const std::string signature = sign_bytes(signed_bytes.bytes, request.key);
    std::optional<std::string> provenance_signature;
    if (provenance) {
        provenance_signature = sign_bytes(provenance->text, request.key);
    }
    SignResult result{signature_path(request.package.path), {}, std::nullopt};
    os::write_file(result.signature, signature);
    if (provenance) {
        result.provenance_signature = signature_path(provenance->path);
        os::write_file(*result.provenance_signature, *provenance_signature);
    }
    result.key = signing_key(signed_bytes.bytes, result.signature);
    return result;
}

}  // namespace rollpack::app
