#pragma once

#include "integration/packager/archive_kit.hpp"
#include "rollpack/core/error.hpp"
#include "rollpack/packager/package_reader.hpp"

#include <gtest/gtest.h>

namespace rollpack::test {

using Entries = std::vector<RawEntry>;

inline core::Selection small_selection() {
    return test::SelectionBuilder("123")
        .undo("U124__a.sql", "drop table a;\n")
        .restore("R__b.sql", "select 'b';\n")
        .build();
}

/// What open_package says of a file; empty if it opens it.
inline std::string fault_of_file(
    const std::string& bytes,
    const packager::ReadLimits& limits = {}
) {
    const TempDir folder;
    write_file(folder / "package", bytes);
    try {
        packager::open_package(folder / "package", limits);
        return {};
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::package_invalid) << error.what();
        EXPECT_EQ(error.message().find('\n'), std::string::npos);
        EXPECT_FALSE(error.hint().empty());
        return error.message();
    }
}

/// What open_package says of an archive that somebody made who knows how.
inline std::string fault_of(const std::string& archive, const packager::ReadLimits& limits = {}) {
    return fault_of_file(sealed(archive), limits);
}

}  // namespace rollpack::test
