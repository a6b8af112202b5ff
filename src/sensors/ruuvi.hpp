// Payloads of Ruuvi devices: manufacturer specific data after company identifier 0x0499, and the
// Eddystone URLs of old firmware. Pure functions; all fields are big-endian.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "sensors/bytes.hpp"
#include "sensors/reading.hpp"

namespace umec::sensors {

/// Company identifier of Ruuvi Innovations in manufacturer specific data (little-endian on air).
inline constexpr std::uint16_t kRuuviCompany = 0x0499;

/// What one payload says. Fields that it marks as not available are absent.
struct RuuviPayload {
  std::string_view format;  ///< "3", "5", "C5", "6", "E1", "2", "4"
  Values values;
  std::optional<std::uint64_t> address;        ///< MAC, 48 bits, where the format carries it
  std::optional<std::uint32_t> address_tail;   ///< low 24 bits of the MAC (format 6)
  std::uint32_t sequence_modulus = 0;  ///< the sequence number counts modulo this; 0: the format has none
  bool button_pressed = false;
  bool clock_set_at_boot = false;  ///< the device's clock ran when it booted
};

/// Decodes a payload by its first byte. Errors: bad_request (empty, wrong length for its format),
/// not_implemented (a format that is not read here, such as the encrypted 8).
Result<RuuviPayload> decode_ruuvi(Bytes payload);

/// RAWv1. Has no marker for values that are not available.
Result<RuuviPayload> decode_ruuvi_format3(Bytes payload);
/// RAWv2.
Result<RuuviPayload> decode_ruuvi_format5(Bytes payload);
/// RAWv2 without acceleration ("cut").
Result<RuuviPayload> decode_ruuvi_format_c5(Bytes payload);
/// Ruuvi Air in a legacy advertisement: coarse, and only the tail of the MAC.
Result<RuuviPayload> decode_ruuvi_format6(Bytes payload);
/// Ruuvi Air in an extended advertisement.
Result<RuuviPayload> decode_ruuvi_format_e1(Bytes payload);

/// Formats 2 and 4: the fragment of `ruu.vi/#` in base64. Errors: bad_request, not_implemented.
Result<RuuviPayload> decode_ruuvi_url(std::string_view fragment);

}  // namespace umec::sensors
