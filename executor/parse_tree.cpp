#include "detail/parse_tree.hpp"

#include "detail/tree_text.hpp"
#include "rollpack/core/digest.hpp"

#include <pg_query.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace rollpack::executor::detail {

namespace {

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

    const Result& operator*() const noexcept { return result_; }

    const Result* operator->() const noexcept { return &result_; }

private:
    Result result_;
};

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what json's destructor allocates is small
struct ParseTree::Document {
    explicit Document(const std::string& sql)
        : result{pg_query_parse(sql.c_str())} {}

    Owned<PgQueryParseResult, pg_query_free_parse_result> result;
    std::vector<TreeValue> values;  ///< views of the result's text
};

Node Node::operator[](std::string_view name) const {
    const TreeValue* member = begins_with('{') ? value_->first : nullptr;
    while (member != nullptr && member->key != name) {
        member = member->next;
    }
    return Node{member};
}

std::vector<Node> Node::items() const {
    std::vector<Node> nodes;
    const TreeValue* item = begins_with('[') ? value_->first : nullptr;
    for (; item != nullptr; item = item->next) {
        nodes.push_back(Node{item});
    }
    return nodes;
}

std::string_view Node::kind() const {
    const Node only = content();
    return only.exists() ? only.value_->key : std::string_view{};
}

Node Node::content() const {
    const bool holds_one = begins_with('{') && value_->first != nullptr
        && value_->first->next == nullptr;
    return holds_one ? Node{value_->first} : Node{};
}

std::string Node::text() const {
    return begins_with('"') ? unescaped(value_->text) : std::string{};
}

bool Node::is_true() const {
    return begins_with('t');
}

long Node::number() const {
    long number = 0;
    if (value_ != nullptr && !begins_with('"')) {
        std::from_chars(value_->text.data(), value_->text.data() + value_->text.size(), number);
    }
    return number;
}

std::size_t Node::count_of_kind(std::string_view name) const {
    std::size_t count = 0;
    std::vector<const TreeValue*> open{value_};  // no recursion: a tree may be very deep
    while (!open.empty()) {
        const TreeValue* const holder = open.back();
        open.pop_back();
        if (holder == nullptr) {
            continue;
        }
        for (const TreeValue* below = holder->first; below != nullptr; below = below->next) {
            count += below->key == name ? 1U : 0U;
            open.push_back(below);
        }
    }
    return count;
}

std::vector<Node> Node::nodes_of_kinds(std::span<const std::string_view> kinds) const {
    std::vector<Node> found;
    std::vector<const TreeValue*> open{value_};  // as above
    while (!open.empty()) {
        const TreeValue* const holder = open.back();
        open.pop_back();
        if (holder == nullptr) {
            continue;
        }
        if (std::ranges::find(kinds, Node{holder}.kind()) != kinds.end()) {
            found.push_back(Node{holder});
        }
        const auto first = static_cast<std::ptrdiff_t>(open.size());
        for (const TreeValue* below = holder->first; below != nullptr; below = below->next) {
            open.push_back(below);
        }
        std::reverse(open.begin() + first, open.end());
    }
    return found;
}

bool Node::begins_with(char character) const noexcept {
    return value_ != nullptr && value_->begin == character;
}

ParseTree::ParseTree(const std::string& sql)
    : document_{std::make_unique<Document>(sql)} {}

ParseTree::ParseTree(ParseTree&&) noexcept = default;
ParseTree& ParseTree::operator=(ParseTree&&) noexcept = default;
ParseTree::~ParseTree() = default;

ParseTree ParseTree::parse(const std::string& sql) {
    ParseTree tree{sql};
    const PgQueryParseResult& result = *tree.document_->result;
    if (result.error != nullptr) {
        tree.failure_ = failure_of(*result.error, sql);
    } else if (!core::is_utf8(sql)) {
        tree.failure_ = ParseFailure{.message = "not UTF-8", .offset = 0};
    } else {
        tree.document_->values = cut_tree(result.parse_tree);
    }
    return tree;
}

std::vector<Node> ParseTree::statements() const {
    std::vector<Node> nodes;
    if (!document_->values.empty()) {
        for (const Node& statement : Node{&document_->values.front()}["stmts"].items()) {
            nodes.push_back(statement["stmt"]);
        }
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
