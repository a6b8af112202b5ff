// The HTTP/1.1 server: one per listening address, on all loops of the runtime.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "net/router.hpp"
#include "runtime/runtime.hpp"

namespace umec::net {

/// A listening address: "127.0.0.1:8080", "[::1]:0". The host is an IP address, so that nothing has
/// to be resolved before the node can listen.
struct Address {
  std::string host;
  std::uint16_t port = 0;
  static Result<Address> parse(std::string_view text);
  bool is_loopback() const;
  std::string text() const;
};

class Server {
 public:
  struct Options {
    std::size_t max_connections = 16384;
    std::size_t max_head = 16 << 10;  ///< request line and headers, bytes
    Duration head_timeout =
        std::chrono::seconds(15);  ///< from the first byte of a request to the end of its head
    Duration body_timeout = std::chrono::seconds(30);   ///< between two pieces of a body
    Duration write_timeout = std::chrono::seconds(20);  ///< until a client takes what is written
    Duration idle_timeout = std::chrono::seconds(75);   ///< between two requests
    /// Decides who asks (fills Request::principal) and whether they may; absent: everybody may.
    std::function<Result<void>(Request &, const RouteOptions &)> authorize = nullptr;
  };

  /// Binds and serves. The router must outlive the server. Errors: io (address in use, no right).
  static Result<std::unique_ptr<Server>> start(runtime::Runtime &runtime, const Router &router,
                                               const Address &address, Options options);
  static Result<std::unique_ptr<Server>> start(runtime::Runtime &runtime, const Router &router,
                                               const Address &address) {
    return start(runtime, router, address, Options{});
  }
  /// Drains with a short deadline.
  ~Server();

  /// The port that is really bound (for port 0).
  std::uint16_t port() const;
  /// Stops accepting, lets running requests end, then cancels the rest at the deadline.
  void drain(runtime::Deadline deadline);

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  // shared with the connections, which may outlive the call to drain
};

}  // namespace umec::net
