#pragma once

#include "support/pg_cluster.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace rollpack::test {

/// Another client of the database, with a session of its own until it is destroyed.
class OtherClient {
public:
    OtherClient(const TestDatabase& database, const std::string& application)
        : connection_(
            PQconnectdb((database.conninfo() + " application_name=" + application).c_str()),
            &PQfinish
        ) {}

    void execute(const std::string& sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result{
            PQexec(connection_.get(), sql.c_str()),
            &PQclear};
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw std::runtime_error(PQerrorMessage(connection_.get()));
        }
    }

    int pid() const { return PQbackendPID(connection_.get()); }

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace rollpack::test
