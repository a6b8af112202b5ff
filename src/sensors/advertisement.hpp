// Advertising data of Bluetooth LE (Core Specification 5.4, Vol 3, Part C, 11).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sensors/bytes.hpp"
#include "sensors/ruuvi.hpp"

namespace umec::sensors {

/// One advertisement as a receiver heard it.
struct Advertisement {
  std::uint64_t address = 0;  ///< device address, 48 bits
  bool extended = false;      ///< heard as an extended advertisement
  std::optional<int> rssi;    ///< dBm
  std::vector<std::uint8_t> data;  ///< AD structures
};

/// What advertising data means for us.
struct AdvertisedRuuvi {
  Bytes payload;             ///< manufacturer data of Ruuvi after the company identifier, or
  std::string_view fragment; ///< the data of a `ruu.vi/#` Eddystone URL
};

/// Finds Ruuvi's data among the AD structures; nothing where somebody else's device advertises.
/// Errors: bad_request (a structure that runs over the end).
Result<std::optional<AdvertisedRuuvi>> find_ruuvi(Bytes advertising_data);

/// Finds and decodes in one step.
Result<std::optional<RuuviPayload>> decode_advertisement(Bytes advertising_data);

}  // namespace umec::sensors
