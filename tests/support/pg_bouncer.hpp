#pragma once

#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <sys/types.h>

#include <string>
#include <vector>

namespace rollpack::test {

/// A PgBouncer in front of pg_cluster(), reachable over a unix socket in a temporary folder, and run by
/// the account that the cluster belongs to. It ends with the object.
class PgBouncer {
public:
    enum class Mode {
        session,
        transaction
    };

    /// Server connections to each database, at most.
    static constexpr int pool_size = 2;

    static bool is_installed();

    /// Starts it and waits until it answers. Throws when it does not.
    explicit PgBouncer(Mode mode);
    ~PgBouncer();
    PgBouncer(const PgBouncer&) = delete;
    PgBouncer& operator=(const PgBouncer&) = delete;
    PgBouncer(PgBouncer&&) = delete;
    PgBouncer& operator=(PgBouncer&&) = delete;

    /// A libpq connection string, as superuser.
    std::string conninfo(const TestDatabase& database) const;

    /// What a query answers over each server connection of the pool, in no order. Throws where a pool in
    /// transaction mode has fewer.
    std::vector<std::string> values(const TestDatabase& database, const std::string& sql) const;

private:
    void wait_until_it_answers() const;

    TempDir folder_;
    pid_t process_ = -1;
};

}  // namespace rollpack::test
