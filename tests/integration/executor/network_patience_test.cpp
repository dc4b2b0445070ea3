#include "detail/network_patience.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace rollpack::executor::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Both ends of a connection on the loopback.
class TcpPair {
public:
    TcpPair()
        : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        ours_ = socket(AF_INET, SOCK_STREAM, 0);
        const bool connected = bind(listener_, generic, size) == 0 && listen(listener_, 1) == 0
            && getsockname(listener_, generic, &size) == 0 && connect(ours_, generic, size) == 0;
        theirs_ = connected ? accept(listener_, nullptr, nullptr) : -1;
        if (theirs_ < 0 || fcntl(ours_, F_SETFL, O_NONBLOCK) != 0) {
            throw std::runtime_error("no connection on the loopback");
        }
    }

    ~TcpPair() {
        for (const int descriptor : {listener_, ours_, theirs_}) {
            close(descriptor);
        }
    }

    TcpPair(const TcpPair&) = delete;
    TcpPair& operator=(const TcpPair&) = delete;
    TcpPair(TcpPair&&) = delete;
    TcpPair& operator=(TcpPair&&) = delete;

    int ours() const { return ours_; }

    void send_once() const {
        if (send(ours_, "x", 1, MSG_NOSIGNAL) != 1) {
            throw std::runtime_error("cannot send");
        }
    }

    void send_until_full() const {
        const std::array<char, 65536> bytes{};
        while (send(ours_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0) {
        }
    }

    /// The other side's kernel drops what comes, and acknowledges nothing.
    void fall_silent() const {
        sock_filter nothing{BPF_RET | BPF_K, 0, 0, 0};
        const sock_fprog program{1, &nothing};
        if (setsockopt(theirs_, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
            throw std::runtime_error("no filter on the socket");
        }
    }

private:
    int listener_;
    int ours_ = -1;
    int theirs_ = -1;
};

bool is_over_within(SilenceWatch& watch, int socket, milliseconds limit) {
    const auto deadline = steady_clock::now() + limit;
    while (steady_clock::now() < deadline) {
        if (watch.is_over(socket)) {
            return true;
        }
        std::this_thread::sleep_for(milliseconds{20});
    }
    return false;
}

SilenceWatch watch_of(const std::string& tcp_user_timeout) {
    NetworkPatience patience;
    patience.tcp_user_timeout = tcp_user_timeout;
    return SilenceWatch{patience};
}

TEST(SilenceWatch, SeesThatNothingIsAcknowledged) {
    const TcpPair pair;
    auto watch = watch_of("300");
    pair.fall_silent();
    pair.send_once();
    EXPECT_TRUE(is_over_within(watch, pair.ours(), milliseconds{5000}));
}

TEST(SilenceWatch, BearsAServerThatReadsNothingButAcknowledges) {
    const TcpPair pair;
    auto watch = watch_of("2000");
    pair.send_until_full();
    EXPECT_FALSE(is_over_within(watch, pair.ours(), milliseconds{3500}));
}

TEST(SilenceWatch, BearsAConnectionThatWaitsForAnAnswer) {
    const TcpPair pair;
    auto watch = watch_of("100");
    pair.send_once();
    EXPECT_FALSE(is_over_within(watch, pair.ours(), milliseconds{500}));
}

TEST(SilenceWatch, HasNoOpinionWithoutPatience) {
    const TcpPair pair;
    auto watch = watch_of("0");
    pair.fall_silent();
    pair.send_once();
    EXPECT_FALSE(is_over_within(watch, pair.ours(), milliseconds{500}));
}

}  // namespace
}  // namespace rollpack::executor::detail
