#include "render/man_page.hpp"

#include "render/roff.hpp"
#include "rollpack/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace rollpack::cli {

namespace {

constexpr std::string_view exit_status_title = "Exit status: ";

/// Sections that a command's page may have, by the line above their list.
constexpr std::string_view environment_title = "Environment:\n";
constexpr std::string_view files_title = "Files:\n";
constexpr std::string_view examples_title = "Examples:\n";

std::string upper_case(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char byte) {
        return static_cast<char>(std::toupper(byte));
    });
    return result;
}

std::string page_name(const CommandInfo& program, const CommandInfo& command) {
    return &program == &command ? program.name : program.name + "-" + command.name;
}

/// "rollpack takes a database back.\nIt ..." and "Take a database back" as what NAME says.
std::string summary(const CommandInfo& command) {
    std::string line = command.description.substr(0, command.description.find('\n'));
    if (line.starts_with(command.name + " ")) {
        line.erase(0, command.name.size() + 1);
    }
    if (line.ends_with('.')) {
        line.pop_back();
    }
    if (line.size() > 1 && std::islower(static_cast<unsigned char>(line[1])) != 0) {
        line[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(line[0])));
    }
    return line;
}

/// A description as a sentence with its full stop.
std::string sentence(std::string_view text) {
    const bool ended = text.empty() || text.ends_with('.') || text.ends_with(')');
    return roff_prose(text) + (ended ? "" : ".");
}

/// "--format tar.gz|zip", "--url URL"
std::string usage_of(const OptionInfo& option) {
    std::string text;
    for (const std::string& name : option.names) {
        text += (text.empty() ? "" : ", ") + roff_bold(name);
    }
    return option.value.empty() ? text : text + " " + roff_italic(option.value);
}

std::string positional_usage(const OptionInfo& positional) {
    const std::string name = roff_italic(upper_case(positional.names.front()))
        + (positional.repeatable ? "..." : "");
    return positional.required ? name : "[" + name + "]";
}

std::string render_synopsis(const CommandInfo& program, const CommandInfo& command) {
    std::string text = ".SH SYNOPSIS\n" + roff_bold(program.name);
    if (&program == &command) {
        return text + " " + roff_italic("COMMAND") + " [" + roff_italic("OPTION") + "]... ["
            + roff_italic("ARGUMENT") + "]...\n";
    }
    text += " " + roff_bold(command.name) + " [" + roff_italic("OPTION") + "]...";
    for (const OptionInfo& option : command.options) {
        if (option.required) {
            text += " " + usage_of(option);
        }
    }
    for (const OptionInfo& positional : command.positionals) {
        text += " " + positional_usage(positional);
    }
    return text + "\n";
}

std::string list_of(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + roff_bold(word);
    }
    return text;
}

std::string render_option(const OptionInfo& option, const std::string& usage) {
    std::string description = option.description;
    if (!option.default_value.empty()) {
        description += " (default: `" + option.default_value + "`)";
    }
    std::string text = ".TP\n" + usage + "\n" + sentence(description) + "\n";
    if (!option.choices.empty()) {
        text += "One of " + list_of(option.choices) + ".\n";
    }
    if (!option.excludes.empty()) {
        text += "Not together with " + list_of(option.excludes) + ".\n";
    }
    if (option.required && option.names.front().starts_with("-")) {
        text += "Required.\n";
    }
    return text;
}

std::string render_options(const CommandInfo& command) {
    std::string text;
    if (!command.positionals.empty()) {
        text += ".SH ARGUMENTS\n";
        for (const OptionInfo& positional : command.positionals) {
            text += render_option(positional, positional_usage(positional));
        }
    }
    text += ".SH OPTIONS\n";
    for (const OptionInfo& option : command.options) {
        text += render_option(option, usage_of(option));
    }
    return text;
}

std::string render_commands(const CommandInfo& program) {
    std::string text = ".SH COMMANDS\n";
    for (const CommandInfo& command : program.commands) {
        text += ".TP\n" + roff_bold(page_name(program, command)) + "(1)\n"
            + sentence(command.description) + "\n";
    }
    return text;
}

/// Examples: the command as it is typed, its remark below. The first paragraph of a section has no
/// macro of its own: that is what the man macros want.
std::string render_examples(const std::vector<PageItem>& items) {
    std::string text;
    for (const PageItem& item : items) {
        text += text.empty() ? ".nf\n" : ".PP\n.nf\n";
        text += roff_bold(item.term) + "\n.fi\n";
        if (!item.remark.empty()) {
            text += ".RS 4\n" + roff_prose(item.remark) + "\n.RE\n";
        }
    }
    return text;
}

