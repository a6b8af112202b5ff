// One client's connection to the server: reads requests, calls handlers, writes responses.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/http_parser.hpp"
#include "net/server.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/fiber.hpp"
#include "runtime/loop.hpp"

namespace umec::net {

class Connection;

/// The connections of one server on one loop. Only that loop's thread touches it.
struct LoopPart {
  const Router *router = nullptr;
  const Server::Options *options = nullptr;
  std::atomic<bool> *draining = nullptr;
  std::atomic<std::size_t> *open_connections = nullptr;
  std::unordered_map<Connection *, std::unique_ptr<Connection>> connections;
  std::vector<std::string> spare_buffers;

  std::string take_buffer();
  void give_buffer(std::string buffer);
};

/// While no request is under way a connection holds neither a buffer nor a fiber.
class Connection {
 public:
  Connection(LoopPart &part, std::unique_ptr<runtime::Descriptor> descriptor, std::string peer)
      : part_(part), descriptor_(std::move(descriptor)), peer_(std::move(peer)) {}

  /// Starts a fiber that serves what arrives.
  void activate();
  /// Closes it if it is idle; otherwise it closes after the response under way. A stream is cut.
  void finish();
  /// Cancels what it is doing.
  void cut();
  bool idle_since_before(SteadyTime time) const { return idle_ && idle_since_ < time; }

 private:
  class Body;
  class Writer;
  enum class Next : std::uint8_t { again, idle, close };

  void serve();
  Next serve_one(std::string &in, std::size_t &used, std::string &out);
  Result<bool> read_head(std::string &in, std::size_t &used);
  Result<Response> handle(std::string_view received, std::unique_ptr<Body> &body,
                          const RouteMetrics *&metrics);
  Result<void> send(Response &response, std::string &out);
  Result<void> send_stream(const Response::Stream &stream, std::string &out);
  void close();

  LoopPart &part_;
  std::unique_ptr<runtime::Descriptor> descriptor_;
  std::string peer_;
  Head head_;
  Request request_;
  runtime::Fiber *fiber_ = nullptr;
  std::uint64_t life_ = 0;
  SteadyTime idle_since_;
  bool idle_ = false;
  bool streaming_ = false;
  bool keep_alive_ = true;
  bool finishing_ = false;
};

}  // namespace umec::net
