#include "rollpack/core/server_facts.hpp"

namespace rollpack::core {

std::int64_t lock_table_size(const ServerFacts& facts) noexcept {
    return facts.max_locks_per_transaction
        * (facts.max_connections + facts.max_prepared_transactions);
}

}  // namespace rollpack::core
