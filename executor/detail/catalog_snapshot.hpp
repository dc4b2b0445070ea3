#pragma once

#include "detail/fingerprint_queries.hpp"
#include "detail/session.hpp"
#include "rollpack/executor/fingerprint_options.hpp"

#include <string>
#include <vector>

namespace rollpack::executor::detail {

/// One snapshot for all queries, with settings under which equal things are written alike, and the
/// session as it was afterwards. Where a transaction is open, a part of it, which sees what the
/// transaction did.
class CatalogSnapshot {
public:
    explicit CatalogSnapshot(Connection& connection);
    ~CatalogSnapshot();
    CatalogSnapshot(const CatalogSnapshot&) = delete;
    CatalogSnapshot& operator=(const CatalogSnapshot&) = delete;
    CatalogSnapshot(CatalogSnapshot&&) = delete;
    CatalogSnapshot& operator=(CatalogSnapshot&&) = delete;

private:
    void end();

    Connection& connection_;
    bool nested_;
};

/// What is Flyway's and rollpack's own.
struct LeftOut {
    CatalogScope scope;
    std::vector<std::string> names;  ///< of schemas and tables, sorted
};

LeftOut read_left_out(Session& session, const FingerprintOptions& options);

}  // namespace rollpack::executor::detail
