#include "rollpack/git/text_diff.hpp"

#include "detail/libgit2.hpp"

#include <memory>

namespace rollpack::git {

namespace {

using Patch = std::unique_ptr<git_patch, detail::FreeWith<git_patch_free>>;

git_diff_options plain_options() {
    git_diff_options options{};
    detail::check(
        git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION),
        "preparing a difference"
    );
    // The names are given in full, and a file of the user's own settings must not change the bytes.
    options.old_prefix = "";
    options.new_prefix = "";
    options.context_lines = 3;
    options.interhunk_lines = 0;
    options.id_abbrev = 12;
    options.flags |= GIT_DIFF_FORCE_TEXT;
    return options;
}

}  // namespace

std::string unified_diff(
    std::string_view old_text,
    std::string_view new_text,
    const std::string& old_name,
    const std::string& new_name
) {
    const detail::LibraryGuard library;
    const git_diff_options options = plain_options();
    const auto patch = detail::acquire<Patch>(
        "comparing " + old_name + " and " + new_name,
        git_patch_from_buffers,
        old_text.data(),
        old_text.size(),
        old_name.c_str(),
        new_text.data(),
        new_text.size(),
        new_name.c_str(),
        &options
    );
    detail::Buffer text;
    detail::check(
        git_patch_to_buf(text.out(), patch.get()),
        "writing the difference of " + new_name
    );
    return std::string{text.text()};
}

}  // namespace rollpack::git
