#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollpack::os {

/// A program to run to its end.
struct Program {
    std::vector<std::string> arguments;  ///< the first is its name, found on PATH
    std::string_view input;  ///< what it reads from standard input
    std::vector<std::string> environment;  ///< "NAME=value", added to this process's own
};

struct ProgramResult {
    int status = 0;  ///< its exit status, or 128 and the number of the signal that ended it
    std::string out;  ///< standard output
    std::string err;  ///< standard error
};

/// Runs a program and collects what it prints, up to 1 MiB of each stream (the rest is read and thrown
/// away). It may talk to the user over the terminal, for example to ask for a passphrase. Input that
/// the program does not read to its end is no error. Signals that this process ignores or handles are
/// at their defaults in the program.
/// @throws Error program_missing when it is not there; internal when the system refuses.
ProgramResult run_program(const Program& program);

/// The last line of what a program printed that is not empty, without its line end: mostly the reason
/// why it failed. Empty for none.
std::string last_line(std::string_view output);

/// Runs a program in the place of this one: with the same streams and terminal. `environment` wins over
/// this process's own; "NAME=" alone takes a variable away. Until it ends it is the one to answer
/// Ctrl-C, and SIGTERM ends this process at once. Gives its exit status, or 128 and the number of the
/// signal that ended it. @throws Error program_missing; internal when the system refuses.
int run_attached(
    const std::vector<std::string>& arguments,
    const std::vector<std::string>& environment
);

}  // namespace rollpack::os
