#include "detail/pinned_release.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>

namespace rollpack::app::detail {

core::Release pinned_release(
    const git::Repository& repository,
    const core::Release& recorded,
    std::vector<std::string>& notes
) {
    core::Release release = repository.resolve(recorded.commit.hex());
    if (recorded.tag_object
        && repository.resolve(recorded.tag_object->hex()).commit != recorded.commit) {
        throw core::Error(
            core::ErrorCode::package_invalid,
            fmt::format(
                "the recorded tag object of '{}' is not of the recorded commit",
                recorded.ref
            )
        );
    }
    release.ref = recorded.ref;
    release.tag_object = recorded.tag_object;
    release.signature = recorded.signature;
    try {
        const core::Release now = repository.resolve(recorded.ref);
        if (now.commit != recorded.commit) {
            notes.push_back(fmt::format(
                "'{}' is {} now; the package was built from {}",
                recorded.ref,
                now.commit.hex(),
                recorded.commit.hex()
            ));
        }
    } catch (const core::Error& error) {
        if (error.code() != core::ErrorCode::reference_unknown) {
            throw;
        }
        notes.push_back(fmt::format("there is no '{}' any more", recorded.ref));
    }
    return release;
}

}  // namespace rollpack::app::detail
