#pragma once

#include "rollpack/core/error.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <clocale>
#include <memory>
#include <string_view>

namespace rollpack::packager::detail {

template <auto free_function>
struct FreeWith {
    template <typename T>
    void operator()(T* object) const noexcept {
        static_cast<void>(free_function(object));
    }
};

using Entry = std::unique_ptr<archive_entry, FreeWith<archive_entry_free>>;

/// The locale C.UTF-8. @throws Error internal where the system has none.
locale_t utf8_locale();

/// libarchive translates names between the archive and the locale's character set. While one of these
/// lives the thread's character set is UTF-8, whatever the process's locale is.
class Utf8Locale {
public:
    Utf8Locale();
    ~Utf8Locale();
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    Utf8Locale(Utf8Locale&&) = delete;
    Utf8Locale& operator=(Utf8Locale&&) = delete;

private:
    locale_t before_;
};

/// Throws Error with `code` and libarchive's own message unless `status` is ARCHIVE_OK: a warning says
/// that something was not done as asked.
void check(int status, archive* archive, core::ErrorCode code, std::string_view doing);

}  // namespace rollpack::packager::detail
