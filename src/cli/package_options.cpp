#include "package_options.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <system_error>

namespace rollpack::cli {

namespace {

struct Unit {
    std::string_view name;
    unsigned bits;
};

constexpr auto units = std::to_array<Unit>(
    {{"", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}}
);

/// A size in the largest unit that it is a whole number of.
std::string text_of(std::uint64_t size) {
    std::string text;
    for (const Unit& unit : units) {
        if (size % (std::uint64_t{1} << unit.bits) == 0) {
            text = fmt::format("{}{}", size >> unit.bits, unit.name);
        }
    }
    return text;
}

void add_size(
    CLI::App& command,
    const std::string& name,
    std::uint64_t& limit,
    const std::string& of_what
) {
    command
        .add_option_function<std::string>(
            name,
            [&limit, name](const std::string& text) {
                const auto size = parse_size(text);
                if (!size) {
                    throw CLI::ValidationError(name, "expected a size such as 64MiB");
                }
                limit = *size;
            },
            fmt::format("Refuse {} (default: {})", of_what, text_of(limit))
        )
        ->type_name("SIZE")
        ->group("Limits");
}

template <typename Number>
void add_count(
    CLI::App& command,
    const std::string& name,
    Number& limit,
    const std::string& of_what
) {
    command
        .add_option_function<std::string>(
            name,
            [&limit, name](const std::string& text) {
                const auto [end, fault] =
                    std::from_chars(text.data(), text.data() + text.size(), limit);
                if (fault != std::errc{} || end != text.data() + text.size() || limit == 0) {
                    throw CLI::ValidationError(name, "expected a whole number above 0");
                }
            },
            fmt::format("Refuse {} (default: {})", of_what, limit)
        )
        ->type_name("COUNT")
        ->group("Limits");
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(text.begin(), text.end(), number);
    if (fault != std::errc{} || number == 0) {
        return std::nullopt;
    }
    for (const Unit& unit : units) {
        if (unit.name == std::string_view(end, text.end())) {
            const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() >> unit.bits;
            return number <= most ? std::optional{number << unit.bits} : std::nullopt;
        }
    }
    return std::nullopt;
}

void add_package_options(CLI::App& command, PackageOptions& options, Presence presence) {
    const bool is_required = presence == Presence::required;
    command
        .add_option(
            "package",
            options.path,
            is_required ? "The package: archive or folder" : "A package to look at as well"
        )
        ->type_name("FILE")
        ->required(is_required);
    packager::ReadLimits& limits = options.limits;
    add_count(command, "--max-entries", limits.entries, "a package of more scripts");
    add_size(command, "--max-size", limits.artifact_bytes, "an archive that is larger");
    add_size(command, "--max-file-size", limits.file_bytes, "a file in it that is larger");
    add_size(command, "--max-total-size", limits.total_bytes, "more than that of all files");
    add_size(command, "--max-manifest-size", limits.manifest_bytes, "a manifest that is larger");
    add_count(
        command,
        "--max-ratio",
        limits.max_ratio,
        "what unpacks to more times its size, above 64MiB"
    );
}

}  // namespace rollpack::cli
