#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollpack::executor::detail {

struct TreeValue;

/// A place in a ParseTree, or nowhere: every question about nowhere is answered with nothing, so that
/// a path can be walked without asking at each step. Valid as long as its tree.
class Node {
public:
    Node() = default;

    bool exists() const noexcept { return value_ != nullptr; }

    /// The member `name`, or nowhere.
    Node operator[](std::string_view name) const;

    /// The elements of a list, in order.
    std::vector<Node> items() const;

    /// Where the tree may hold statements or expressions of any kind, it says which as the only
    /// member of an object: {"DropStmt": {...}}. "" when this is not of that form.
    std::string_view kind() const;

    /// What that only member holds.
    Node content() const;

    std::string text() const;
    bool is_true() const;
    long number() const;

    /// How many nodes of this kind are below, in any depth.
    std::size_t count_of_kind(std::string_view name) const;

    /// The nodes of these kinds below, in any depth and in the order of the tree.
    std::vector<Node> nodes_of_kinds(std::span<const std::string_view> kinds) const;

private:
    friend class ParseTree;

    explicit Node(const TreeValue* value) noexcept
        : value_{value} {}

    bool begins_with(char character) const noexcept;

    const TreeValue* value_ = nullptr;
};

/// Why a text is no SQL.
struct ParseFailure {
    std::string message;
    std::size_t offset = 0;  ///< in bytes
};

/// What PostgreSQL's parser makes of a text; the names in it are those of the server's parse nodes
/// (parsenodes.h of PostgreSQL 15).
class ParseTree {
public:
    /// Parses SQL. The depth of what the parser writes is that of the text's expressions: a caller
    /// bounds the number of tokens.
    static ParseTree parse(const std::string& sql);

    ParseTree(ParseTree&&) noexcept;
    ParseTree& operator=(ParseTree&&) noexcept;
    ParseTree(const ParseTree&) = delete;
    ParseTree& operator=(const ParseTree&) = delete;
    ~ParseTree();

    /// Set when the text is no SQL.
    const std::optional<ParseFailure>& failure() const noexcept { return failure_; }

    /// One for each statement; Node::kind() tells which.
    std::vector<Node> statements() const;

private:
    struct Document;
    explicit ParseTree(const std::string& sql);

    std::unique_ptr<Document> document_;
    std::optional<ParseFailure> failure_;
};

/// As ParseTree::parse, but gives only the failure, for a text of any size.
std::optional<ParseFailure> check_syntax(const std::string& sql);

}  // namespace rollpack::executor::detail
