#include "net/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <thread>

#include "base/log.hpp"
#include "net/connection.hpp"

namespace umec::net {
namespace {

union SocketAddress {
  sockaddr any;
  sockaddr_in four;
  sockaddr_in6 six;
};

/// Binds and listens. SO_REUSEADDR, so that a restart does not wait for old connections; not
/// SO_REUSEPORT, so that a second node on the same port is told instead of sharing it.
Result<int> listen_on(const Address &address) {
  SocketAddress bound{};
  socklen_t size = 0;
  if (address.host.find(':') != std::string::npos) {
    bound.six.sin6_family = AF_INET6;
    bound.six.sin6_port = htons(address.port);
    inet_pton(AF_INET6, address.host.c_str(), &bound.six.sin6_addr);
    size = sizeof bound.six;
  } else {
    bound.four.sin_family = AF_INET;
    bound.four.sin_port = htons(address.port);
    inet_pton(AF_INET, address.host.c_str(), &bound.four.sin_addr);
    size = sizeof bound.four;
  }
  const int fd = socket(bound.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail_errno(errno, "cannot make a socket");
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, &bound.any, size) != 0 || listen(fd, 1024) != 0) {
    const int error = errno;
    close(fd);
    return fail_errno(error, "cannot listen on {}", address.text());
  }
  return fd;
}

std::string peer_text(const SocketAddress &peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.any.sa_family == AF_INET)
    inet_ntop(AF_INET, &peer.four.sin_addr, text, sizeof text);
  else
    inet_ntop(AF_INET6, &peer.six.sin6_addr, text, sizeof text);
  return text;
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  State(runtime::Runtime &runtime, const Router &router, Options options)
      : runtime(runtime),
        router(router),
        options(std::move(options)),
        parts(runtime.loops()),
        acceptors(runtime) {
    for (LoopPart &part : parts) {
      part.router = &router;
      part.options = &this->options;
      part.draining = &draining;
      part.open_connections = &open_connections;
    }
  }

  void accept_all(int listener);
  void adopt(unsigned loop, int fd, const SocketAddress &peer);
  void sweep(unsigned loop);
  /// Runs `work` for each connection of each loop, on its loop.
  void for_all(void (Connection::*work)());

  runtime::Runtime &runtime;
  const Router &router;
  const Options options;
  std::uint16_t port = 0;
  std::atomic<bool> draining{false};
  std::atomic<std::size_t> open_connections{0};
  std::atomic<unsigned> next_loop{0};
  std::vector<LoopPart> parts;
  runtime::TaskGroup acceptors;
};

void Server::State::accept_all(int listener) {
  auto descriptor = runtime::Descriptor::adopt(listener);
  if (!descriptor) {
    log::error("server.accept", {{"detail", descriptor.error().detail}});
    return;
  }
  for (;;) {
    SocketAddress peer{};
    socklen_t size = sizeof peer;
    const int fd = accept4((*descriptor)->fd(), &peer.any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      if (open_connections.fetch_add(1) >= options.max_connections) {
        open_connections.fetch_sub(1);
        static constexpr std::string_view full =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
            "close\r\n\r\n";
        [[maybe_unused]] const auto sent = ::send(fd, full.data(), full.size(), MSG_NOSIGNAL);
        ::close(fd);
        continue;
      }
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const unsigned loop = next_loop.fetch_add(1) % runtime.loops();
      runtime.loop(loop).post([self = shared_from_this(), loop, fd, peer] { self->adopt(loop, fd, peer); });
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN) {
      // Out of descriptors or memory: let some connections end first.
      log::warning("server.accept", {{"errno", errno}});
      if (runtime::sleep_for(std::chrono::milliseconds(100)) == runtime::Wake::cancelled) return;
      continue;
    }
    if (!(*descriptor)->wait_readable(runtime::Deadline::never())) return;
  }
}

void Server::State::adopt(unsigned loop, int fd, const SocketAddress &peer) {
  auto descriptor = runtime::Descriptor::adopt(fd);
  if (!descriptor || draining) {
    open_connections.fetch_sub(1);
    return;
  }
  auto connection = std::make_unique<Connection>(parts[loop], std::move(*descriptor), peer_text(peer));
  Connection *key = connection.get();
  parts[loop].connections.emplace(key, std::move(connection));
  key->activate();
}

void Server::State::sweep(unsigned loop) {
  const SteadyTime oldest = std::chrono::steady_clock::now() - options.idle_timeout;
  std::vector<Connection *> idle;
  for (const auto &[key, connection] : parts[loop].connections)
    if (connection->idle_since_before(oldest)) idle.push_back(key);
  for (Connection *connection : idle) connection->finish();
}

void Server::State::for_all(void (Connection::*work)()) {
  for (unsigned i = 0; i < runtime.loops(); ++i)
    runtime.loop(i).post([self = shared_from_this(), i, work] {
      std::vector<Connection *> all;
      for (const auto &[key, connection] : self->parts[i].connections) all.push_back(key);
      for (Connection *connection : all) (connection->*work)();
    });
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Server>> Server::start(runtime::Runtime &runtime, const Router &router,
                                              const Address &address, Options options) {
  const int fd = UMEC_TRY(listen_on(address));
  SocketAddress bound{};
  socklen_t size = sizeof bound;
  getsockname(fd, &bound.any, &size);
  auto state = std::make_shared<State>(runtime, router, std::move(options));
  state->port = ntohs(bound.any.sa_family == AF_INET ? bound.four.sin_port : bound.six.sin6_port);
  state->acceptors.spawn([raw = state.get(), fd] { raw->accept_all(fd); });
  for (unsigned i = 0; i < runtime.loops(); ++i)
    runtime.loop(i).every(std::chrono::seconds(5), [weak = std::weak_ptr(state), i] {
      if (const auto alive = weak.lock()) alive->sweep(i);
    });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() { drain(runtime::Deadline::after(std::chrono::seconds(1))); }

std::uint16_t Server::port() const { return state_->port; }

void Server::drain(runtime::Deadline deadline) {
  state_->draining = true;
  state_->acceptors.cancel();
  state_->acceptors.wait(runtime::Deadline::after(std::chrono::seconds(1)));
  state_->for_all(&Connection::finish);
  const auto wait_for_end = [&](runtime::Deadline until) {
    while (state_->open_connections > 0 && !until.passed()) {
      if (runtime::in_fiber())
        runtime::sleep_for(std::chrono::milliseconds(2));
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  };
  wait_for_end(deadline);
  if (state_->open_connections == 0) return;
  state_->for_all(&Connection::cut);
  wait_for_end(runtime::Deadline::after(std::chrono::seconds(5)));
}

}  // namespace umec::net
