#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

std::string trust_section(const core::Selection& selection) {
    return fmt::format(
        R"(
## Check the package

The commands are for `{0}.tar.gz`; the file may also end with `.tar.zst` or `.zip`, or be a
folder. Beside it lies a file of its name with `.sha256` at the end:

    sha256sum -c {0}.tar.gz.sha256

A file that ends with `.sig` is an SSH signature of the package. `allowed_signers` is your list of trusted
keys, one line each: an identity and its public key. A good signature is the proof of who made the
package; a digest alone is not, as whoever changed one file can change the other.

    ssh-keygen -Y verify -f allowed_signers -I IDENTITY -n rollpack -s {0}.tar.gz.sig < {0}.tar.gz
    rollpack verify {0}.tar.gz --allowed-signers allowed_signers

The signature of a folder is over its `SHA256SUMS`:

    ssh-keygen -Y verify -f allowed_signers -I IDENTITY -n rollpack -s {0}.sig < {0}/SHA256SUMS

Every file, after unpacking (`tar xf`, `bsdtar xf` or `unzip`), inside the folder `{0}`:

    sha256sum -c SHA256SUMS

## Who made it

The commits and tags at the top of this page are what the package was made from, and `manifest.json` has
the commit of every file. Who ran the build is not in the package, which is the same whoever builds it,
but in `{0}.tar.gz.intoto.json` beside it, where the pipeline wrote one. Its signature is checked
as above; the digest in it has to be that of the package. It names the builder and the pipeline run:

    jq '.subject[0].digest.sha256, .predicate.runDetails.builder.id,
        .predicate.runDetails.metadata.invocationId' {0}.tar.gz.intoto.json
)",
        core::package_name(selection)
    );
}

}  // namespace rollpack::packager::detail
