#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::core {

/// A Flyway version: whole numbers of any size, compared part by part, missing parts counting as 0.
/// "1", "1.0" and "01" are equal; text() keeps how it was written. Flyway's words (latest, current,
/// next, empty) are not versions. Source: CORE/api/MigrationVersion.java of Flyway 13.0.0.
class Version {
public:
    /// The normalised text: "_" became ".", leading zeros and trailing ".0" are kept as Flyway keeps
    /// them in the history table ("V001_0" gives "001.0").
    const std::string& text() const noexcept { return text_; }

    /// Equal versions have equal keys: "1.0" and "01" give "1".
    std::string key() const;

    std::strong_ordering operator<=>(const Version& other) const noexcept;
    bool operator==(const Version& other) const noexcept;

private:
    friend std::optional<Version> parse_version(std::string_view text);

    struct Part {
        bool negative = false;
        std::string digits;  ///< ASCII, without leading zeros; "0" for zero
        std::strong_ordering operator<=>(const Part& other) const noexcept;
        bool operator==(const Part& other) const = default;
    };

    Version() = default;

    std::string text_;
    std::vector<Part> parts_;  ///< without trailing zero parts, but never empty
};

/// Reads a version as Flyway does (any Unicode decimal digit counts; a sign is taken). None for what
/// Flyway refuses and for its words; 9223372036854775807 is a word too.
std::optional<Version> parse_version(std::string_view text);

}  // namespace rollpack::core
