// docs.ruuvi.com, Data format 3 (RAWv1): 1 humidity in 0.5 %; 2 sign and integer of the temperature,
// 3 its hundredths; 4-5 pressure over 50 000 Pa; 6-11 acceleration in mg; 12-13 battery in mV.
#include "sensors/ruuvi_fields.hpp"

namespace umec::sensors {

Result<RuuviPayload> decode_ruuvi_format3(Bytes payload) {
  if (auto length = check_length(payload, 14, "3"); !length) return std::unexpected(length.error());
  RuuviPayload result{.format = "3"};
  Values &values = result.values;
  values.reserve(7);
  if (payload[3] > 99)
    return fail(Errc::bad_request, "Ruuvi format 3 has {} hundredths of a degree, more than 99", payload[3]);
  const int hundredths = (payload[2] & 0x7F) * 100 + payload[3];
  values.set(Quantity::temperature, (payload[2] & 0x80 ? -hundredths : hundredths) / 100.0);
  values.set(Quantity::humidity, payload[1] / 2.0);
  values.set(Quantity::pressure, be16(payload, 4) + 50000.0);
  values.set(Quantity::acceleration_x, be16_signed(payload, 6) / 1000.0);
  values.set(Quantity::acceleration_y, be16_signed(payload, 8) / 1000.0);
  values.set(Quantity::acceleration_z, be16_signed(payload, 10) / 1000.0);
  values.set(Quantity::battery_voltage, be16(payload, 12) / 1000.0);
  return result;
}

}  // namespace umec::sensors
