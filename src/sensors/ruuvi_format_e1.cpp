// docs.ruuvi.com, Data format E1 (bytes): 1-6 temperature, humidity, pressure as format 5; 7-14 PM1.0,
// 2.5, 4.0, 10; 15-16 CO2; 17 VOC and 18 NOX without their lowest bit; 19-21 illuminance in 0.01 lx;
// 22-24 sound now, average, peak without their lowest bit; 25-27 sequence; 28 flags; 34-39 MAC.
#include "sensors/ruuvi_fields.hpp"

namespace umec::sensors {

Result<RuuviPayload> decode_ruuvi_format_e1(Bytes payload) {
  if (auto length = check_length(payload, 40, "E1"); !length) return std::unexpected(length.error());
  RuuviPayload result{.format = "E1"};
  Values &values = result.values;
  values.reserve(24);
  const std::uint8_t flags = payload[28];
  set_temperature(values, be16_signed(payload, 1));
  set_humidity(values, be16(payload, 3));
  set_pressure(values, be16(payload, 5));
  set_particles(values, Quantity::pm_1_0, be16(payload, 7));
  set_particles(values, Quantity::pm_2_5, be16(payload, 9));
  set_particles(values, Quantity::pm_4_0, be16(payload, 11));
  set_particles(values, Quantity::pm_10_0, be16(payload, 13));
  set_count16(values, Quantity::co2, be16(payload, 15));
  set_index9(values, Quantity::voc, payload[17], flags & 0x40);
  set_index9(values, Quantity::nox, payload[18], flags & 0x80);
  if (const std::uint32_t lux = be24(payload, 19); lux != 0xFFFFFF)
    values.set(Quantity::illuminance, lux / 100.0);
  set_sound(values, Quantity::sound_instant, payload[22], flags & 0x08);
  set_sound(values, Quantity::sound_average, payload[23], flags & 0x10);
  set_sound(values, Quantity::sound_peak, payload[24], flags & 0x20);
  if (const std::uint32_t sequence = be24(payload, 25); sequence != 0xFFFFFF)
    values.set(Quantity::measurement_sequence_number, sequence);
  values.set(Quantity::calibration_in_progress, flags & 0x01);
  result.sequence_modulus = 0xFFFFFF;  // 0xFFFFFF itself says "not available"
  result.button_pressed = flags & 0x02;
  result.clock_set_at_boot = flags & 0x04;
  result.address = address_field(be48(payload, 34));
  return result;
}

}  // namespace umec::sensors
