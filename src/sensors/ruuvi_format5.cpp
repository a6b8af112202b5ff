// docs.ruuvi.com, Data formats 5 (RAWv2) and C5: 1-2 temperature in 0.005 °C; 3-4 humidity in 0.0025 %;
// 5-6 pressure; in format 5 only 7-12 acceleration in mg; then power, movements, sequence and MAC.
#include "sensors/ruuvi_fields.hpp"

namespace umec::sensors {
namespace {

void set_tail(RuuviPayload &result, Bytes tail) {
  set_power(result.values, be16(tail, 0));
  if (tail[2] != 0xFF) result.values.set(Quantity::movement_counter, tail[2]);
  set_count16(result.values, Quantity::measurement_sequence_number, be16(tail, 3));
  result.address = address_field(be48(tail, 5));
  result.sequence_modulus = 0xFFFF;  // 0xFFFF itself says "not available"
}

void set_head(RuuviPayload &result, Bytes payload) {
  result.values.reserve(20);  // with what is derived later
  set_temperature(result.values, be16_signed(payload, 1));
  set_humidity(result.values, be16(payload, 3));
  set_pressure(result.values, be16(payload, 5));
}

}  // namespace

Result<RuuviPayload> decode_ruuvi_format5(Bytes payload) {
  if (auto length = check_length(payload, 24, "5"); !length) return std::unexpected(length.error());
  RuuviPayload result{.format = "5"};
  set_head(result, payload);
  set_acceleration(result.values, Quantity::acceleration_x, be16_signed(payload, 7));
  set_acceleration(result.values, Quantity::acceleration_y, be16_signed(payload, 9));
  set_acceleration(result.values, Quantity::acceleration_z, be16_signed(payload, 11));
  set_tail(result, payload.subspan(13));
  return result;
}

Result<RuuviPayload> decode_ruuvi_format_c5(Bytes payload) {
  if (auto length = check_length(payload, 18, "C5"); !length) return std::unexpected(length.error());
  RuuviPayload result{.format = "C5"};
  set_head(result, payload);
  set_tail(result, payload.subspan(7));
  return result;
}

}  // namespace umec::sensors
