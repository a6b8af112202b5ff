// Measurements as the bytes that tags put on air.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "city/measurement.hpp"

namespace umec::city {

using Bytes = std::vector<std::uint8_t>;

/// The payload of Ruuvi data format 3 / 5 / 6 / E1 (Ruuvi documentation, Bluetooth advertisements), which
/// starts with the format's number. Values outside of a format's range are held at its limits.
Bytes encode_raw_v1(const Measurement &m);
Bytes encode_raw_v2(const Measurement &m, const Mac &mac);
Bytes encode_format_6(const Measurement &m, const Mac &mac);
Bytes encode_format_e1(const Measurement &m, const Mac &mac);

/// What is wrong with an advertisement. A receiver must not store the damaged values.
enum class Damage : std::uint8_t {
  none,
  overheated,      ///< well formed, but 140 degrees Celsius and more: no sensor measures that
  truncated,       ///< the payload ends in the middle
  overlong,        ///< an AD structure claims more bytes than there are
  unknown_format,  ///< a format number that nobody defined
};
std::string_view damage_name(Damage damage);

/// One advertisement as it is sent.
struct Advertisement {
  Timestamp time = 0;
  int tag = 0;              ///< index in District::tags
  std::int64_t number = 0;  ///< of the measurement it carries
  int rssi = 0;             ///< dBm
  bool extended = false;    ///< longer than 31 bytes: needs the extended report
  Damage damage = Damage::none;
  Bytes data;  ///< AD structures: flags, manufacturer data 0x0499
};

/// What happens on the way to the advertisement `number` of `tag`.
Damage damage_of(const District &district, const Tag &tag, std::int64_t number);

/// What `tag` sends for its measurement `number`; one in 300 is damaged. An air-quality tag sends two
/// (format 6 for old receivers, E1 for new ones), every other tag one.
std::vector<Advertisement> advertise(const District &district, const Tag &tag, std::int64_t number);

/// All advertisements of `tags` in [from, to), in order of time.
std::vector<Advertisement> advertisements_between(const District &district, Timestamp from, Timestamp to,
                                                  bool by_gateway);

/// Wraps an advertisement as the HCI event a Bluetooth controller reports to its host (UART transport,
/// H4): LE Advertising Report or LE Extended Advertising Report (Bluetooth Core 4.E.7.7.65.2 and .13).
Bytes hci_event(const Advertisement &advertisement, const Mac &mac);

/// "0201061BFF9904..." as the Ruuvi Gateway writes it.
std::string hex_text(const Bytes &bytes);

}  // namespace umec::city
