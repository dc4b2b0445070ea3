#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <string_view>

namespace rollpack::test {

/// Whether `actual` equals the recorded file tests/golden/`name`. With ROLLPACK_UPDATE_GOLDEN=1 in
/// the environment the file is written first: look at the difference before it is committed.
bool equals_golden(std::string_view actual, const std::string& name, std::ostream* difference);

/// EXPECT_THAT(text, matches_golden("manifest/shop.json"));
MATCHER_P(matches_golden, name, "equals the recorded file " + std::string{name}) {
    return equals_golden(arg, name, result_listener->stream());
}

}  // namespace rollpack::test
