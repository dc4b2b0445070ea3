#include "detail/libarchive.hpp"

#include "detail/entry_name.hpp"

#include <fmt/format.h>

namespace rollpack::packager::detail {

/// Made once and kept to the end of the process: making one costs as much as writing an entry.
locale_t utf8_locale() {
    static const locale_t utf8 =
        newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
    if (utf8 == nullptr) {
        throw core::Error(core::ErrorCode::internal, "the system has no locale C.UTF-8");
    }
    return utf8;
}

Utf8Locale::Utf8Locale()
    : before_(uselocale(utf8_locale())) {}

Utf8Locale::~Utf8Locale() {
    uselocale(before_);
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
