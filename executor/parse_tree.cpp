#include "detail/parse_tree.hpp"

#include <nlohmann/json.hpp>
#include <pg_query.h>

#include <utility>

namespace rollpack::executor::detail {

namespace {

using nlohmann::json;

const json& at(const void* place) noexcept {
    return *static_cast<const json*>(place);
}

/// The parser counts characters, of UTF-8, from 1.
std::size_t byte_offset(std::string_view text, int character) noexcept {
    std::size_t offset = 0;
    for (int passed = 1; passed < character && offset < text.size(); ++passed) {
        ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xc0U) == 0x80U
        ) {
            ++offset;
        }
    }
    return offset;
}

ParseFailure failure_of(const PgQueryError& error, std::string_view sql) {
    return {
        .message = error.message == nullptr ? "not understood" : error.message,
        .offset = byte_offset(sql, error.cursorpos)};
}

/// Frees a result of pg_query when it goes out of sight.
template <typename Result, void (*free_result)(Result)>
class Owned {
public:
    explicit Owned(Result result) noexcept
        : result_{result} {}

    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;
    Owned(Owned&&) = delete;
    Owned& operator=(Owned&&) = delete;

    ~Owned() { free_result(result_); }

    const Result* operator->() const noexcept { return &result_; }

private:
    Result result_;
};

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what json's destructor allocates is small
struct ParseTree::Document {
    json root;
};

Node Node::operator[](std::string_view name) const {
    if (json_ == nullptr || !at(json_).is_object()) {
        return Node{};
    }
    const auto found = at(json_).find(name);
    return found == at(json_).end() ? Node{} : Node{&*found};
}

std::vector<Node> Node::items() const {
    std::vector<Node> nodes;
    if (json_ != nullptr && at(json_).is_array()) {
        nodes.reserve(at(json_).size());
        for (const json& item : at(json_)) {
            nodes.push_back(Node{&item});
        }
    }
    return nodes;
}

std::string_view Node::kind() const {
    if (json_ == nullptr || !at(json_).is_object() || at(json_).size() != 1) {
        return {};
    }
    return at(json_).begin().key();
}

Node Node::content() const {
    return kind().empty() ? Node{} : Node{&*at(json_).begin()};
}

std::string Node::text() const {
    return json_ != nullptr && at(json_).is_string() ? at(json_).get<std::string>() : std::string{};
}

bool Node::is_true() const {
    return json_ != nullptr && at(json_).is_boolean() && at(json_).get<bool>();
}

long Node::number() const {
    return json_ != nullptr && at(json_).is_number_integer() ? at(json_).get<long>() : 0;
}

std::size_t Node::count_of_kind(std::string_view name) const {
    if (json_ == nullptr) {
        return 0;
    }
    std::size_t count = 0;
    std::vector<const json*> open{&at(json_)};  // no recursion: a tree may be very deep
    while (!open.empty()) {
        const json& node = *open.back();
        open.pop_back();
        if (!node.is_structured()) {
            continue;
        }
        count += node.is_object() && node.contains(name) ? 1U : 0U;
        for (const json& below : node) {
            open.push_back(&below);
        }
    }
    return count;
}

ParseTree::ParseTree()
    : document_{std::make_unique<Document>()} {}

ParseTree::ParseTree(ParseTree&&) noexcept = default;
ParseTree& ParseTree::operator=(ParseTree&&) noexcept = default;
ParseTree::~ParseTree() = default;

ParseTree ParseTree::parse(const std::string& sql) {
    const Owned<PgQueryParseResult, pg_query_free_parse_result> result{pg_query_parse(sql.c_str())};
    ParseTree tree;
    if (result->error != nullptr) {
        tree.failure_ = failure_of(*result->error, sql);
        return tree;
    }
    tree.document_->root = json::parse(result->parse_tree, nullptr, false);
    if (tree.document_->root.is_discarded()) {
        tree.failure_ = ParseFailure{.message = "not UTF-8", .offset = 0};
    }
    return tree;
}

std::vector<Node> ParseTree::statements() const {
    std::vector<Node> nodes;
    for (const Node& statement : Node{&document_->root}["stmts"].items()) {
        nodes.push_back(statement["stmt"]);
    }
    return nodes;
}

std::optional<ParseFailure> check_syntax(const std::string& sql) {
    const Owned<PgQuerySplitResult, pg_query_free_split_result> result{
        pg_query_split_with_parser(sql.c_str())};
    if (result->error == nullptr) {
        return std::nullopt;
    }
    return failure_of(*result->error, sql);
}

}  // namespace rollpack::executor::detail
