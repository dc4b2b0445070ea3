#include "support/pg_proxy.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace rollpack::test {

namespace {

constexpr int poll_ms = 50;

sockaddr_un address_of(const std::filesystem::path& folder, int port) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (folder / fmt::format(".s.PGSQL.{}", port)).string();
    if (path.size() >= sizeof address.sun_path) {
        throw std::runtime_error("the path of a socket is too long: " + path);
    }
    path.copy(address.sun_path, path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

class Socket {
public:
    explicit Socket(int descriptor)
        : descriptor_(descriptor) {}

    ~Socket() { close(descriptor_); }

    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket(Socket&&) = delete;
    Socket& operator=(Socket&&) = delete;

    int get() const { return descriptor_; }

private:
    int descriptor_;
};

/// Empty at the end of the stream.
std::string receive(int from) {
    std::array<char, 65536> buffer{};
    const ssize_t count = recv(from, buffer.data(), buffer.size(), 0);
    return count <= 0 ? std::string{} : std::string(buffer.data(), static_cast<std::size_t>(count));
}

bool pass_on(int to, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = send(to, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    return true;
}

/// A server that cannot write its answers does not read either: they are passed on meanwhile.
bool pass_to_server(int server, int client, std::string_view bytes) {
    while (!bytes.empty()) {
        pollfd watched{server, POLLIN | POLLOUT, 0};
        if (poll(&watched, 1, -1) <= 0) {
            return false;
        }
        if ((watched.revents & POLLOUT) != 0) {
            const ssize_t count =
                send(server, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0 && errno != EAGAIN) {
                return false;
            }
            bytes.remove_prefix(count <= 0 ? 0 : static_cast<std::size_t>(count));
            continue;
        }
        const std::string answer = receive(server);
        if (answer.empty() || !pass_on(client, answer)) {
            return false;
        }
    }
    return true;
}

/// What a client sends that waits for no answer.
void pass_on_the_rest(int client, int server) {
    pollfd watched{client, POLLIN, 0};
    while (poll(&watched, 1, poll_ms) > 0) {
        const std::string request = receive(client);
        if (request.empty() || !pass_to_server(server, client, request)) {
            return;
        }
    }
}

std::size_t big_endian(const std::string& bytes, std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

}  // namespace

PgProxy::PgProxy()
    : listener_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    const sockaddr_un address = address_of(folder_.path(), 1);
    if (bind(listener_, generic(address), sizeof address) != 0 || listen(listener_, 16) != 0) {
        throw std::runtime_error("the proxy cannot listen");
    }
    threads_.emplace_back([this] { accept_clients(); });
}

PgProxy::~PgProxy() {
    over_ = true;
    threads_.front().join();  // nobody else adds threads
    for (std::size_t i = 1; i < threads_.size(); ++i) {
        threads_[i].join();
    }
    close(listener_);
}

std::string PgProxy::conninfo(const TestDatabase& database) const {
    return fmt::format(
        "host={} port=1 dbname={} user={}",
        folder_.path().string(),
        database.name(),
        pg_cluster().user()
    );
}

void PgProxy::cut_at(std::string text, Cut how, int skip) {
    const std::lock_guard guard{mutex_};
    cut_text_ = std::move(text);
    cut_ = how;
    skip_ = skip;
}

void PgProxy::accept_clients() {
    while (!over_) {
        pollfd watched{listener_, POLLIN, 0};
        if (poll(&watched, 1, poll_ms) <= 0) {
            continue;
        }
        const int client = accept(listener_, nullptr, nullptr);
        if (client < 0 || refuse_) {
            close(client);
            continue;
        }
        threads_.emplace_back([this, client] { serve(client); });
    }
}

PgProxy::Cut PgProxy::cut_of(const std::string& request) {
    const std::lock_guard guard{mutex_};
    if (cut_ == Cut::never || request.find(cut_text_) == std::string::npos || skip_-- > 0) {
        return Cut::never;
    }
    return std::exchange(cut_, Cut::never);
}

void PgProxy::count_waits(std::string& unread, const std::string& request, bool& started) {
    unread += request;
    while (true) {
        // Only the first message has no type: PostgreSQL manual, "Frontend/Backend Protocol".
        const std::size_t head = started ? 1 : 0;
        if (unread.size() < head + 4) {
            return;
        }
        const std::size_t length = head + big_endian(unread, head);
        if (unread.size() < length) {
            return;
        }
        if (started && (unread[0] == 'S' || unread[0] == 'Q')) {
            ++waits_;
        }
        started = true;
        unread.erase(0, length);
    }
}

void PgProxy::serve(int client_descriptor) {
    const Socket client{client_descriptor};
    const Socket server{socket(AF_UNIX, SOCK_STREAM, 0)};
    const sockaddr_un address = address_of(pg_cluster().socket_directory(), pg_cluster().port());
    if (connect(server.get(), generic(address), sizeof address) != 0) {
        return;
    }
    std::string unread;
    bool started = false;
    while (!over_) {
        std::array<pollfd, 2> watched{{{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}}};
        if (poll(watched.data(), watched.size(), poll_ms) <= 0) {
            continue;
        }
        if (watched[0].revents != 0) {
            const std::string request = receive(client.get());
            const Cut cut = cut_of(request);
            refuse_ = refuse_ || cut == Cut::and_refuse;
            count_waits(unread, request, started);
            if (request.empty() || cut == Cut::before_request
                || !pass_to_server(server.get(), client.get(), request)) {
                return;
            }
            if (cut != Cut::never) {
                pass_on_the_rest(client.get(), server.get());
                static_cast<void>(receive(server.get()));  // it has answered, so it is done
                return;
            }
        }
        if (watched[1].revents != 0) {
            const std::string answer = receive(server.get());
            if (answer.empty() || !pass_on(client.get(), answer)) {
                return;
            }
        }
    }
}

}  // namespace rollpack::test
