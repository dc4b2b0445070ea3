#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace rollpack::cli {

/// What a value is, as far as a shell can help to type it. An option says so by the name of its value:
/// FILE, DIR, CODE (a finding's, as --allow takes it), COMMAND (a program and its arguments); or by
/// CLI::IsMember. Everything else is text.
enum class ValueKind {
    none,  ///< a flag: no value at all
    text,
    choice,
    file,  ///< a file, or a folder on the way to one
    folder,
    command,
};

/// One option, flag or positional argument.
struct OptionInfo {
    std::vector<std::string> names;  ///< "-h", "--help"; the bare name of a positional
    ValueKind kind = ValueKind::none;
    std::string value;  ///< what the value is called: "URL"; empty for a flag
    std::vector<std::string> choices;  ///< all values, for a choice
    std::string default_value;  ///< empty where there is none, or where the description tells it
    std::string description;  ///< a sentence without its full stop
    std::vector<std::string> excludes;  ///< options that may not be given with it, sorted
    bool required = false;
    bool repeatable = false;
};

/// A command, or the program with its commands, as CLI11 knows it: what manual pages and completions
/// are made from.
struct CommandInfo {
    std::string name;
    std::string description;
    std::string page;  ///< its Markdown page, see manual.hpp
    std::vector<OptionInfo> options;  ///< with dashes, in the order of --help
    std::vector<OptionInfo> positionals;
    std::vector<CommandInfo> commands;  ///< in the order of --help
};

/// Reads a whole command line. What --help hides is left out.
CommandInfo describe_command_line(const CLI::App& root);

}  // namespace rollpack::cli
