// The composition: reads the configuration, builds the modules, mounts their routes, starts the roles.
#pragma once

#include <chrono>
#include <memory>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "node/configuration.hpp"

namespace umec::node {

class Node {
 public:
  /// Builds and starts everything that the configuration asks for. `program_folder` holds umec and its
  /// helper programs; `started` is when the process began, for the time to ready. Errors: io (a port
  /// is taken, the data folder cannot be written), corrupt (the stored data), bad_request.
  static Result<std::unique_ptr<Node>> start(Configuration configuration, std::string program_folder,
                                             SteadyTime started);
  /// Drains: no new requests, running ones end, then the roles stop in reverse order.
  ~Node();

  std::uint16_t port() const;
  std::string origin() const;
  Duration time_to_ready() const;

 private:
  struct State;
  explicit Node(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace umec::node
