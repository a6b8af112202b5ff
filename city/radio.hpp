// The air: every listener hears the tags as HCI events, as from a Bluetooth controller.
#pragma once

#include <string>

#include "city/advertisement.hpp"
#include "city/city_clock.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/runtime.hpp"

namespace umec::city {

/// Listens on a unix stream socket; each connection gets the events of all tags from then on.
/// A listener that does not read for 5 s is cut off.
class Radio {
 public:
  /// `address` is "unix:/path". A socket that a dead process left there is replaced. Errors:
  /// bad_request (the address), conflict (somebody listens there), io.
  static Result<std::unique_ptr<Radio>> start(runtime::Runtime &runtime, const District &district,
                                              const CityClock &clock, const std::string &address);
  /// Cuts off all listeners and removes the socket.
  ~Radio();

 private:
  Radio(runtime::Runtime &runtime, const District &district, const CityClock &clock, std::string path);
  void accept_listeners(int listening);
  void speak_to(int listener);

  const District &district_;
  const CityClock &clock_;
  std::string path_;
  runtime::TaskGroup fibers_;
};

/// The path of "unix:/path". Errors: bad_request.
Result<std::string> socket_path(const std::string &address);

}  // namespace umec::city
