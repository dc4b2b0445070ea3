#pragma once

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cctype>
#include <ostream>
#include <string>
#include <vector>

namespace rollpack::test {

/// One case of a vector file, recorded from real Flyway.
struct Vector {
    std::string label;  ///< for people
    nlohmann::json data;
};

// NOLINTNEXTLINE(readability-identifier-naming): googletest looks for this name
inline void PrintTo(const Vector& vector, std::ostream* out) {
    *out << vector.label;
}

/// The cases under `list` of tests/data/`file`; `label_member` names the one that tells them apart.
inline std::vector<Vector> read_vectors(
    const std::string& file,
    const std::string& list,
    const std::string& label_member
) {
    const std::string path = std::string{ROLLPACK_SOURCE_DIR} + "/tests/data/" + file;
    std::vector<Vector> vectors;
    const nlohmann::json document = nlohmann::json::parse(read_file(path));
    for (const auto& data : document.at(list)) {
        vectors.push_back({data.at(label_member).get<std::string>(), data});
    }
    return vectors;
}

/// A name for googletest: letters and digits of the label, made unique by the case's number.
inline std::string case_name(const testing::TestParamInfo<Vector>& info) {
    std::string name = std::to_string(info.index) + "_";
    for (const char character : info.param.label.substr(0, 60)) {
        name += std::isalnum(static_cast<unsigned char>(character)) != 0 ? character : '_';
    }
    return name;
}

}  // namespace rollpack::test
