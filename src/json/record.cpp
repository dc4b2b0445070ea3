#include "rollpack/json/record.hpp"

#include "detail/node.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollpack::json {

namespace {

bool is_plain_word(std::string_view name) {
    constexpr std::size_t longest = 64;
    return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_';
    });
}

template <typename Type>
const Type* as(const Node& node) {
    return std::get_if<Type>(&node.value);
}

}  // namespace

std::string member_path(const std::string& path, std::string_view name) {
    if (is_plain_word(name)) {
        return fmt::format("{}.{}", path, name);
    }
    // A name that is not one of ours may hold anything, so it is not repeated.
    return path + "[a member with an unusual name]";
}

Record::Record(const Node& object, std::string path, core::ErrorCode code)
    : object_(object)
    , path_(std::move(path))
    , code_(code)
    , asked_(std::get<Node::Object>(object.value).names.size()) {}

const Node& Record::member(std::string_view name) {
    const auto& [names, values] = std::get<Node::Object>(object_.value);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            asked_[i] = true;
            return values[i];
        }
    }
    throw core::Error(code_, member_path(path_, name) + ": is missing");
}

bool Record::is_null(std::string_view name) {
    return as<std::nullptr_t>(member(name)) != nullptr;
}

const std::string& Record::string(std::string_view name) {
    const auto* const text = as<std::string>(member(name));
    if (text == nullptr) {
        refuse(name, "text");
    }
    return *text;
}

std::optional<std::string> Record::string_or_null(std::string_view name) {
    if (is_null(name)) {
        return std::nullopt;
    }
    return string(name);
}

bool Record::boolean(std::string_view name) {
    const auto* const value = as<bool>(member(name));
    if (value == nullptr) {
        refuse(name, "true or false");
    }
    return *value;
}

std::int64_t Record::integer(std::string_view name, std::int64_t lowest, std::int64_t highest) {
    const auto* const number = as<std::int64_t>(member(name));
    if (number == nullptr) {
        refuse(name, "a whole number");
    }
    if (*number < lowest || *number > highest) {
        refuse(name, fmt::format("a whole number from {} to {}", lowest, highest));
    }
    return *number;
}

std::optional<std::int64_t> Record::integer_or_null(
    std::string_view name,
    std::int64_t lowest,
    std::int64_t highest
) {
    if (is_null(name)) {
        return std::nullopt;
    }
    return integer(name, lowest, highest);
}

void Record::null(std::string_view name) {
    if (!is_null(name)) {
        refuse(name, "null");
    }
}

std::vector<std::string> Record::strings(std::string_view name) {
    const auto* const items = as<Node::Array>(member(name));
    if (items == nullptr) {
        refuse(name, "an array");
    }
    std::vector<std::string> texts;
    texts.reserve(items->size());
    for (const Node& item : *items) {
        const auto* const text = as<std::string>(item);
        if (text == nullptr) {
            throw core::Error(
                code_,
                fmt::format("{}[{}]: expected text", member_path(path_, name), texts.size())
            );
        }
        texts.push_back(*text);
    }
    return texts;
}

void Record::read_object(std::string_view name, const std::function<void(Record&)>& read) {
    const Node& node = member(name);
    if (as<Node::Object>(node) == nullptr) {
        refuse(name, "an object");
    }
    Record inner{node, member_path(path_, name), code_};
    read(inner);
    inner.refuse_unread();
}

void Record::read_objects(std::string_view name, const std::function<void(Record&)>& read) {
    const auto* const items = as<Node::Array>(member(name));
    if (items == nullptr) {
        refuse(name, "an array");
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        std::string path = fmt::format("{}[{}]", member_path(path_, name), i);
        if (as<Node::Object>((*items)[i]) == nullptr) {
            throw core::Error(code_, path + ": expected an object");
        }
        Record inner{(*items)[i], std::move(path), code_};
        read(inner);
        inner.refuse_unread();
    }
}

void Record::refuse(std::string_view name, std::string_view expected) const {
    throw core::Error(code_, fmt::format("{}: expected {}", member_path(path_, name), expected));
}

void Record::refuse_unread() const {
    const auto& names = std::get<Node::Object>(object_.value).names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!asked_[i]) {
            throw core::Error(code_, member_path(path_, names[i]) + ": is not known");
        }
    }
}

void read(
    std::string_view text,
    const ReadOptions& options,
    const std::function<void(Record&)>& read_root
) {
    const Node root = parse(text, options);
    if (as<Node::Object>(root) == nullptr) {
        throw core::Error(options.code, "$: expected an object");
    }
    Record record{root, "$", options.code};
    read_root(record);
    record.refuse_unread();
}

}  // namespace rollpack::json
