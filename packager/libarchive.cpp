#include "detail/libarchive.hpp"

#include "detail/entry_name.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

Utf8Locale::Utf8Locale()
    : ours_(newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr))) {
    if (ours_ == nullptr) {
        throw core::Error(core::ErrorCode::internal, "the system has no locale C.UTF-8");
    }
    before_ = uselocale(ours_);
}

Utf8Locale::~Utf8Locale() {
    uselocale(before_);
    freelocale(ours_);
}

void check(int status, archive* archive, core::ErrorCode code, std::string_view doing) {
    if (status == ARCHIVE_OK) {
        return;
    }
    const char* const reason = archive_error_string(archive);
    throw core::Error(
        code,
        fmt::format("{}: {}", doing, printable(reason == nullptr ? "no reason is known" : reason))
    );
}

}  // namespace rollpack::packager::detail
