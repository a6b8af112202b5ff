#include "sensors/ruuvi.hpp"

namespace umec::sensors {

Result<RuuviPayload> decode_ruuvi(Bytes payload) {
  if (payload.empty()) return fail(Errc::bad_request, "a Ruuvi payload has at least one byte");
  switch (payload[0]) {
    case 0x03: return decode_ruuvi_format3(payload);
    case 0x05: return decode_ruuvi_format5(payload);
    case 0xC5: return decode_ruuvi_format_c5(payload);
    case 0x06: return decode_ruuvi_format6(payload);
    case 0xE1: return decode_ruuvi_format_e1(payload);
    default: return fail(Errc::not_implemented, "Ruuvi format 0x{:02X} is not read here", payload[0]);
  }
}

}  // namespace umec::sensors
