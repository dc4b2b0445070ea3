#pragma once

#include "detail/parse_tree.hpp"

#include <string>
#include <string_view>

namespace rollpack::executor::detail {

/// What a statement means for the transaction it runs in; both are as in core::SqlStatement.
struct TransactionFacts {
    std::string not_transactional;
    std::string transaction_control;
};

/// From a statement's node, as ParseTree::statements() gives it.
TransactionFacts transaction_facts(const Node& statement);

/// From the leading words of a statement that the parser does not understand.
TransactionFacts transaction_facts_by_words(std::string_view sql);

}  // namespace rollpack::executor::detail
