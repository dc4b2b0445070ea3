#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace rollpack::cli {

/// What a command needs of the world. Tests pass their own.
struct Runtime {
    std::istream* in = nullptr;
    std::ostream* out = nullptr;
    std::ostream* err = nullptr;
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    std::map<std::string, std::string> environment;
    std::string working_directory;
    std::string system_settings;  ///< the settings file of the whole machine; need not be there
    std::function<std::int64_t()> now_unix;  ///< seconds since 1970 UTC
};

/// Runs one command line (without the program's name) to its exit status. Never throws, never exits.
int run(const std::vector<std::string>& arguments, Runtime& runtime);

}  // namespace rollpack::cli
