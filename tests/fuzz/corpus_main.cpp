// Gives each file of the folders on the command line to a fuzz target, which ends the process if one
// shows a fault. This is how found inputs stay tests where there is no libFuzzer.
#include "fuzz_target.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main(int count, char** arguments) {
    std::size_t inputs = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& file : std::filesystem::directory_iterator{arguments[i]}) {
            std::ifstream stream{file.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
            std::cerr << file.path().filename().string() << '\n';
            // NOLINTNEXTLINE(*-reinterpret-cast): libFuzzer's type of a byte
            const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
            LLVMFuzzerTestOneInput(data, bytes.size());
            ++inputs;
        }
    }
    std::cerr << inputs << " inputs\n";
    return inputs == 0 ? 1 : 0;
}
