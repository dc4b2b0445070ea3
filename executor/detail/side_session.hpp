#pragma once

#include "detail/connection.hpp"
#include "detail/session.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace rollpack::executor::detail {

/// A session to look at the database with: read only, in no transaction, it waits for locks no longer
/// than a moment, fails where row security would hide rows, and acts as the role of the session that
/// it belongs to. Its search_path is pg_catalog, so all that it writes is qualified.
///
/// It is a connection of its own. Where none is to be had and the first session is in no transaction,
/// it borrows that one, and gives it back as it was. Behind a pooler that shares server sessions out by
/// transactions, each query is a transaction that brings its settings along.
class SideSession {
public:
    /// `schema` is the history's. @throws Error connection_failed.
    SideSession(Session& session, const std::string& schema);
    ~SideSession();
    SideSession(const SideSession&) = delete;
    SideSession& operator=(const SideSession&) = delete;
    SideSession(SideSession&&) = delete;
    SideSession& operator=(SideSession&&) = delete;

    /// One query. @throws SqlError.
    Result query(const std::string& sql, const Parameters& parameters = {});

    /// For what is sent over the connection itself: the settings hold while this lives.
    class Turn {
    public:
        explicit Turn(SideSession& side);
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        Turn(Turn&&) = delete;
        Turn& operator=(Turn&&) = delete;

        Connection& connection() noexcept { return side_.connection(); }

    private:
        SideSession& side_;
    };

    /// Schemas in which a script finds a name without one, in order, as an array's text.
    const std::string& searched_schemas() const noexcept { return searched_schemas_; }

    /// Process ids of this session and the one that it belongs to, as an array's text.
    const std::string& own_pids() const noexcept { return own_pids_; }

    /// How long a query may take from now on; at first it is catalog_patience.
    void set_patience(std::chrono::milliseconds patience);

    const core::ServerFacts& facts() const noexcept { return session_.facts; }

private:
    Connection& connection() noexcept { return own_ ? *own_ : session_.connection; }

    bool is_pooled() const noexcept { return session_.facts.pooled; }

    void apply_settings();
    void give_back() noexcept;

    Session& session_;
    std::unique_ptr<Connection> own_;  ///< null: the first session's is borrowed
    Parameters before_;  ///< what a borrowed session had set
    Parameters settings_;
    std::string searched_schemas_;
    std::string own_pids_;
};

/// Queries of the catalogs get this much time, counting what is left of the budget.
inline constexpr std::chrono::milliseconds catalog_patience{10'000};

}  // namespace rollpack::executor::detail
