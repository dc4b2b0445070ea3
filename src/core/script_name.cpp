#include "rollpack/core/script_name.hpp"

#include "detail/ascii.hpp"
#include "detail/near_match.hpp"
#include "detail/version_word.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace rollpack::core {

namespace {

/// What a name may begin with.
struct Prefix {
    std::string_view text;
    ScriptKind kind;
};

/// A name without its suffix.
struct Stem {
    std::string_view text;
    bool is_sql;
};

bool has_version(ScriptKind kind) {
    return kind != ScriptKind::repeatable && kind != ScriptKind::callback;
}

/// The longest prefix that `stem` begins with.
std::optional<Prefix> prefix_of(std::string_view stem, const Naming& naming) {
    std::optional<Prefix> found;
    const auto consider = [&](const Prefix& prefix) {
        if (stem.starts_with(prefix.text) && (!found || prefix.text.size() > found->text.size())) {
            found = prefix;
        }
    };
    consider({naming.versioned_prefix, ScriptKind::versioned});
    consider({naming.undo_prefix, ScriptKind::undo});
    consider({naming.repeatable_prefix, ScriptKind::repeatable});
    consider({naming.baseline_prefix, ScriptKind::baseline});
    for (const std::string_view event : callback_events()) {
        consider({event, ScriptKind::callback});
    }
    return found;
}

/// None for a file that is no script of any language.
std::optional<Stem> stem_of(std::string_view file_name, const Naming& naming) {
    for (const std::string& suffix : naming.suffixes) {
        if (detail::ends_with_ignoring_case(file_name, suffix)) {
            return Stem{file_name.substr(0, file_name.size() - suffix.size()), true};
        }
    }
    // Source: CORE/internal/resolver/script/ScriptMigrationResolver.java of Flyway 13.0.0.
    constexpr auto languages = std::to_array<std::string_view>(
        {"cmd", "bat", "ps1", "py", "sh", "bash"}
    );
    const std::size_t dot = file_name.rfind('.');
    if (dot == std::string_view::npos) {
        return Stem{file_name, false};
    }
    const bool is_script = std::ranges::any_of(languages, [&](std::string_view language) {
        return detail::equals_ignoring_case(file_name.substr(dot + 1), language);
    });
    return is_script ? std::optional{Stem{file_name.substr(0, dot), false}} : std::nullopt;
}

std::string description_of(std::string_view text) {
    std::string description{text};
    std::ranges::replace(description, '_', ' ');
    return description;
}

std::string version_fault(std::string_view text, const Prefix& prefix) {
    if (text.empty()) {
        return fmt::format("there is no version after \"{}\"", prefix.text);
    }
    if (detail::is_version_word(text)) {
        return fmt::format("the version \"{}\" is a word that Flyway reserves", text);
    }
    return fmt::format("\"{}\" is not a version", text);
}

/// The script's name, or the reason why it is none.
std::variant<ScriptName, std::string> read_stem(
    std::string_view file_name,
    const Stem& stem,
    const Naming& naming
) {
    const auto prefix = prefix_of(stem.text, naming);
    if (!prefix) {
        return std::string{"it begins with none of the project's prefixes"};
    }
    const std::string_view rest = stem.text.substr(prefix->text.size());
    const std::size_t cut = std::min(rest.find(naming.separator), rest.size());
    const std::string_view left = rest.substr(0, cut);
    const std::string_view right = rest.substr(std::min(cut + naming.separator.size(), rest.size())
    );

    ScriptName name{
        prefix->kind,
        std::nullopt,
        description_of(right),
        {},
        std::string{file_name},
        stem.is_sql,
    };
    if (has_version(name.kind)) {
        name.version = parse_version(left);
        if (!name.version) {
            return version_fault(left, *prefix);
        }
    } else if (!left.empty()) {
        return fmt::format(
            R"("{}" stands between "{}" and "{}")",
            left,
            prefix->text,
            naming.separator
        );
    }
    if (name.kind == ScriptKind::callback) {
        name.event = prefix->text;
    }
    return name;
}

NameReading read_script_name(std::string_view file_name, const Naming& naming) {
    const auto stem = stem_of(file_name, naming);
    if (!stem || stem->text.empty() || stem->text == naming.repeatable_prefix) {
        return IgnoredName{};
    }
    auto reading = read_stem(file_name, *stem, naming);
    if (auto* name = std::get_if<ScriptName>(&reading)) {
        return std::move(*name);
    }
    // A Makefile, a licence, a shell script of the project: Flyway has no opinion on those.
    if (!stem->is_sql) {
        return IgnoredName{};
    }
    return RejectedName{
        std::string{file_name},
        std::get<std::string>(std::move(reading)),
        detail::is_near_match(stem->text, naming)};
}

bool may_have_settings(const NameReading& script) {
    const auto* rejected = std::get_if<RejectedName>(&script);
    return std::holds_alternative<ScriptName>(script)
        || (rejected != nullptr && rejected->near_match);
}

}  // namespace

std::string_view to_string(ScriptKind kind) noexcept {
    switch (kind) {
    case ScriptKind::versioned:
        return "versioned";
    case ScriptKind::undo:
        return "undo";
    case ScriptKind::repeatable:
        return "repeatable";
    case ScriptKind::baseline:
        return "baseline";
    case ScriptKind::callback:
        return "callback";
    }
    ROLLPACK_ASSERT(false);
}

NameReading parse_script_name(std::string_view file_name, const Naming& naming) {
    constexpr std::string_view settings_suffix = ".conf";
    if (file_name.ends_with(settings_suffix)) {
        const std::string_view script =
            file_name.substr(0, file_name.size() - settings_suffix.size());
        if (may_have_settings(read_script_name(script, naming))) {
            return ScriptConfigName{std::string{script}};
        }
    }
    return read_script_name(file_name, naming);
}

}  // namespace rollpack::core
