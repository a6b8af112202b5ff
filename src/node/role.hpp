// A part of the node that can be switched on alone, and what the parts share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/router.hpp"
#include "node/configuration.hpp"
#include "runtime/runtime.hpp"

namespace umec::store {
class DocumentStore;
}
namespace umec::bus {
class Bus;
}
namespace umec::mec {
class Registry;
}
namespace umec::timeseries {
class Engine;
}
namespace umec::camera {
class Cameras;
}

namespace umec::node {

/// What roles are given and what earlier roles leave for later ones. Pointers are null where the role
/// that provides the thing is off; they stay valid until the node has stopped.
struct Surroundings {
  const Configuration &configuration;
  runtime::Runtime &runtime;
  net::Router &router;         ///< of the main port
  net::Router &influx_router;  ///< of the Influx port
  std::string origin;          ///< http://host:port of the main port as apps on this machine reach it
  std::string data_folder;
  std::string program_folder;  ///< where umec and its helper programs are
  store::DocumentStore *documents = nullptr;
  bus::Bus *bus = nullptr;
  mec::Registry *registry = nullptr;
  timeseries::Engine *timeseries = nullptr;
  camera::Cameras *cameras = nullptr;
};

/// Constructed with its routes mounted, before the node listens.
class Role {
 public:
  virtual ~Role() = default;
  virtual std::string_view name() const = 0;
  /// The main port is open: start what runs by itself (sources, watchers, registrations).
  virtual void listening() {}
  /// The node drains: end what runs by itself. Called in the reverse order of starting.
  virtual void stop() {}
};

}  // namespace umec::node
