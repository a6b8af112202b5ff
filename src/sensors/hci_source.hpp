// A stream of HCI events: a Bluetooth adapter, a socket, or an inherited descriptor.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/descriptor.hpp"
#include "runtime/runtime.hpp"
#include "sensors/hci.hpp"

namespace umec::sensors {

struct HciSourceConfig {
  std::string name;  ///< names the receiver in readings; empty: the address
  /// `unix:PATH` (connects), `fd:N` (inherited), `hciN` (an adapter of this machine; needs CAP_NET_RAW
  /// and CAP_NET_ADMIN).
  std::string address;
};

struct HciSourceStatus {
  std::string name;
  std::string address;
  std::string state;   ///< "connecting", "listening", "failed", "ended"
  std::string detail;  ///< one sentence where it failed
  HciParser::Counts counts;
  std::uint64_t connections = 0;
};

/// Keeps a source open: what fails is tried again with growing pauses (0.25 s to 15 s). An inherited
/// descriptor that ends has ended for good.
class HciSource {
 public:
  using Sink = std::function<void(const Advertisement &)>;
  /// Errors: bad_request (the address).
  static Result<std::unique_ptr<HciSource>> start(runtime::Runtime &runtime, HciSourceConfig config,
                                                  Sink sink);
  ~HciSource();
  HciSourceStatus status() const;

 private:
  struct State;
  explicit HciSource(runtime::Runtime &runtime, std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  // shared with the fiber, which may end after stopping gave up
  runtime::TaskGroup tasks_;
};

}  // namespace umec::sensors
