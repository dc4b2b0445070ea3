#pragma once

#include "support/pg_cluster.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rollpack::test {

/// Stands between a client and pg_cluster() and breaks the connection when told to.
class PgProxy {
public:
    enum class Cut {
        never,
        before_request,  ///< the request does not reach the server
        before_answer,  ///< the server does what it was asked, but nobody hears of it
        and_refuse  ///< as before_answer, and nobody can connect any more
    };

    PgProxy();
    ~PgProxy();
    PgProxy(const PgProxy&) = delete;
    PgProxy& operator=(const PgProxy&) = delete;
    PgProxy(PgProxy&&) = delete;
    PgProxy& operator=(PgProxy&&) = delete;

    /// As TestDatabase::conninfo(), through the proxy.
    std::string conninfo(const TestDatabase& database) const;

    /// Breaks the connection at the first request after `skip` that holds `text`.
    void cut_at(std::string text, Cut how, int skip = 0);

    /// How often a client waited for the server: Sync and Query messages.
    std::size_t waits() const noexcept { return waits_; }

private:
    void accept_clients();
    void serve(int client);
    Cut cut_of(const std::string& request);
    void count_waits(std::string& unread, const std::string& request, bool& started);

    TempDir folder_;
    int listener_ = -1;
    std::atomic<bool> over_ = false;
    std::atomic<bool> refuse_ = false;
    std::atomic<std::size_t> waits_ = 0;
    std::mutex mutex_;  // guards the members below
    std::string cut_text_;
    Cut cut_ = Cut::never;
    int skip_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace rollpack::test
