// A virtual Ruuvi Gateway that posts what two tags advertise to the node.
#pragma once

#include <map>
#include <string>

#include "city/advertisement.hpp"
#include "city/city_clock.hpp"
#include "runtime/runtime.hpp"

namespace umec::city {

/// Time between two posts, as the wall counts it.
inline constexpr Timestamp kGatewayPeriod = 5 * kSecond;

/// The body that a Ruuvi Gateway posts for the newest advertisement of each tag ("data" with
/// coordinates, timestamp, nonce, gw_mac and tags). Pure.
std::string gateway_body(const District &district, const CityClock &clock,
                         const std::map<int, Advertisement> &newest, Timestamp wall_time);

/// The newest advertisement of each of the gateway's tags before city time `until`.
std::map<int, Advertisement> heard_by_gateway(const District &district, Timestamp until);

/// Posts to `target` for as long as it lives. A target that is not there yet is tried again at the
/// next period and told once in the log.
class Gateway {
 public:
  Gateway(runtime::Runtime &runtime, const District &district, const CityClock &clock, std::string target);
  ~Gateway();

 private:
  void run();

  const District &district_;
  const CityClock &clock_;
  std::string target_;
  runtime::TaskGroup fibers_;
};

}  // namespace umec::city
