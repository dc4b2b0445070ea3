#include "detail/node.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace rollpack::json {

namespace {

/// Receives nlohmann's parse events and builds the tree of nodes. Each function gives false to stop
/// the parser; fault_ then says why.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit TreeBuilder(const ReadOptions& options)
        : options_(options) {}

    bool null() override { return add(Node{nullptr}) != nullptr; }

    bool boolean(bool value) override { return add(Node{value}) != nullptr; }

    bool number_integer(number_integer_t value) override { return add(Node{value}) != nullptr; }

    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
            return add(Node{OtherNumber{}}) != nullptr;
        }
        return add(Node{static_cast<std::int64_t>(value)}) != nullptr;
    }

    bool number_float(number_float_t, const string_t&) override {
        return add(Node{OtherNumber{}}) != nullptr;
    }

    bool string(string_t& value) override { return add(Node{std::move(value)}) != nullptr; }

    bool binary(binary_t&) override { return fail("binary data"); }

    bool start_object(std::size_t) override { return open(Node{Node::Object{}}); }

    bool start_array(std::size_t) override { return open(Node{Node::Array{}}); }

    bool end_object() override { return leave(); }

    bool end_array() override { return leave(); }

    bool key(string_t& name) override {
        // No document type has nearly as many; and each is compared with all before it.
        constexpr std::size_t most_members = 256;
        auto& object = std::get<Node::Object>(open_.back()->value);
        if (object.names.size() == most_members) {
            return fail(fmt::format("an object with more than {} members", most_members));
        }
        if (std::ranges::find(object.names, name) != object.names.end()) {
            return fail(fmt::format("the member '{}' is there twice in one object", printable(name))
            );
        }
        object.names.push_back(std::move(name));
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&)
        override {
        return fail(fmt::format("not JSON at byte {}", position));
    }

    const std::string& fault() const { return fault_; }

    Node take_root() { return std::move(root_); }

private:
    static std::string printable(std::string_view name) {
        constexpr std::size_t longest = 64;
        std::string shown{name.substr(0, longest)};
        std::ranges::replace_if(
            shown,
            [](unsigned char byte) { return byte < 0x20U || byte >= 0x7FU; },
            '?'
        );
        return shown;
    }

    bool fail(std::string fault) {
        fault_ = std::move(fault);
        return false;
    }

    Node* add(Node node) {
        if (++values_ > options_.max_values) {
            fail(fmt::format("more than {} values", options_.max_values));
            return nullptr;
        }
        if (open_.empty()) {
            root_ = std::move(node);
            return &root_;
        }
        if (auto* const items = std::get_if<Node::Array>(&open_.back()->value)) {
            return &items->emplace_back(std::move(node));
        }
        return &std::get<Node::Object>(open_.back()->value).values.emplace_back(std::move(node));
    }

    bool open(Node node) {
        if (open_.size() >= options_.max_depth) {
            return fail(fmt::format("nested deeper than {} levels", options_.max_depth));
        }
        Node* const added = add(std::move(node));
        if (added == nullptr) {
            return false;
        }
        open_.push_back(added);
        return true;
    }

    bool leave() {
        open_.pop_back();
        return true;
    }

    const ReadOptions& options_;
    Node root_{nullptr};
    /// The open objects and arrays. A parent's vector does not grow while a child of it is open, so
    /// the pointers stay good.
    std::vector<Node*> open_;
    std::size_t values_ = 0;
    std::string fault_;
};

}  // namespace

Node parse(std::string_view text, const ReadOptions& options) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        throw core::Error(options.code, "$: starts with a byte order mark");
    }
    TreeBuilder builder{options};
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
        throw core::Error(options.code, "$: " + builder.fault());
    }
    return builder.take_root();
}

}  // namespace rollpack::json
