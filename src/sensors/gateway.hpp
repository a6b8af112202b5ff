// What a Ruuvi Gateway posts over HTTP (docs.ruuvi.com, "HTTP(S): time-stamped data"):
// {"data":{"timestamp","gw_mac","tags":{"<MAC>":{"rssi","timestamp","data"}}}}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "sensors/advertisement.hpp"

namespace umec::sensors {

struct GatewayAdvertisement {
  Advertisement advertisement;
  std::optional<Timestamp> time;  ///< when the gateway heard it; absent where it does not say
};

struct GatewayReport {
  std::string gateway;  ///< its address, twelve digits in lower case
  std::vector<GatewayAdvertisement> heard;
  std::size_t malformed = 0;  ///< tags whose address or data could not be read
};

/// Reads one post. Times are seconds since the epoch as text or number, both are in the field. A tag
/// that cannot be read is counted and costs only itself. Errors: bad_request with a JSON pointer
/// (no JSON, or not this shape), too_large (over 4096 tags).
Result<GatewayReport> parse_gateway_report(std::string_view body);

}  // namespace umec::sensors
