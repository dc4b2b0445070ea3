// Two versions, one a line.
#include "rollpack/core/version.hpp"

#include "fuzz_target.hpp"

using rollpack::core::parse_version;
using rollpack::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = rollpack::fuzz::text_of(bytes, size);
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    const auto left = parse_version(text.substr(0, line_end));
    const auto right = parse_version(text.substr(std::min(line_end + 1, text.size())));
    for (const auto& version : {left, right}) {
        if (!version) {
            continue;
        }
        const auto again = parse_version(version->text());
        require(again && again->text() == version->text(), "a version's text reads as itself");
        require(*again == *version, "a version is equal to its text's");
        // The largest number of 64 bits is a version with a sign before it, and a word without.
        const auto by_key = parse_version(version->key());
        if (version->key() != "9223372036854775807") {
            require(by_key && *by_key == *version, "a version is equal to its key's");
            require(by_key->key() == version->key(), "a key is its own key");
        }
    }
    if (left && right) {
        require((*left < *right) == (*right > *left), "the order is one");
        require((*left == *right) == (left->key() == right->key()), "equal versions, equal keys");
    }
    return 0;
}
