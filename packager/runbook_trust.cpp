#include "detail/composed_names.hpp"
#include "detail/runbook_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rollpack::packager::detail {

namespace {

/// ASCII has one form only.
std::vector<std::string> paths_with_other_letters(const core::Selection& selection) {
    std::vector<std::string> paths;
    const auto add = [&](const auto& file) {
        if (std::ranges::any_of(file.path, [](char c) {
                return static_cast<signed char>(c) < 0;
            })) {
            paths.push_back(file.path);
        }
    };
    for (const core::UndoScript& undo : selection.undo) {
        add(undo.script);
    }
    for (const core::Repeatable& repeatable : selection.repeatables) {
        if (repeatable.script) {
            add(*repeatable.script);
        }
    }
    std::ranges::for_each(selection.versioned, add);
    std::ranges::for_each(selection.callbacks, add);
    std::ranges::for_each(selection.script_configs, add);
    return paths;
}

/// bsdtar 3.6 composes the names that it unpacks unless LC_ALL is C, and then it complains of them.
std::string bsdtar_note(const core::Selection& selection) {
    const std::vector<std::string> paths = paths_with_other_letters(selection);
    const std::vector<std::string> composed = composed_paths(paths);
    std::string names;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (paths[i] != composed[i]) {
            names += "- " + shown_path(paths[i]) + "\n";
        }
    }
    return names.empty()
        ? names
        : "\nUse `tar` or `unzip` for this package: `bsdtar` writes names with separate accents in another "
          "way,\nand the list does not find them then. Here that is:\n\n"
            + names;
}

}  // namespace

std::string trust_section(const core::Selection& selection) {
    return fmt::format(
        R"(
## Check the package

The commands are for `{0}.tar.gz`; the file may also end with `.tar.zst` or `.zip`, or be a
folder. Beside it lies a file of its name with `.sha256` at the end:

    sha256sum -c {0}.tar.gz.sha256

A file that ends with `.sig` is an SSH signature of the package. `allowed_signers` is your list of trusted
keys, one line each: an identity, which goes in for IDENTITY, and its public key. A good signature proves
who signed the package. A digest alone does not: whoever changes one file can change the other.

    ssh-keygen -Y verify -f allowed_signers -I IDENTITY -n rollpack -s {0}.tar.gz.sig < {0}.tar.gz
    rollpack verify {0}.tar.gz --allowed-signers allowed_signers

The signature of a folder is over its `SHA256SUMS`:

    ssh-keygen -Y verify -f allowed_signers -I IDENTITY -n rollpack -s {0}.sig < {0}/SHA256SUMS

Every file, after unpacking (`tar xf`, `bsdtar xf` or `unzip`), inside the folder `{0}`:

    sha256sum -c SHA256SUMS
{1}
## Who made it

The commits and tags at the top of this page are what the package was made from, and `manifest.json` has
the commit of every file. Who ran the build is not in the package, which is the same whoever builds it,
but in `{0}.tar.gz.intoto.json` beside it, where the pipeline wrote one. Its signature is checked
as above; the digest in it has to be that of the package. It names the builder and the pipeline run:

    jq '.subject[0].digest.sha256, .predicate.runDetails.builder.id,
        .predicate.runDetails.metadata.invocationId' {0}.tar.gz.intoto.json
)",
        core::package_name(selection),
        bsdtar_note(selection)
    );
}

}  // namespace rollpack::packager::detail
