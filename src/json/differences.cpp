#include "rollpack/json/differences.hpp"

#include "rollpack/core/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace rollpack::json {

namespace {

using Value = nlohmann::ordered_json;

Value parse(std::string_view text) {
    Value value = Value::parse(text, nullptr, false);
    if (value.is_discarded()) {
        throw core::Error(core::ErrorCode::internal, "a document to compare is not JSON");
    }
    return value;
}

std::string shown(const Value* value) {
    return value == nullptr ? std::string{} : value->dump();
}

class Comparison {
public:
    void compare(const std::string& path, const Value* left, const Value* right) {
        if (left != nullptr && right != nullptr) {
            if (*left == *right) {
                return;
            }
            if (left->is_object() && right->is_object()) {
                compare_objects(path, *left, *right);
                return;
            }
            if (left->is_array() && right->is_array()) {
                compare_arrays(path, *left, *right);
                return;
            }
        }
        found_.push_back({path, shown(left), shown(right)});
    }

    std::vector<Difference> take() { return std::move(found_); }

private:
    void compare_objects(const std::string& path, const Value& left, const Value& right) {
        std::set<std::string> names;
        for (const Value* object : {&left, &right}) {
            for (const auto& [name, value] : object->items()) {
                names.insert(name);
            }
        }
        for (const std::string& name : names) {
            const auto member = [&](const Value& object) {
                const auto found = object.find(name);
                return found == object.end() ? nullptr : &*found;
            };
            compare(fmt::format("{}.{}", path, name), member(left), member(right));
        }
    }

    void compare_arrays(const std::string& path, const Value& left, const Value& right) {
        for (std::size_t index = 0; index < std::max(left.size(), right.size()); ++index) {
            compare(
                fmt::format("{}[{}]", path, index),
                index < left.size() ? &left[index] : nullptr,
                index < right.size() ? &right[index] : nullptr
            );
        }
    }

    std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(std::string_view left, std::string_view right) {
    const Value left_value = parse(left);
    const Value right_value = parse(right);
    Comparison comparison;
    comparison.compare("$", &left_value, &right_value);
    return comparison.take();
}

}  // namespace rollpack::json