std::string render_terms(const std::vector<PageItem>& items) {
    std::string text;
    for (const PageItem& item : items) {
        text += ".TP\n" + roff_bold(item.term) + "\n" + sentence(item.remark) + "\n";
    }
    return text;
}

/// What an exit status can mean, a line for each error that has it.
std::string render_error_table() {
    std::map<int, std::string> by_status;
    for (const core::ErrorInfo& error : core::error_table()) {
        std::string& text = by_status[error.exit_status];
        text += (text.empty() ? "" : ".br\n") + roff_bold(error.name) + ": "
            + roff_prose(error.sentence) + "\n";
    }
    std::string text = ".TP\n.B 0\nDone, also when there was nothing to do.\n";
    for (const auto& [status, meanings] : by_status) {
        text += fmt::format(".TP\n.B {}\n{}", status, meanings);
    }
    return text;
}

struct Sections {
    std::string description;
    std::string exit_status;
    std::string environment;
    std::string files;
    std::string examples;
};

void add_paragraph(std::string& text, const std::string& paragraph) {
    if (!paragraph.empty()) {
        text += (text.empty() ? "" : ".PP\n") + paragraph;
    }
}

Sections read_page(const CommandInfo& command) {
    Sections sections;
    if (command.page.empty() || !command.commands.empty()) {
        sections.description = sentence(command.description) + "\n";
    }
    for (const PageBlock& block : parse_page(command.page)) {
        if (block.prose == environment_title) {
            sections.environment += ".SH ENVIRONMENT\n" + render_terms(block.items);
        } else if (block.prose == files_title) {
            sections.files += ".SH FILES\n" + render_terms(block.items);
        } else if (block.prose == examples_title) {
            sections.examples += ".SH EXAMPLES\n" + render_examples(block.items);
        } else if (block.prose.starts_with(exit_status_title)) {
            sections.exit_status = roff_prose(block.prose.substr(exit_status_title.size()));
        } else {
            add_paragraph(sections.description, roff_prose(block.prose));
            add_paragraph(sections.description, render_examples(block.items));
        }
    }
    return sections;
}

std::string render_exit_status(
    const CommandInfo& program,
    const CommandInfo& command,
    const Sections& sections
) {
    if (&program == &command) {
        return ".SH \"EXIT STATUS\"\n" + render_error_table();
    }
    return ".SH \"EXIT STATUS\"\n" + sections.exit_status + "All are listed in "
        + roff_bold(program.name) + "(1).\n";
}

std::string render_see_also(const CommandInfo& program, const CommandInfo& command) {
    std::vector<const CommandInfo*> others{&program};
    for (const CommandInfo& other : program.commands) {
        others.push_back(&other);
    }
    std::erase(others, &command);
    std::string text;
    for (const CommandInfo* other : others) {
        text += (text.empty() ? "" : ",\n") + roff_bold(page_name(program, *other)) + "(1)";
    }
    return ".SH \"SEE ALSO\"\n" + text + "\n";
}

std::string render_page(
    const CommandInfo& program,
    const CommandInfo& command,
    std::string_view version
) {
    const std::string name = page_name(program, command);
    const Sections sections = read_page(command);
    std::string text = fmt::format(
        ".\\\" Made by rollpack itself, from its options and the pages of its commands.\n"
        ".TH \"{}\" \"1\" \"\" \"{} {}\" \"{} manual\"\n.nh\n.ad l\n"
        ".SH NAME\n{} \\- {}\n",
        roff_plain(upper_case(name)),
        program.name,
        version,
        program.name,
        roff_plain(name),
        roff_plain(summary(command))
    );
    text += render_synopsis(program, command) + ".SH DESCRIPTION\n";
    text += sections.description;
    if (!command.commands.empty()) {
        text += render_commands(command);
    }
    return text + render_options(command) + render_exit_status(program, command, sections)
        + sections.environment + sections.files + sections.examples
        + render_see_also(program, command);
}

}  // namespace

std::vector<ManPage> render_man_pages(const CommandInfo& program, std::string_view version) {
    std::vector<ManPage> pages{{program.name + ".1", render_page(program, program, version)}};
    for (const CommandInfo& command : program.commands) {
        pages.push_back({page_name(program, command) + ".1", render_page(program, command, version)}
        );
    }
    return pages;
}

}  // namespace rollpack::cli
